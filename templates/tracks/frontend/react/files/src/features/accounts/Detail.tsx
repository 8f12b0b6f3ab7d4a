import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isProblemOf } from '../../api/problem';
import { accountOptions, type Account, type Tagged } from '../../api/queries';
import { formatTime } from '../../domain/days';
import { formatMoney } from '../../domain/money';
import { Loading } from '../../ui/Skeleton';
import { NotFound } from '../NotFound';
import { AccountPill } from '../pills';
import { QueryState } from '../QueryState';
import { FreezeButton } from './FreezeButton';

function Facts({ seen }: { seen: Tagged<Account> }) {
  const { row } = seen;
  return (
    <div className="card">
      <p className="card-name">{row.name}</p>
      <p className="figure">{formatMoney({ minor: row.balance_minor, currency: row.currency })}</p>
      <dl className="facts">
        <dt>Status</dt>
        <dd>
          <AccountPill status={row.status} />
        </dd>
        <dt>Kind</dt>
        <dd>{row.kind === 'funding' ? 'Funding: money enters and leaves here' : 'Standard'}</dd>
        <dt>Opened</dt>
        <dd>{formatTime(row.created_at)}</dd>
        <dt>Last change</dt>
        <dd>{formatTime(row.updated_at)}</dd>
      </dl>
      <div className="actions">
        <FreezeButton seen={seen} />
        <Link to="/transfers" search={{ account: row.id }} className="button plain">
          Its transfers
        </Link>
      </div>
    </div>
  );
}

export function AccountDetail({ id }: { id: string }) {
  const account = useQuery(accountOptions(id));
  if (isProblemOf(account.error, '/problems/account-not-found')) {
    return <NotFound what="This account" back="/accounts" backTo="All accounts" />;
  }
  return (
    <QueryState
      query={account}
      what="The account"
      loading={
        <div className="card">
          <Loading what="account" rows={6} />
        </div>
      }
    >
      {(seen) => <Facts seen={seen} />}
    </QueryState>
  );
}
