/** The two charts of the overview. Both are pictures of numbers that stand beside them as text. */
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

const WIDTH = 120;
const HEIGHT = 28;

/** The course of a figure over the window, without axes. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const top = Math.max(...values, 1e-9);
  const step = WIDTH / Math.max(values.length - 1, 1);
  const y = (value: number) => HEIGHT - 2 - (value / top) * (HEIGHT - 4);
  const points = values.map((value, n) => `${(n * step).toFixed(1)},${y(value).toFixed(1)}`);
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH.toString()} ${HEIGHT.toString()}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polyline points={points.join(' ')} />
    </svg>
  );
}

export interface VolumePoint {
  readonly label: string;
  readonly value: number;
  /** The mean of the seven days that end here; none while there are fewer. */
  readonly average: number | null;
}
interface VolumeProps {
  readonly points: readonly VolumePoint[];
  readonly summary: string;
  readonly format: (value: number) => string;
  readonly formatTick: (value: number) => string;
}

/** Volume per day. The table beside it says the same numbers. */
export function VolumeChart({ points, summary, format, formatTick }: VolumeProps) {
  return (
    <div className="chart" role="img" aria-label={summary}>
      <ResponsiveContainer
        width="100%"
        height="100%"
        initialDimension={{ width: 320, height: 220 }}
      >
        <ComposedChart data={[...points]} accessibilityLayer={false}>
          <CartesianGrid vertical={false} />
          <XAxis dataKey="label" tickLine={false} minTickGap={24} />
          <YAxis tickFormatter={formatTick} tickLine={false} axisLine={false} width={44} />
          <Tooltip
            cursor={{ className: 'cursor' }}
            formatter={(value, name) => [typeof value === 'number' ? format(value) : '', name]}
          />
          <Legend position="top" height={28} itemSorter={null} />
          <Bar
            dataKey="value"
            name="Volume"
            fill="var(--bar)"
            radius={[3, 3, 0, 0]}
            isAnimationActive={false}
          />
          <Line
            dataKey="average"
            name="Mean of 7 days"
            legendType="plainline"
            stroke="var(--accent-strong)"
            strokeWidth={2}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}
