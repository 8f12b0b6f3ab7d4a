/** From visits to a table with a verdict. */
import type { Machine } from './lab';
import {
  conclusion,
  differenceInterval,
  median,
  verdict,
  type Interval,
  type Side,
  type Verdict,
} from './stats';
import type { Visit } from './visit';

export type Measured = Record<Side, Pick<Visit, 'fcp' | 'lcp'>[]>;

interface Judged {
  readonly name: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly interval: Interval;
  readonly verdict: Verdict;
}
export interface Judgement {
  readonly rows: readonly Judged[];
  readonly conclusion: string;
}

export function judge(found: Measured): Judgement {
  const row = (name: string, pick: 'fcp' | 'lcp'): Judged => {
    const a = found.a.map((one) => one[pick]);
    const b = found.b.map((one) => one[pick]);
    const interval = differenceInterval(a, b);
    return { name, a, b, interval, verdict: verdict(interval) };
  };
  const fcp = row('FCP', 'fcp');
  const lcp = row('LCP', 'lcp');
  return { rows: [fcp, lcp], conclusion: conclusion(fcp.verdict, lcp.verdict) };
}

const ms = (value: number) => Math.round(value).toString();
const spread = (values: readonly number[]) =>
  `${ms(median(values))} (${ms(Math.min(...values))}-${ms(Math.max(...values))})`;

export function comparisonTable(
  labels: Record<Side, string>,
  { rows, conclusion: words }: Judgement,
  machine: Machine,
): string {
  const lines = rows.map(
    ({ name, a, b, interval, verdict: said }) =>
      `| ${name} | ${spread(a)} | ${spread(b)} | ${ms(interval.low)} to ${ms(interval.high)} | ${said} |`,
  );
  const pairs = rows[0]?.a.length ?? 0;
  return `| ms, median (range) | ${labels.a} | ${labels.b} | difference, 95 % | verdict |
| --- | --- | --- | --- | --- |
${lines.join('\n')}

Together: **${words}**. ${pairs.toString()} interleaved pairs on ${machine.cpu}, ${machine.cores.toString()} cores, ${machine.browser}, Node ${machine.node}.`;
}

/** Replaces what stands between two markers, and touches nothing else of a document that people write in. */
export function fillBetween(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`the document has no markers ${open} and ${close}`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}
