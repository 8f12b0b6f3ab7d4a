/** Aggregates for the dashboard. */
import { addDays, dayOf, type Day } from '../src/domain/days';
import type { Currency } from '../src/domain/money';
import type { Book } from './store';

interface Totals {
  count: number;
  volume_minor: number;
  reversed_count: number;
}

const FIRST = '0001-01-01' as Day;
const LAST = '9999-12-31' as Day;

function sum(rows: readonly Totals[]): Totals {
  const total = { count: 0, volume_minor: 0, reversed_count: 0 };
  for (const row of rows) {
    total.count += row.count;
    total.volume_minor += row.volume_minor;
    total.reversed_count += row.reversed_count;
  }
  return total;
}

/** The days of a window, oldest first, cut short where the calendar ends. */
function windowOf(until: Day, days: number): Day[] {
  const time = Date.parse(`${until}T00:00:00Z`);
  const room = Math.floor((time - Date.parse(`${FIRST}T00:00:00Z`)) / 86_400_000) + 1;
  const length = Math.max(0, Math.min(days, room));
  return Array.from({ length }, (_, n) => addDays(until, n - length + 1));
}

export function dailyVolume(book: Book, currency: Currency, days: number, until: Day) {
  const perDay = new Map<Day, Totals>();
  for (const transfer of book.transfers.values()) {
    // A reversal is no transfer of its own: the reversed one stays counted on its own day.
    if (transfer.currency !== currency || transfer.reverses) continue;
    const day = dayOf(transfer.created_at);
    const row = perDay.get(day) ?? { count: 0, volume_minor: 0, reversed_count: 0 };
    row.count += 1;
    row.volume_minor += transfer.amount_minor;
    row.reversed_count += transfer.reversed_by ? 1 : 0;
    perDay.set(day, row);
  }
  const read = (window: readonly Day[]) =>
    window.map((date) => ({
      date,
      ...(perDay.get(date) ?? { count: 0, volume_minor: 0, reversed_count: 0 }),
    }));
  const rows = read(windowOf(until > LAST ? LAST : until, days));
  const start = rows[0]?.date;
  const before = start && start > FIRST ? read(windowOf(addDays(start, -1), days)) : [];
  return { currency, days: rows, totals: sum(rows), previous: sum(before) };
}

export function receiptBacklog(book: Book) {
  const counts = { queued: 0, issued: 0, dead: 0 };
  let oldest: string | null = null;
  for (const transfer of book.transfers.values()) {
    counts[transfer.receipt] += 1;
    if (transfer.receipt === 'queued') oldest ??= transfer.created_at;
  }
  return { ...counts, oldest_queued_at: oldest };
}
