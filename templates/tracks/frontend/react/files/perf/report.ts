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
  /** From the median of A to that of B, as a share of A. */
  readonly change: number;
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
    const change = median(b) / median(a) - 1;
    return { name, a, b, change, interval, verdict: verdict(interval, median(a)) };
  };
  const fcp = row('FCP', 'fcp');
  const lcp = row('LCP', 'lcp');
  return { rows: [fcp, lcp], conclusion: conclusion(fcp.verdict, lcp.verdict) };
}

/** Why the runs do not support a claim such as "25 % faster"; a claim of 0 is that nothing differs. */
export function contradiction(
  { rows, conclusion: words }: Judgement,
  claim: number,
): string | undefined {
  const wanted = claim === 0 ? 'no difference shown' : 'faster';
  if (words !== wanted) return `the claim was "${wanted}", the runs say "${words}"`;
  const short = rows.find(({ change }) => -change * 100 < claim);
  if (claim === 0 || !short) return undefined;
  return `${short.name} changed by ${percent(short.change)}, the claim was ${claim.toString()} % faster`;
}

const percent = (share: number) => `${share > 0 ? '+' : ''}${(share * 100).toFixed(0)} %`;
const ms = (value: number) => Math.round(value).toString();
const spread = (values: readonly number[]) =>
  `${ms(median(values))} (${ms(Math.min(...values))}-${ms(Math.max(...values))})`;

export function comparisonTable(
  labels: Record<Side, string>,
  { rows, conclusion: words }: Judgement,
  machine: Machine,
): string {
  const lines = rows.map(({ name, a, b, change, interval, verdict: said }) => [
    name,
    spread(a),
    spread(b),
    percent(change),
    `${ms(interval.low)} to ${ms(interval.high)}`,
    said,
  ]);
  const head = ['ms, median (range)', labels.a, labels.b, 'change', 'difference, 95 %', 'verdict'];
  const pairs = rows[0]?.a.length ?? 0;
  return `${markdownTable(head, lines)}

Together: **${words}**. ${pairs.toString()} interleaved pairs on ${machine.cpu}, ${machine.cores.toString()} cores, ${machine.browser}, Node ${machine.node}.`;
}

/** As wide as the formatter wants it, so that `make check` stays green on the document. */
function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((_, n) =>
    Math.max(...[head, ...lines].map((line) => line[n]?.length ?? 0)),
  );
  const row = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0, fill)).join(' | ')} |`;
  const rule = row(
    head.map(() => ''),
    '-',
  );
  return [row(head), rule, ...lines.map((line) => row(line))].join('\n');
}

/** Replaces what stands between two markers, and touches nothing else of a document that people write in. */
export function fillBetween(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`the document has no markers ${open} and ${close}`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}
