import { Link } from '@tanstack/react-router';
import type { Transfer } from '../../api/queries';
import { formatTime } from '../../domain/days';
import { formatMoney } from '../../domain/money';
import { DataTable } from '../../ui/DataTable';
import { ReceiptPill, StatusPill } from '../pills';

interface Props {
  readonly caption: string;
  readonly rows: readonly Transfer[];
  readonly busy?: boolean;
}

export function TransferTable({ caption, rows, busy = false }: Props) {
  return (
    <DataTable<Transfer>
      caption={caption}
      rows={rows}
      busy={busy}
      keyOf={(row) => row.id}
      columns={[
        {
          name: 'Transfer',
          cell: (row) => (
            <Link to="/transfers/$id" params={{ id: row.id }} className="row-link">
              <span>
                {row.source.name} → {row.target.name}
              </span>
              {row.memo !== null && <span className="muted">{row.memo}</span>}
            </Link>
          ),
        },
        {
          name: 'Time',
          cell: (row) => <span className="muted">{formatTime(row.created_at)}</span>,
        },
        { name: 'Status', cell: (row) => <StatusPill status={row.status} /> },
        { name: 'Receipt', cell: (row) => <ReceiptPill receipt={row.receipt} /> },
        {
          name: 'Amount',
          number: true,
          cell: (row) => formatMoney({ minor: row.amount_minor, currency: row.currency }),
        },
      ]}
    />
  );
}
