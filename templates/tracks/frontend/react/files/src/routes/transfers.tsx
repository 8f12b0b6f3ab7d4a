import { createFileRoute, Link } from '@tanstack/react-router';
import { readFilters } from '../domain/transfer';
import { Filters } from '../features/transfers/Filters';
import { TransferList } from '../features/transfers/List';
import { Icon } from '../ui/Icon';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_app/transfers/')({
  validateSearch: readFilters,
  component: Transfers,
});

function Transfers() {
  // The router hands on what no route asked for; only what is understood may reach the server.
  const filters = readFilters({ ...Route.useSearch() });
  return (
    <Page
      title="Transfers"
      actions={
        <Link to="/transfers/new" className="button primary">
          <Icon name="plus" />
          New transfer
        </Link>
      }
    >
      <Filters filters={filters} />
      <div className="card">
        <TransferList filters={filters} />
      </div>
    </Page>
  );
}
