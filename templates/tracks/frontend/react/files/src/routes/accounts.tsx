import { createFileRoute } from '@tanstack/react-router';
import { AccountList } from '../features/accounts/List';
import { NewAccountButton } from '../features/accounts/NewAccount';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_app/accounts/')({ component: Accounts });

function Accounts() {
  return (
    <Page title="Accounts" actions={<NewAccountButton />}>
      <div className="card">
        <AccountList />
      </div>
    </Page>
  );
}
