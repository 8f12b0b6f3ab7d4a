/** Medians, spreads, and a verdict that admits when nothing was shown. */
import { chance } from '../server/seed';

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const ROUNDS = 4_000;

/**
 * The 95 % bootstrap interval of the median of the paired differences. Pairs are drawn as pairs: the two runs of
 * one were neighbours in time, so a machine that slows down for a minute slows both.
 */
export function differenceInterval(a: readonly number[], b: readonly number[]): Interval {
  const differences = a.map((value, n) => (b[n] ?? Number.NaN) - value);
  const roll = chance(1);
  const medians = Array.from({ length: ROUNDS }, () =>
    median(differences.map(() => differences[Math.floor(roll() * differences.length)] ?? 0)),
  ).toSorted((x, y) => x - y);
  return {
    low: medians[Math.floor(ROUNDS * 0.025)] ?? Number.NaN,
    high: medians[Math.floor(ROUNDS * 0.975)] ?? Number.NaN,
  };
}

export type Verdict = 'faster' | 'slower' | 'no difference shown';

export function verdict({ low, high }: Interval): Verdict {
  if (high < 0) return 'faster';
  return low > 0 ? 'slower' : 'no difference shown';
}

export type Side = 'a' | 'b';

/** ABBA, ABBA, ...: each side comes first equally often, so that a drift of the machine favours neither. */
export function schedule(pairs: number): (readonly [Side, Side])[] {
  return Array.from({ length: pairs }, (_, n) =>
    n % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const),
  );
}
