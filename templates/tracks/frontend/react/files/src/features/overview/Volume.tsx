import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { volumeOptions, type DailyVolume } from '../../api/queries';
import { runningMeans } from '../../domain/delta';
import { formatDay, formatDayShort, type Day } from '../../domain/days';
import { formatCompact, formatMoney, type Currency } from '../../domain/money';
import { Button } from '../../ui/Button';
import { VolumeChart } from '../../ui/charts';
import { DataTable } from '../../ui/DataTable';
import { Loading } from '../../ui/Skeleton';
import { Empty } from '../../ui/States';
import { QueryState } from '../QueryState';

/** A week, because the days of one differ more than weeks do. */
const MEAN_OF = 7;

interface Row {
  readonly day: DailyVolume['days'][number];
  readonly mean: number | null;
}

/** What the chart draws and the table says, made once for both. */
function rowsOf({ days }: DailyVolume): Row[] {
  const means = runningMeans(
    days.map((day) => day.volume_minor),
    MEAN_OF,
  );
  return days.map((day, n) => ({ day, mean: means[n] ?? null }));
}

function VolumeTable({ report }: { report: DailyVolume }) {
  const money = (minor: number) => formatMoney({ minor, currency: report.currency });
  return (
    // Focusable, so that the keyboard can scroll what is longer than its box.
    <div className="scroller" role="region" aria-label="Daily volume as a table" tabIndex={0}>
      <DataTable<Row>
        caption={`Volume per UTC day in ${report.currency}`}
        rows={rowsOf(report).toReversed()}
        keyOf={({ day }) => day.date}
        columns={[
          { name: 'Day', cell: ({ day }) => formatDay(day.date as Day) },
          { name: 'Transfers', number: true, cell: ({ day }) => day.count },
          { name: 'Reversed', number: true, cell: ({ day }) => day.reversed_count },
          { name: 'Volume', number: true, cell: ({ day }) => money(day.volume_minor) },
          {
            name: 'Mean of 7 days',
            number: true,
            cell: ({ mean }) => (mean === null ? 'not yet' : money(mean)),
          },
        ]}
      />
    </div>
  );
}

function VolumePicture({ report }: { report: DailyVolume }) {
  const { currency } = report;
  const money = (minor: number) => formatMoney({ minor, currency });
  const best = report.days.reduce((top, row) => (row.volume_minor > top.volume_minor ? row : top));
  return (
    <VolumeChart
      points={rowsOf(report).map(({ day, mean }) => ({
        label: formatDayShort(day.date as Day),
        value: day.volume_minor,
        average: mean,
      }))}
      format={money}
      formatTick={(minor) => formatCompact({ minor, currency })}
      summary={`Volume of ${report.days.length.toString()} days, highest on ${formatDay(best.date as Day)} with ${money(best.volume_minor)}. The table has all numbers.`}
    />
  );
}

export function Volume({ currency, days }: { currency: Currency; days: number }) {
  const report = useQuery(volumeOptions(currency, days));
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="card volume" aria-labelledby="volume-title">
      <div className="card-head">
        <h2 id="volume-title">
          Daily volume <span className="muted">in {currency}, UTC days</span>
        </h2>
        <Button
          look="quiet"
          aria-pressed={asTable}
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          Show as table
        </Button>
      </div>
      <div className="chart-frame">
        <QueryState query={report} what="The volume" loading={<Loading what="daily volume" tall />}>
          {(found) => {
            if (found.totals.count === 0)
              return <Empty title={`No transfers in ${currency} in this window`} />;
            return asTable ? <VolumeTable report={found} /> : <VolumePicture report={found} />;
          }}
        </QueryState>
      </div>
    </section>
  );
}
