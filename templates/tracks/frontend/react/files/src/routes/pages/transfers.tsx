import { getRouteApi, Link } from '@tanstack/react-router';
import { readFilters } from '../../domain/transfer';
import { Filters } from '../../features/transfers/Filters';
import { TransferList } from '../../features/transfers/List';
import { Icon } from '../../ui/Icon';
import { Page } from '../../ui/Page';

const route = getRouteApi('/_app/transfers/');

export function TransfersPage() {
  // The router hands on what no route asked for; only what is understood may reach the server.
  const filters = readFilters({ ...route.useSearch() });
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
