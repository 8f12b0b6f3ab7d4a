import { AccountList } from '../../features/accounts/List';
import { NewAccountButton } from '../../features/accounts/NewAccount';
import { Page } from '../../ui/Page';

export function AccountsPage() {
  return (
    <Page title="Accounts" actions={<NewAccountButton />}>
      <div className="card">
        <AccountList />
      </div>
    </Page>
  );
}
