import { expect, test } from 'vitest';
import { DEMO, seed } from '../../server/seed';
import { makeStore, userByEmail } from '../../server/store';
import { dayOf } from '../../src/domain/days';

const NOW = Date.parse('2026-11-24T10:00:00Z');

async function bookOf(now: number) {
  const store = makeStore(() => now);
  await seed(store, 2);
  const book = store.books.get(userByEmail(store, DEMO.email)?.id ?? '');
  if (!book) throw new Error('nothing was seeded');
  return book;
}

test('the bakery has sixty days of transfers that end today, and its books add up', async () => {
  const book = await bookOf(NOW);
  const transfers = [...book.transfers.values()];
  const accounts = [...book.accounts.values()];
  expect(accounts).toHaveLength(12);
  expect(transfers.length).toBeGreaterThanOrEqual(390);
  expect(transfers.length).toBeLessThanOrEqual(410);
  expect(new Set(accounts.map((one) => one.currency))).toEqual(
    new Set(['EUR', 'GBP', 'JPY', 'KWD']),
  );
  expect(dayOf(transfers.at(-1)?.created_at ?? 0)).toBe('2026-11-24');
  for (const currency of ['EUR', 'GBP', 'JPY', 'KWD']) {
    const sum = accounts
      .filter((one) => one.currency === currency)
      .reduce((all, one) => all + one.balance_minor, 0);
    expect(sum).toBe(0);
  }
  expect(accounts.every((one) => one.kind === 'funding' || one.balance_minor >= 0)).toBe(true);
});

test('some receipts wait, one was given up, and numbers have no gap', async () => {
  const receipts = [...(await bookOf(NOW)).receipts.values()];
  expect(receipts.filter((one) => one.state === 'queued')).toHaveLength(3);
  expect(receipts.filter((one) => one.state === 'dead')).toHaveLength(1);
  const numbers = receipts
    .flatMap(({ number }) => (number ? [Number(number.slice(2))] : []))
    .sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, n) => n + 1));
});

test('the same day makes the same book', async () => {
  const story = (book: Awaited<ReturnType<typeof bookOf>>) =>
    [...book.transfers.values()].map(({ source, amount_minor, created_at, memo }) => [
      source.name,
      amount_minor,
      created_at,
      memo,
    ]);
  expect(story(await bookOf(NOW))).toEqual(story(await bookOf(NOW + 3_600_000)));
});
