import { createFileRoute } from '@tanstack/react-router';
import { AccountDetail } from '../features/accounts/Detail';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_app/accounts/$id')({ component: One });

function One() {
  const { id } = Route.useParams();
  return (
    <Page title="Account" key={id}>
      <AccountDetail id={id} />
    </Page>
  );
}
