import { getRouteApi } from '@tanstack/react-router';
import { AccountDetail } from '../../features/accounts/Detail';
import { Page } from '../../ui/Page';

const route = getRouteApi('/_app/accounts/$id');

export function AccountPage() {
  const { id } = route.useParams();
  return (
    <Page title="Account" key={id}>
      <AccountDetail id={id} />
    </Page>
  );
}
