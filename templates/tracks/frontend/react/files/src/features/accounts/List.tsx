import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { accountsOptions, type Account } from '../../api/queries';
import { formatMoney } from '../../domain/money';
import { DataTable } from '../../ui/DataTable';
import { Loading } from '../../ui/Skeleton';
import { Empty } from '../../ui/States';
import { AccountPill } from '../pills';
import { QueryState } from '../QueryState';

export function AccountList() {
  const accounts = useQuery(accountsOptions());
  return (
    <QueryState query={accounts} what="The accounts" loading={<Loading what="accounts" rows={8} />}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title="No accounts yet">
            <p>Open a funding account first: it is where money enters the book.</p>
          </Empty>
        ) : (
          <DataTable<Account>
            caption="Accounts, newest first"
            rows={rows}
            keyOf={(row) => row.id}
            columns={[
              {
                name: 'Account',
                cell: (row) => (
                  <Link to="/accounts/$id" params={{ id: row.id }} className="row-link">
                    <span>{row.name}</span>
                    {row.kind === 'funding' && (
                      <span className="muted">Funding: money enters and leaves here</span>
                    )}
                  </Link>
                ),
              },
              { name: 'Status', cell: (row) => <AccountPill status={row.status} /> },
              {
                name: 'Balance',
                number: true,
                cell: (row) => formatMoney({ minor: row.balance_minor, currency: row.currency }),
              },
            ]}
          />
        )
      }
    </QueryState>
  );
}
