import { getRouteApi } from '@tanstack/react-router';
import { TransferDetail } from '../../features/transfers/Detail';
import { Page } from '../../ui/Page';

const route = getRouteApi('/_app/transfers/$id');

export function TransferPage() {
  const { id } = route.useParams();
  return (
    // Another transfer is another page, with its own focus and dialog.
    <Page title="Transfer" key={id}>
      <TransferDetail id={id} />
    </Page>
  );
}
