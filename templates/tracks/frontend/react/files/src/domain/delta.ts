/** How a figure compares with the one before it. Nothing before is no comparison, never an infinite rise. */

export type Delta =
  | { readonly kind: 'none' }
  | { readonly kind: 'same' }
  | { readonly kind: 'up' | 'down'; readonly share: number };

export function compare(now: number, before: number): Delta {
  if (before === 0) return { kind: 'none' };
  const share = (now - before) / before;
  if (Math.abs(share) < 0.0005) return { kind: 'same' };
  return { kind: share > 0 ? 'up' : 'down', share: Math.abs(share) };
}

/** Reversed transfers of all transfers; a window without transfers has no rate. */
export function reversalRate(totals: { count: number; reversed_count: number }): number | null {
  return totals.count === 0 ? null : totals.reversed_count / totals.count;
}

/** Rates are compared by their difference: from 1 % to 2 % is one point, not a doubling. */
export function compareRates(now: number | null, before: number | null): Delta {
  if (now === null || before === null) return { kind: 'none' };
  const points = now - before;
  if (Math.abs(points) < 0.0005) return { kind: 'same' };
  return { kind: points > 0 ? 'up' : 'down', share: Math.abs(points) };
}

export function formatShare(share: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(
    share,
  );
}

export function describeDelta(delta: Delta, unit: 'share' | 'points', locale?: string): string {
  if (delta.kind === 'none') return 'no comparison';
  if (delta.kind === 'same') return 'unchanged';
  if (unit === 'share') return `${delta.kind} ${formatShare(delta.share, locale)}`;
  const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(
    delta.share * 100,
  );
  return `${delta.kind} ${points} points`;
}

/** The mean of each value and those before it, in whole units; none until there are enough. */
export function runningMeans(values: readonly number[], count: number): (number | null)[] {
  return values.map((_, n) => {
    const part = values.slice(Math.max(0, n - count + 1), n + 1);
    if (part.length < count) return null;
    return Math.round(part.reduce((sum, value) => sum + value, 0) / count);
  });
}
