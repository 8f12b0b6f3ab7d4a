import { useQuery } from '@tanstack/react-query';
import { backlogOptions, volumeOptions, type Backlog, type DailyVolume } from '../../api/queries';
import { formatAge } from '../../domain/days';
import {
  compare,
  compareRates,
  describeDelta,
  formatShare,
  reversalRate,
  type Delta,
} from '../../domain/delta';
import { formatMoney, type Currency } from '../../domain/money';
import { Sparkline } from '../../ui/charts';
import { Icon } from '../../ui/Icon';
import { Loading } from '../../ui/Skeleton';
import { QueryState } from '../QueryState';

interface KpiProps {
  readonly name: string;
  readonly figure: string;
  readonly note: React.ReactNode;
  readonly course?: readonly number[];
}

function Kpi({ name, figure, note, course }: KpiProps) {
  return (
    <section className="card kpi" aria-label={name}>
      <h2>{name}</h2>
      <p className="figure">{figure}</p>
      <p className="note">{note}</p>
      {course && <Sparkline values={course} />}
    </section>
  );
}

function DeltaNote({
  delta,
  unit,
  days,
}: {
  delta: Delta;
  unit: 'share' | 'points';
  days: number;
}) {
  const moved = delta.kind === 'up' || delta.kind === 'down';
  return (
    <>
      {moved && <Icon name={delta.kind === 'up' ? 'up' : 'down'} />}
      {describeDelta(delta, unit)}
      {delta.kind !== 'none' && <span className="muted"> against the {days} days before</span>}
    </>
  );
}

function VolumeKpis({ report }: { report: DailyVolume }) {
  const { totals, previous, currency, days } = report;
  const rate = reversalRate(totals);
  return (
    <>
      <Kpi
        name="Volume"
        figure={formatMoney({ minor: totals.volume_minor, currency })}
        note={
          <DeltaNote
            delta={compare(totals.volume_minor, previous.volume_minor)}
            unit="share"
            days={days.length}
          />
        }
        course={days.map((day) => day.volume_minor)}
      />
      <Kpi
        name="Reversal rate"
        figure={rate === null ? 'no transfers' : formatShare(rate)}
        note={
          <DeltaNote
            delta={compareRates(rate, reversalRate(previous))}
            unit="points"
            days={days.length}
          />
        }
        course={days.map((day) => reversalRate(day) ?? 0)}
      />
    </>
  );
}

function BacklogKpi({ backlog, readAt }: { backlog: Backlog; readAt: number }) {
  const { queued, dead, oldest_queued_at } = backlog;
  const age = oldest_queued_at && formatAge(readAt - Date.parse(oldest_queued_at));
  const failed = dead === 0 ? '' : `${dead.toString()} failed`;
  return (
    <Kpi
      name="Receipts waiting"
      figure={queued.toString()}
      note={[age ? `the oldest for ${age}` : 'none is waiting', failed].filter(Boolean).join(' · ')}
    />
  );
}

export function Kpis({ currency, days }: { currency: Currency; days: number }) {
  const volume = useQuery(volumeOptions(currency, days));
  const backlog = useQuery(backlogOptions());
  return (
    <div className="kpis">
      <QueryState
        query={volume}
        what="The volume"
        loading={['volume', 'reversal rate'].map((what) => (
          <section key={what} className="card kpi">
            <Loading what={what} rows={3} />
          </section>
        ))}
      >
        {(report) => <VolumeKpis report={report} />}
      </QueryState>
      <QueryState
        query={backlog}
        what="The receipt queue"
        loading={
          <section className="card kpi">
            <Loading what="receipts waiting" rows={3} />
          </section>
        }
      >
        {(found) => <BacklogKpi backlog={found} readAt={backlog.dataUpdatedAt} />}
      </QueryState>
    </div>
  );
}
