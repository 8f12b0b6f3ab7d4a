/** Token buckets per minute, configured like the backend's: `RATE_LIMITS=auth:120,signin:10,write:300` or `off`. */
import { Refusal } from './problems';

export const DEFAULT_LIMITS = 'auth:120,signin:10,write:300';

export class RateLimits {
  readonly #perMinute: ReadonlyMap<string, number>;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(text: string, now: () => number) {
    const pairs = text === 'off' ? [] : text.split(',').map((pair) => pair.split(':'));
    this.#perMinute = new Map(
      pairs.map(([name = '', limit = '']) => [name, Number.parseInt(limit, 10)]),
    );
    this.#now = now;
  }

  take(name: string, ...who: string[]): void {
    const limit = this.#perMinute.get(name);
    if (limit === undefined) return;
    const now = this.#now();
    const key = [name, ...who].join('\n');
    const bucket = this.#buckets.get(key) ?? { tokens: limit, at: now };
    const tokens = Math.min(limit, bucket.tokens + ((now - bucket.at) * limit) / 60_000);
    const enough = tokens >= 1 - 1e-6;
    this.#buckets.set(key, { tokens: enough ? tokens - 1 : tokens, at: now });
    if (enough) return;
    const seconds = Math.ceil(((1 - tokens) * 60) / limit - 1e-6);
    throw new Refusal(
      'rate-limited',
      `At most ${limit.toString()} requests of this kind a minute.`,
      {
        headers: { 'Retry-After': Math.max(1, seconds).toString() },
      },
    );
  }
}
