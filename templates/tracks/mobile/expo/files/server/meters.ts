/** Counters and histograms in the text form that Prometheus reads. */
import type { Book } from './book';

const BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500];

interface Histogram {
  readonly buckets: number[];
  sum: number;
  count: number;
}

export class Meters {
  readonly #book: Book;
  readonly #routes = new Map<string, Histogram>();

  constructor(book: Book) {
    this.#book = book;
  }

  observe(route: string, ms: number): void {
    // Only addresses that exist: a stranger's guesses must not grow the table.
    if (route !== '/v1/push' && route !== '/v1/pull') return;
    const seen = this.#routes.get(route) ?? { buckets: BOUNDS_MS.map(() => 0), sum: 0, count: 0 };
    this.#routes.set(route, seen);
    seen.sum += ms;
    seen.count += 1;
    for (const [index, bound] of BOUNDS_MS.entries()) {
      if (ms <= bound) seen.buckets[index] = (seen.buckets[index] ?? 0) + 1;
    }
  }

  text(): string {
    const { tally, journalBytes } = this.#book;
    const lines = ['# TYPE rounds_operations_total counter'];
    for (const outcome of ['merged', 'replayed', 'rejected'] as const) {
      lines.push(`rounds_operations_total{outcome="${outcome}"} ${tally[outcome]}`);
    }
    lines.push(
      '# TYPE rounds_conflicts_total counter',
      `rounds_conflicts_total ${tally.conflicts}`,
    );
    lines.push('# TYPE rounds_journal_bytes gauge', `rounds_journal_bytes ${journalBytes}`);
    lines.push('# TYPE rounds_request_ms histogram');
    for (const [route, { buckets, sum, count }] of this.#routes) {
      for (const [index, bound] of BOUNDS_MS.entries()) {
        lines.push(
          `rounds_request_ms_bucket{route="${route}",le="${bound}"} ${buckets[index] ?? 0}`,
        );
      }
      lines.push(`rounds_request_ms_bucket{route="${route}",le="+Inf"} ${count}`);
      lines.push(`rounds_request_ms_sum{route="${route}"} ${sum.toFixed(1)}`);
      lines.push(`rounds_request_ms_count{route="${route}"} ${count}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
