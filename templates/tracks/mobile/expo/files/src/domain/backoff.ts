/** When to try again: 1 s doubling to 5 min, with full jitter so that phones do not call in step. */
const FIRST_MS = 1_000;
const MOST_MS = 5 * 60_000;

export interface Backoff {
  readonly attempts: number;
  /** Not before this moment; 0 means at once. */
  readonly nextAt: number;
}

export const NO_BACKOFF: Backoff = { attempts: 0, nextAt: 0 };

/** The wait after one more failure. `random` gives 0 up to, but not including, 1; a server's own wish is obeyed. */
export function afterFailure(
  before: Backoff,
  now: number,
  random: () => number,
  retryAfterMs?: number,
): Backoff {
  const attempts = before.attempts + 1;
  const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempts, 20));
  const wait = Math.max(FIRST_MS, Math.ceil(random() * ceiling), retryAfterMs ?? 0);
  return { attempts, nextAt: now + wait };
}

export const isDue = (backoff: Backoff, now: number): boolean => backoff.nextAt <= now;
