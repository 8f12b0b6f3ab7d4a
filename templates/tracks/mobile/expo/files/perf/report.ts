/** From visits to a table with a verdict. */
import { differenceInterval, median, verdict, type Side } from './stats';
import type { Visit } from './visit';

const FIGURES = [
  ['first row', (one: Visit) => one.firstRow],
  ['first sync', (one: Visit) => one.firstSync],
  ['warm start, first row', (one: Visit) => one.warmRow],
  ['write, median', (one: Visit) => median(one.writes)],
] as const;

const ms = (value: number) => String(Math.round(value));
const spread = (values: readonly number[]) =>
  `${ms(median(values))} (${ms(Math.min(...values))}-${ms(Math.max(...values))})`;

export function comparisonTable(
  labels: Readonly<Record<Side, string>>,
  found: Readonly<Record<Side, readonly Visit[]>>,
  circumstances: string,
): string {
  const lines = FIGURES.map(([name, pick]) => {
    const a = found.a.map(pick);
    const b = found.b.map(pick);
    const interval = differenceInterval(a, b);
    const factor = (median(a) / median(b)).toFixed(1);
    return `| ${name} | ${spread(a)} | ${spread(b)} | ${ms(interval.low)} to ${ms(interval.high)} | ${factor} | ${verdict(interval)} |`;
  });
  return `| ms, median (range) | ${labels.a} | ${labels.b} | difference, 95 % | factor | verdict |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

${found.a.length} interleaved pairs: ${circumstances}.`;
}

/** Replaces what stands between two markers, and touches nothing else of a document that people write in. */
export function fillBetween(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`the document has no markers ${open} and ${close}`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}
