import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isProblemOf } from '../../api/problem';
import { receiptOptions, transferOptions, type Transfer } from '../../api/queries';
import { formatTime } from '../../domain/days';
import { formatMoney } from '../../domain/money';
import { Loading } from '../../ui/Skeleton';
import { NotFound } from '../NotFound';
import { ReceiptPill, StatusPill } from '../pills';
import { QueryState } from '../QueryState';
import { ReverseButton } from './ReverseDialog';

function Receipt({ transfer }: { transfer: Transfer }) {
  const receipt = useQuery(receiptOptions(transfer.id));
  const found = receipt.data;
  return (
    <>
      <ReceiptPill receipt={found?.state ?? transfer.receipt} />
      {found?.number && <span className="muted"> {found.number}</span>}
      {found?.issued_at && <span className="muted"> on {formatTime(found.issued_at)}</span>}
      {found?.state === 'dead' && <span className="muted"> after {found.attempts} attempts</span>}
    </>
  );
}

function Facts({ transfer }: { transfer: Transfer }) {
  const side = ({ id, name }: Transfer['source']) => (
    <Link to="/accounts/$id" params={{ id }}>
      {name}
    </Link>
  );
  const other = transfer.reverses ?? transfer.reversed_by;
  return (
    <div className="card">
      <p className="figure">
        {formatMoney({ minor: transfer.amount_minor, currency: transfer.currency })}
      </p>
      <dl className="facts">
        <dt>Status</dt>
        <dd>
          <StatusPill status={transfer.status} />
        </dd>
        <dt>From</dt>
        <dd>{side(transfer.source)}</dd>
        <dt>To</dt>
        <dd>{side(transfer.target)}</dd>
        <dt>{transfer.reverses ? 'Reason' : 'Memo'}</dt>
        <dd>{transfer.memo ?? <span className="muted">none</span>}</dd>
        <dt>Made</dt>
        <dd>{formatTime(transfer.created_at)}</dd>
        <dt>Receipt</dt>
        <dd>
          <Receipt transfer={transfer} />
        </dd>
        {other && (
          <>
            <dt>{transfer.reverses ? 'Reverses' : 'Reversed by'}</dt>
            <dd>
              <Link to="/transfers/$id" params={{ id: other }}>
                {transfer.reverses ? 'the first transfer' : 'this transfer'}
              </Link>
            </dd>
          </>
        )}
      </dl>
      {transfer.status === 'posted' && !transfer.reverses && <ReverseButton transfer={transfer} />}
    </div>
  );
}

export function TransferDetail({ id }: { id: string }) {
  const transfer = useQuery(transferOptions(id));
  if (isProblemOf(transfer.error, '/problems/transfer-not-found')) {
    return <NotFound what="This transfer" back="/transfers" backTo="All transfers" />;
  }
  return (
    <QueryState
      query={transfer}
      what="The transfer"
      loading={
        <div className="card">
          <Loading what="transfer" rows={7} />
        </div>
      }
    >
      {(found) => <Facts transfer={found} />}
    </QueryState>
  );
}
