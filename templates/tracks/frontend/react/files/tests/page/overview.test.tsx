import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openAs, makeWorld, refuse } from './world';

const figure = async (name: string) => {
  const card = await screen.findByRole('region', { name });
  return within(card);
};

test('a book with transfers shows its figures, the chart and the five latest', async () => {
  const world = await makeWorld();
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
  const world = await makeWorld();
  const { till, bank } = world.funded('EUR', 5_000);
  world.move(till.id, bank.id, 1_250);
  const { user } = await openAs(world, '/?days=7');
  await user.click(await screen.findByRole('button', { name: 'Show as table' }));
  const table = await screen.findByRole('table', { name: 'Volume per UTC day in EUR' });
  const [, today, yesterday] = within(table).getAllByRole('row');
  expect(within(table).getAllByRole('row')).toHaveLength(8);
  // 62.50 on one day of seven; the mean begins where seven days are known.
  expect(today).toHaveTextContent(/20EUR\s62.50EUR\s8.93$/);
  expect(yesterday).toHaveTextContent(/00EUR\s0.00not yet$/);
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
    headers: { 'Retry-After': '1' },
  });
  const { user } = await openAs(world, '/');
  const failure = within(await screen.findByRole('group', { name: 'Too many requests' }));
  expect(failure.getByText('req-7f3a91')).toBeVisible();
  expect(failure.getByRole('button', { name: /Try again in 1 s/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await user.click(await failure.findByRole('button', { name: 'Try again' }, { timeout: 5_000 }));
  expect((await figure('Receipts waiting')).getByText('none is waiting')).toBeVisible();
});
