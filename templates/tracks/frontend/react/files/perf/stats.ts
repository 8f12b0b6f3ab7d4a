/** Medians, spreads, and a verdict that admits when nothing was shown. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A seeded source of chance, so that the same measurements give the same interval. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
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
export function differenceInterval(a: readonly number[], b: readonly number[], seed = 1): Interval {
  const differences = a.map((value, n) => (b[n] ?? Number.NaN) - value);
  const roll = dice(seed);
  const medians = Array.from({ length: ROUNDS }, () =>
    median(differences.map(() => differences[Math.floor(roll() * differences.length)] ?? 0)),
  ).toSorted((x, y) => x - y);
  return {
    low: medians[Math.floor(ROUNDS * 0.025)] ?? Number.NaN,
    high: medians[Math.floor(ROUNDS * 0.975)] ?? Number.NaN,
  };
}

export type Verdict = 'faster' | 'slower' | 'no difference shown';

/**
 * The share of a build's own median that a difference has to exceed. An interval of eleven pairs misses zero now and
 * then by chance alone, always narrowly; with this margin a build compared with itself does not win.
 */
export const MARGIN = 0.02;

export function verdict({ low, high }: Interval, base: number): Verdict {
  const least = MARGIN * base;
  if (high < -least) return 'faster';
  if (low > least) return 'slower';
  return 'no difference shown';
}

/** What both verdicts mean together. An earlier shell without earlier content is no improvement. */
export function conclusion(fcp: Verdict, lcp: Verdict): string {
  if (fcp === 'faster' && lcp === 'faster') return 'faster';
  if (fcp === 'faster' && lcp === 'no difference shown') return 'a shell painted earlier';
  if (fcp === 'no difference shown' && lcp === 'no difference shown') return 'no difference shown';
  if (fcp === 'slower' || lcp === 'slower') return 'slower';
  return 'faster for the content alone';
}

export type Side = 'a' | 'b';

/** ABBA, ABBA, ...: each side comes first equally often, so that a drift of the machine favours neither. */
export function schedule(pairs: number): (readonly [Side, Side])[] {
  return Array.from({ length: pairs }, (_, n) =>
    n % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const),
  );
}
