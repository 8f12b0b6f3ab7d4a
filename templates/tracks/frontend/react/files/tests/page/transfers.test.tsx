import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { makeWorld, openAs, refuse, status } from './world';

const rows = async () => {
  const table = await screen.findByRole('table', { name: 'Transfers, newest first' });
  return within(table).getAllByRole('row').slice(1);
};

test('filters are written into the address, and Back undoes them', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  world.move(till.id, bank.id, 500, 'Takings');
  const { user, history } = await openAs(world, '/transfers');
  expect(await rows()).toHaveLength(2);
  await user.selectOptions(
    screen.getByLabelText('Account'),
    await screen.findByRole('option', { name: 'House bank' }),
  );
  await waitFor(async () => expect(await rows()).toHaveLength(1));
  expect(history.location.search).toBe(`?account=${bank.id}`);
  await user.selectOptions(screen.getByLabelText('Status'), 'reversed');
  expect(await screen.findByText('No transfers for these filters')).toBeVisible();
  history.back();
  await waitFor(async () => expect(await rows()).toHaveLength(1));
  expect(screen.getByLabelText('Status')).toHaveValue('');
  await user.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(screen.getByRole('heading', { name: 'Transfers' })).toHaveFocus();
  await waitFor(async () => expect(await rows()).toHaveLength(2));
});

test('a pasted address opens with its filters, and a bad value in it is dropped', async () => {
  const world = await makeWorld();
  world.funded();
  await openAs(world, '/transfers?status=posted&receipt=lost&from=2026-13-01&to=2020-01-01');
  expect(await screen.findByText('No transfers for these filters')).toBeVisible();
  expect(screen.getByLabelText('Status')).toHaveValue('posted');
  expect(screen.getByLabelText('Receipt')).toHaveValue('');
  expect(world.asked('GET', '/v1/transfers').at(-1)?.query.toString()).toBe(
    'limit=20&status=posted&to=2020-01-01',
  );
});

test('each period is asked for anew', async () => {
  const world = await makeWorld();
  world.funded();
  const { user } = await openAs(world, '/transfers?to=2999-01-01');
  expect(await rows()).toHaveLength(1);
  await user.clear(screen.getByLabelText('To (UTC)'));
  await user.type(screen.getByLabelText('To (UTC)'), '2020-01-01');
  expect(await screen.findByText('No transfers for these filters')).toBeVisible();
});

test('more rows come by the cursor of the page before, and are announced', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  for (let n = 0; n < 24; n += 1) world.move(till.id, bank.id, 1 + n);
  const { user } = await openAs(world, '/transfers');
  expect(await rows()).toHaveLength(20);
  await user.click(screen.getByRole('button', { name: 'Load more' }));
  await waitFor(async () => expect(await rows()).toHaveLength(25));
  const ids = (await rows()).map((row) => within(row).getByRole('link').getAttribute('href'));
  expect(new Set(ids).size).toBe(25);
  await waitFor(() => expect(status()).toHaveTextContent('25 transfers shown'));
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
});

test('an answer that makes no sense is a failure with a way on, never a white page', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const world = await makeWorld();
  refuse('get', '/v1/transfers', { status: 200, type: 'nonsense' }, 99);
  await openAs(world, '/transfers');
  expect(await screen.findByRole('heading', { name: 'Something broke here' })).toBeVisible();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(screen.getByRole('link', { name: 'Overview' })).toBeVisible();
});

test('a server that breaks is asked three times before the page says so', async () => {
  const world = await makeWorld();
  refuse('get', '/v1/accounts', { status: 500, type: 'internal' }, 3);
  const { user } = await openAs(world, '/accounts');
  const failure = within(
    await screen.findByRole(
      'group',
      { name: 'The accounts could not be read' },
      { timeout: 5_000 },
    ),
  );
  expect(failure.getByText('req-7f3a91')).toBeVisible();
  await user.click(failure.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('No accounts yet')).toBeVisible();
});

test('what does not exist says so', async () => {
  const world = await makeWorld();
  const { user } = await openAs(world, '/transfers/019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11');
  expect(await screen.findByText('This transfer does not exist')).toBeVisible();
  await user.click(screen.getByRole('link', { name: 'All transfers' }));
  expect(await screen.findByText('No transfers yet')).toBeVisible();
});
