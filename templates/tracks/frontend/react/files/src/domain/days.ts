/**
 * UTC days as text. A day never passes through a local time zone:
 * `new Date('2026-11-24')` shown in New York is the 23rd, and an operator would look at the wrong day.
 */

declare const day: unique symbol;
export type Day = string & { readonly [day]: true };

const MS = 86_400_000;

export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export function dayOf(time: number | string): Day {
  return new Date(time).toISOString().slice(0, 10) as Day;
}

export function addDays(from: Day, days: number): Day {
  return dayOf(Date.parse(`${from}T00:00:00Z`) + days * MS);
}

export function formatDay(value: Day, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return format.format(Date.parse(`${value}T00:00:00Z`));
}

export function formatDayShort(value: Day, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
  });
  return format.format(Date.parse(`${value}T00:00:00Z`));
}

/** A moment to the second, said to be UTC, because operators in three offices read the same screen. */
export function formatTime(iso: string, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
  return `${format.format(Date.parse(iso))} UTC`;
}

const UNITS = [
  [86_400, 'day'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** How long ago, in the largest unit that fits: "2 min", "3 days". */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  for (const [size, unit] of UNITS) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count.toString()} ${unit === 'day' && count > 1 ? 'days' : unit}`;
  }
  return `${seconds.toString()} s`;
}
