/**
 * A bakery's book: 12 accounts in four currencies and 400 transfers over the sixty days that end today.
 * Chance is seeded and the clock is given, so the same day makes the same book.
 */
import { hashPassword } from './auth';
import { issue, move, openAccount, reverse, settleReceipts, type NewTransfer } from './book';
import { idMaker } from './ids';
import { emptyBook, type Account, type Store } from './store';

export const DEMO = { email: 'baker@example.com', password: 'sourdough-at-dawn' } as const;

const DAY = 86_400_000;
const DAYS = 60;
const COUNT = 391;
const STILL_QUEUED = 3;

const ACCOUNTS = [
  ['Customers and owners', 'EUR', 'funding'],
  ['Till', 'EUR', 'standard'],
  ['House bank', 'EUR', 'standard'],
  ['Flour and butter', 'EUR', 'standard'],
  ['Wages', 'EUR', 'standard'],
  ['Rent and power', 'EUR', 'standard'],
  ['Market visitors', 'GBP', 'funding'],
  ['Saturday stall', 'GBP', 'standard'],
  ['Guests in Kyoto', 'JPY', 'funding'],
  ['Matcha grower', 'JPY', 'standard'],
  ['Coffee houses in Kuwait', 'KWD', 'funding'],
  ['Cardamom trader', 'KWD', 'standard'],
] as const;

// weight, source, target, least, most, memo; amounts in minor units
const HABITS = [
  [40, 'Customers and owners', 'Till', 180, 4_800, 'Counter sale'],
  [14, 'Customers and owners', 'House bank', 6_500, 42_000, 'Café delivery'],
  [12, 'Till', 'House bank', 5_000, 30_000, 'Takings of the day'],
  [9, 'House bank', 'Flour and butter', 8_000, 36_000, 'Mill and dairy'],
  [5, 'House bank', 'Wages', 20_000, 65_000, 'Bakers, by the week'],
  [2, 'House bank', 'Rent and power', 15_000, 48_000, 'Oven power'],
  [8, 'Market visitors', 'Saturday stall', 250, 3_900, 'Stall sale'],
  [2, 'Saturday stall', 'Market visitors', 1_000, 4_000, 'Stall fee'],
  [4, 'Guests in Kyoto', 'Matcha grower', 1_200, 18_000, 'Tea order'],
  [4, 'Coffee houses in Kuwait', 'Cardamom trader', 1_500, 12_750, 'Spice order'],
] as const;

/** mulberry32: small, seeded, and good enough for a story. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Weekends are busy in a bakery; the last moment is early today, so nothing lies ahead of the clock. */
function moments(roll: () => number, today: number): number[] {
  const begin = today - (DAYS - 1) * DAY;
  const times: number[] = [];
  while (times.length < COUNT - 1) {
    const at = begin + Math.floor(roll() * (DAYS - 1) * DAY);
    const weekday = new Date(at).getUTCDay();
    if (roll() < (weekday === 6 ? 1 : weekday === 0 ? 0.8 : 0.55)) times.push(at);
  }
  return [...times.sort((a, b) => a - b), today + 1];
}

export async function seed(store: Store, cost: number): Promise<void> {
  const roll = dice(1847);
  const today = Math.floor(store.now() / DAY) * DAY;
  let clock = today - (DAYS - 1) * DAY;
  const past: Store = { ...store, now: () => clock, newId: idMaker(() => clock) };
  const book = emptyBook();
  const accounts = new Map<string, Account>();
  for (const [name, currency, kind] of ACCOUNTS) {
    accounts.set(name, openAccount(past, book, { name, currency, kind }));
  }
  const idOf = (name: string) => accounts.get(name)?.id ?? '';
  const total = HABITS.reduce((sum, [weight]) => sum + weight, 0);
  for (const at of moments(roll, today)) {
    clock = at;
    let pick = roll() * total;
    const habit = HABITS.find(([weight]) => (pick -= weight) < 0) ?? HABITS[0];
    const [, source, target, least, most, memo] = habit;
    const wanted = Math.round(least + roll() ** 2 * (most - least));
    const giver = book.accounts.get(idOf(source));
    const amount = giver?.kind === 'standard' ? Math.min(wanted, giver.balance_minor) : wanted;
    const wish = (from: string, to: string, minor: number, why: string): NewTransfer => ({
      source_account_id: idOf(from),
      target_account_id: idOf(to),
      amount_minor: minor,
      currency: accounts.get(from)?.currency ?? 'EUR',
      memo: why,
    });
    const sale = HABITS[0];
    const made =
      amount >= least
        ? move(past, book, wish(source, target, amount, memo))
        : move(past, book, wish(sale[1], sale[2], Math.round(sale[3] + roll() * 2_000), sale[5]));
    if (memo === 'Café delivery' && roll() < 0.2) {
      try {
        reverse(past, book, made.id, 'Entered twice');
      } catch {
        // The money has moved on already; this one stays.
      }
    }
  }
  finish(book, today);
  const user = {
    id: store.newId(),
    email: DEMO.email,
    display_name: 'Bakery on the corner',
    created_at: new Date(today - DAYS * DAY).toISOString(),
    password: await hashPassword(DEMO.password, cost),
  };
  store.users.set(user.id, user);
  store.books.set(user.id, book);
}

/** All receipts are out except for the last few, and one that the worker gave up on. */
function finish(book: ReturnType<typeof emptyBook>, today: number): void {
  const waiting = book.queue.slice(-STILL_QUEUED);
  const [dead, ...rest] = book.queue.slice(-12, -STILL_QUEUED);
  const early = book.queue.slice(0, -12);
  for (const job of [...early, ...rest]) issue(book, job.id, job.due);
  const transfer = dead && book.transfers.get(dead.id);
  if (transfer) {
    book.transfers.set(transfer.id, {
      ...transfer,
      receipt: 'dead',
      version: transfer.version + 1,
    });
    book.receipts.set(transfer.id, {
      transfer_id: transfer.id,
      state: 'dead',
      number: null,
      attempts: 5,
      issued_at: null,
    });
  }
  // Kept waiting for a day, so that the demo shows a backlog.
  book.queue = waiting.map((job) => ({ ...job, due: today + 2 * DAY }));
  settleReceipts(book, 0);
}
