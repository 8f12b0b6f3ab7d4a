import { createFileRoute } from '@tanstack/react-router';
import { TransferDetail } from '../features/transfers/Detail';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_app/transfers/$id')({ component: One });

function One() {
  const { id } = Route.useParams();
  return (
    // Another transfer is another page, with its own focus and dialog.
    <Page title="Transfer" key={id}>
      <TransferDetail id={id} />
    </Page>
  );
}
