import { afterEach, describe, expect, test } from 'vitest';
import {
  addDays,
  dayOf,
  formatAge,
  formatDay,
  formatDayShort,
  formatTime,
  isDay,
  type Day,
} from '../../src/domain/days';

const home = process.env.TZ;
afterEach(() => {
  process.env.TZ = home;
});

describe.each(['America/New_York', 'Pacific/Auckland', 'UTC'])('in %s', (zone) => {
  test('a day is the same day', () => {
    process.env.TZ = zone;
    const day = '2026-11-24' as Day;
    expect(formatDay(day, 'en-GB')).toBe('24 Nov 2026');
    expect(formatDayShort(day, 'en-GB')).toBe('24 Nov');
    expect(dayOf('2026-11-24T23:59:59.999Z')).toBe('2026-11-24');
    expect(dayOf('2026-11-24T00:00:00Z')).toBe('2026-11-24');
    expect(addDays('2026-03-29' as Day, 1)).toBe('2026-03-30');
    expect(formatTime('2026-11-24T00:00:01Z', 'en-GB')).toBe('24 Nov 2026, 00:00:01 UTC');
  });
});

test.each(['2026-02-30', '2026-1-1', '20261124', '2026-11-24T00:00:00', '', 7, undefined])(
  '%j is no day',
  (text) => {
    expect(isDay(text)).toBe(false);
  },
);

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [120_000, '2 min'],
  [7_200_000, '2 h'],
  [86_400_000, '1 day'],
  [3 * 86_400_000, '3 days'],
  [-5, '0 s'],
])('%i ms ago is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
