/** Acceptance check of d05-live-receipts: asked for while it makes sense, told once, and quiet otherwise. */
import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { settleReceipts } from '../../server/book';
import { server } from '../../tests/page/network';
import { API, makeWorld, openAs, status, type World } from '../../tests/page/world';

beforeEach(() => {
  // Answers still come from real sockets; only the clock of the page and of the local API is ours.
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    shouldAdvanceTime: true,
  });
});
afterEach(() => {
  vi.useRealTimers();
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
});

/** Lets time pass in steps, so that answers can arrive between them. */
async function pass(seconds: number): Promise<void> {
  for (let left = seconds * 1000; left > 0; left -= 500) {
    await act(() => vi.advanceTimersByTimeAsync(500));
  }
}

const single = /^\/v1\/transfers\/[0-9a-f-]{36}$/;
const polls = (world: World) =>
  world.sent.filter(({ method, path }) => method === 'GET' && single.test(path));

/** Two receipts that are still queued and one that is issued, all on the screen. */
async function openList() {
  const world = await makeWorld(() => Date.now());
  const { till, bank } = world.funded();
  await pass(3);
  settleReceipts(world.book, Date.now());
  const old = [...world.book.transfers.keys()];
  const fresh = [world.move(till.id, bank.id, 1), world.move(till.id, bank.id, 2)].map(
    ({ id }) => id,
  );
  // They stay queued until a test says otherwise.
  const hold = (seconds: number) => {
    world.book.queue = world.book.queue.map((job) => ({
      ...job,
      due: Date.now() + seconds * 1000,
    }));
  };
  hold(1_000);
  await openAs(world, '/transfers');
  const table = await screen.findByRole('table', { name: 'Transfers, newest first' });
  expect(within(table).getAllByText('Queued')).toHaveLength(2);
  world.sent.length = 0;
  return { world, old, fresh, hold };
}

test('queued receipts are asked for by their tag, issued ones are not, and each batch is told once', async () => {
  const { world, old, fresh, hold } = await openList();
  const told: string[] = [];
  new MutationObserver(() => {
    const text = status().textContent;
    if (text && told.at(-1) !== text) told.push(text);
  }).observe(status(), { childList: true, subtree: true, characterData: true });
  await pass(7);
  const asked = polls(world);
  expect(
    asked.length,
    'nobody asks for queued receipts: GET /v1/transfers/{id} was never sent',
  ).toBeGreaterThan(0);
  expect(
    asked.map(({ path }) => path).filter((path) => old.some((id) => path.endsWith(id))),
  ).toEqual([]);
  expect(new Set(asked.map(({ path }) => path.slice(-36)))).toEqual(new Set(fresh));
  expect(
    asked.every(({ headers }) => headers.get('if-none-match') === '"v1"'),
    'each with If-None-Match',
  ).toBe(true);
  expect(asked.length, 'about every two seconds').toBeLessThanOrEqual(10);
  hold(0);
  await pass(5);
  expect(screen.queryAllByText('Queued', { selector: '.pill' })).toHaveLength(0);
  expect(screen.getAllByText('Issued', { selector: '.pill' })).toHaveLength(3);
  expect(told).toEqual([expect.stringContaining('2 receipts issued')]);
  world.sent.length = 0;
  await pass(30);
  expect(polls(world), 'nothing is queued any more').toHaveLength(0);
});

test('a hidden tab and a page without a network ask nobody', async () => {
  const { world } = await openList();
  await pass(3);
  expect(polls(world).length, 'nobody asks for queued receipts').toBeGreaterThan(0);
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
  document.dispatchEvent(new Event('visibilitychange'));
  await pass(3);
  world.sent.length = 0;
  await pass(30);
  expect(polls(world), 'while hidden').toHaveLength(0);
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
  document.dispatchEvent(new Event('visibilitychange'));
  await pass(5);
  expect(polls(world).length, 'back again').toBeGreaterThan(0);
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  dispatchEvent(new Event('offline'));
  await pass(3);
  world.sent.length = 0;
  await pass(30);
  expect(polls(world), 'while offline').toHaveLength(0);
  online.mockReturnValue(true);
  dispatchEvent(new Event('online'));
  await pass(5);
  expect(polls(world).length).toBeGreaterThan(0);
});

test('errors are answered by patience, and Retry-After is obeyed', async () => {
  const { world } = await openList();
  let answer: 'error' | 'wait' = 'error';
  const refused: number[] = [];
  server.use(
    http.get(`${API}/v1/transfers/:id`, () => {
      refused.push(Date.now());
      const wait = answer === 'wait';
      return HttpResponse.json(
        {
          type: `/problems/${wait ? 'rate-limited' : 'validation'}`,
          title: '',
          status: wait ? 429 : 422,
          detail: '',
          request_id: 'r',
        },
        {
          status: wait ? 429 : 422,
          headers: {
            'Content-Type': 'application/problem+json',
            ...(wait && { 'Retry-After': '25' }),
          },
        },
      );
    }),
  );
  await pass(60);
  expect(refused.length, 'nobody asks for queued receipts').toBeGreaterThan(0);
  expect(refused.length, 'waits grow after errors').toBeLessThanOrEqual(14);
  answer = 'wait';
  const before = refused.length;
  await pass(65);
  const first = refused[before];
  expect(first, 'it goes on after errors').toBeDefined();
  await pass(30);
  const later = refused.slice(before).filter((at) => at - (first ?? 0) > 2_000);
  expect(Math.min(...later) - (first ?? 0), 'Retry-After says 25 seconds').toBeGreaterThanOrEqual(
    24_000,
  );
  expect(polls(world)).toHaveLength(0);
});

test('the list stays where it is', async () => {
  const { hold } = await openList();
  const rows = () =>
    screen.getAllByRole('row').map((row) => row.querySelector('a')?.getAttribute('href'));
  const before = rows();
  const table = screen.getByRole('table', { name: 'Transfers, newest first' });
  hold(0);
  await pass(6);
  await waitFor(() =>
    expect(
      screen.getAllByText('Issued', { selector: '.pill' }),
      'receipts do not update',
    ).toHaveLength(3),
  );
  expect(rows()).toEqual(before);
  expect(screen.getByRole('table', { name: 'Transfers, newest first' })).toBe(table);
});
