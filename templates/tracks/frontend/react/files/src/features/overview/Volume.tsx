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

type Row = DailyVolume['days'][number];

function VolumeTable({ report }: { report: DailyVolume }) {
  return (
    // Focusable, so that the keyboard can scroll what is longer than its box.
    <div className="scroller" role="region" aria-label="Daily volume as a table" tabIndex={0}>
      <DataTable<Row>
        caption={`Volume per UTC day in ${report.currency}`}
        rows={report.days.toReversed()}
        keyOf={(row) => row.date}
        columns={[
          { name: 'Day', cell: (row) => formatDay(row.date as Day) },
          { name: 'Transfers', number: true, cell: (row) => row.count },
          { name: 'Reversed', number: true, cell: (row) => row.reversed_count },
          {
            name: 'Volume',
            number: true,
            cell: (row) => formatMoney({ minor: row.volume_minor, currency: report.currency }),
          },
        ]}
      />
    </div>
  );
}

function VolumePicture({ report }: { report: DailyVolume }) {
  const { currency } = report;
  const money = (minor: number) => formatMoney({ minor, currency });
  const means = runningMeans(
    report.days.map((row) => row.volume_minor),
    MEAN_OF,
  );
  const best = report.days.reduce((top, row) => (row.volume_minor > top.volume_minor ? row : top));
  return (
    <VolumeChart
      points={report.days.map((row, n) => ({
        label: formatDayShort(row.date as Day),
        value: row.volume_minor,
        average: means[n] ?? null,
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
