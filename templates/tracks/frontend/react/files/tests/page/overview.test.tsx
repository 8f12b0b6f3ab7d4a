import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openAs, makeWorld, refuse } from './world';

const figure = async (name: string) => {
  const card = await screen.findByRole('region', { name });
  return within(card);
};

test('a book with transfers shows its figures, the chart and the five latest', async () => {
  // The clock stands, or a slow machine would see the first receipts issued.
  const world = await makeWorld(() => Date.parse('2026-11-24T10:00:00Z'));
  const { owner, till, bank } = world.funded();
  for (let n = 1; n <= 6; n += 1) world.move(till.id, bank.id, n * 100, `Takings ${n.toString()}`);
  await openAs(world, '/');
  const volume = await figure('Volume');
  expect(volume.getByText(/EUR\s1,021.00/)).toBeVisible();
  expect(volume.getByText(/no comparison/)).toBeVisible();
  expect((await figure('Reversal rate')).getByText('0%')).toBeVisible();
  expect((await figure('Receipts waiting')).getByText('7')).toBeVisible();
  expect(
    await screen.findByRole('img', { name: /Volume of 30 days, highest on .* with EUR\s1,021.00/ }),
  ).toBeVisible();
  const latest = await screen.findByRole('table', { name: 'The five latest transfers' });
  expect(within(latest).getAllByRole('row')).toHaveLength(6);
  expect(within(latest).queryByText('Takings 1')).toBeNull();
  expect(owner.currency).toBe('EUR');
});

test('the deltas compare with the window before', async () => {
  let now = Date.parse('2026-11-24T10:00:00Z') - 40 * 86_400_000;
  const world = await makeWorld(() => now);
  const { till, bank } = world.funded('EUR', 8_000);
  now = Date.parse('2026-11-24T10:00:00Z');
  world.move(till.id, bank.id, 4_000);
  await openAs(world, '/');
  expect((await figure('Volume')).getByText(/down 50%/)).toBeVisible();
  expect((await figure('Reversal rate')).getByText(/unchanged/)).toBeVisible();
});

test('the table says the same numbers as the chart', async () => {
  const DAY = 86_400_000;
  let now = Date.parse('2026-11-22T10:00:00Z');
  const world = await makeWorld(() => now);
  const { till, bank } = world.funded('EUR', 5_000);
  now += DAY;
  world.move(till.id, bank.id, 1_250);
  now += DAY;
  world.move(till.id, bank.id, 2_500);
  const { user } = await openAs(world, '/?days=7');
  const chart = await screen.findByRole('img', {
    name: /^Volume of 7 days, highest on Nov 22, 2026 with EUR\s50.00/,
  });
  const bars = () => [...chart.querySelectorAll('.recharts-bar-rectangle path')];
  await waitFor(() => expect(bars()).toHaveLength(3));
  const drawn = bars().map((bar) => Number(bar.getAttribute('height')));
  await user.click(screen.getByRole('button', { name: 'Show as table' }));
  const table = await screen.findByRole('table', { name: 'Volume per UTC day in EUR' });
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows).toHaveLength(7);
  const cells = (row: HTMLElement) =>
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent);
  expect(rows.slice(0, 4).map((row) => cells(row)[0])).toEqual([
    'Nov 24, 2026',
    'Nov 23, 2026',
    'Nov 22, 2026',
    'Nov 21, 2026',
  ]);
  const said = rows.map((row) => Number(cells(row)[3]?.replace(/^EUR\s/, '')));
  expect(said).toEqual([25, 12.5, 50, 0, 0, 0, 0]);
  // The bars are to each other as the numbers are.
  const [first = 0, second = 0, third = 0] = drawn;
  expect(second / first).toBeCloseTo(12.5 / 50, 2);
  expect(third / first).toBeCloseTo(25 / 50, 2);
  // 87.50 in seven days; the mean begins where seven days are known.
  expect(cells(rows[0] as HTMLElement)[4]).toMatch(/^EUR\s12.50$/);
  expect(cells(rows[1] as HTMLElement)[4]).toBe('not yet');
});

test('currency and window live in the address', async () => {
  const world = await makeWorld();
  world.funded('KWD', 1_005);
  const { user, history } = await openAs(world, '/');
  await user.selectOptions(await screen.findByLabelText('Currency'), 'KWD');
  expect((await figure('Volume')).getByText(/KWD\s1.005/)).toBeVisible();
  await user.selectOptions(screen.getByLabelText('Window'), '90 days');
  await waitFor(() => expect(history.location.search).toBe('?currency=KWD&days=90'));
  await waitFor(() =>
    expect(world.asked('GET', '/v1/reports/daily-volume').at(-1)?.query.toString()).toBe(
      'currency=KWD&days=90',
    ),
  );
});

test('an empty book says so and leads on', async () => {
  await openAs(await makeWorld(), '/');
  expect(await screen.findByText('No transfers in EUR in this window')).toBeVisible();
  expect((await figure('Reversal rate')).getByText('no transfers')).toBeVisible();
  expect((await figure('Receipts waiting')).getByText('none is waiting')).toBeVisible();
  expect(await screen.findByRole('link', { name: 'Make the first one' })).toBeVisible();
});

test('a figure that cannot be read says why and can be asked for again', async () => {
  const world = await makeWorld();
  refuse('get', '/v1/reports/receipts', {
    status: 429,
    type: 'rate-limited',
    headers: { 'Retry-After': '3' },
  });
  const { user } = await openAs(world, '/');
  const failure = within(await screen.findByRole('group', { name: 'Too many requests' }));
  expect(failure.getByText('req-7f3a91')).toBeVisible();
  expect(failure.getByRole('button', { name: /Try again in [1-3] s/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await user.click(await failure.findByRole('button', { name: 'Try again' }, { timeout: 10_000 }));
  expect((await figure('Receipts waiting')).getByText('none is waiting')).toBeVisible();
});
