import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { makeWorld, openAs, refuse, status } from './world';

const factOf = (name: string) => screen.getByText(name, { selector: 'dt' }).nextElementSibling;

test('a transfer is reversed with a reason, at once, and both name each other', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  const first = world.move(till.id, bank.id, 4_000, 'Takings');
  const { user } = await openAs(world, `/transfers/${first.id}`);
  await user.click(await screen.findByRole('button', { name: 'Reverse this transfer' }));
  const dialog = within(screen.getByRole('dialog', { name: 'Reverse this transfer?' }));
  await user.click(dialog.getByRole('button', { name: 'Reverse' }));
  expect(dialog.getByLabelText('Reason')).toHaveAccessibleDescription(/Enter a reason/);
  await user.type(dialog.getByLabelText('Reason'), 'Entered twice');
  await user.click(dialog.getByRole('button', { name: 'Reverse' }));
  await waitFor(() => expect(status()).toHaveTextContent(/Reversed: EUR\s40.00 went back to Till/));
  expect(factOf('Status')).toHaveTextContent('Reversed');
  await user.click(await screen.findByRole('link', { name: 'this transfer' }));
  await waitFor(() => expect(factOf('Reason')).toHaveTextContent('Entered twice'));
  expect(world.book.accounts.get(bank.id)?.balance_minor).toBe(0);
});

test('a refused reversal is taken back on the screen', async () => {
  const world = await makeWorld();
  const { till, bank, owner } = world.funded();
  const first = world.move(till.id, bank.id, 4_000);
  world.move(bank.id, owner.id, 4_000);
  const { user } = await openAs(world, `/transfers/${first.id}`);
  await user.click(await screen.findByRole('button', { name: 'Reverse this transfer' }));
  await user.type(screen.getByLabelText('Reason'), 'Entered twice');
  await user.click(screen.getByRole('button', { name: 'Reverse' }));
  await waitFor(() => expect(status()).toHaveTextContent(/Not reversed. House bank holds/));
  expect(factOf('Status')).toHaveTextContent('Posted');
});

test('the receipt is shown with its number, or that it was given up', async () => {
  let now = Date.parse('2026-11-24T10:00:00Z');
  const world = await makeWorld(() => now);
  const { till, bank } = world.funded();
  const { id } = world.move(till.id, bank.id, 1);
  now += 3_000;
  await openAs(world, `/transfers/${id}`);
  await waitFor(() => expect(factOf('Receipt')).toHaveTextContent('Issued R-000002'));
});

test('an account is frozen under its tag, and reopened', async () => {
  const world = await makeWorld();
  const { till } = world.funded();
  const { user } = await openAs(world, `/accounts/${till.id}`);
  await user.click(await screen.findByRole('button', { name: 'Freeze account' }));
  await waitFor(() => expect(status()).toHaveTextContent('Till is frozen'));
  expect(factOf('Status')).toHaveTextContent('Frozen');
  expect(world.asked('PATCH', `/v1/accounts/${till.id}`)[0]?.headers.get('if-match')).toBe('"v2"');
  await user.click(await screen.findByRole('button', { name: 'Reopen account' }));
  await waitFor(() => expect(status()).toHaveTextContent('Till is reopened'));
  expect(world.book.accounts.get(till.id)?.status).toBe('open');
});

test('a refused freeze is taken back on the screen', async () => {
  const world = await makeWorld();
  const { till } = world.funded();
  const { user } = await openAs(world, `/accounts/${till.id}`);
  const freeze = await screen.findByRole('button', { name: 'Freeze account' });
  refuse('patch', `/v1/accounts/${till.id}`, { status: 429, type: 'rate-limited' });
  refuse('get', `/v1/accounts/${till.id}`, { status: 404, type: 'not-found' }, 9);
  await user.click(freeze);
  await waitFor(() => expect(status()).toHaveTextContent(/Till was not changed/));
  expect(factOf('Status')).toHaveTextContent('Open');
});

test('a payment meanwhile does not stop a freeze; a colleague does', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  const { user } = await openAs(world, `/accounts/${till.id}`);
  await screen.findByRole('button', { name: 'Freeze account' });
  world.move(till.id, bank.id, 1_000);
  await user.click(screen.getByRole('button', { name: 'Freeze account' }));
  await waitFor(() => expect(status()).toHaveTextContent('Till is frozen'));
  await screen.findByRole('button', { name: 'Reopen account' });
  await waitFor(() => expect(screen.queryByText('…')).toBeNull());
  world.change(till.id, { status: 'open', name: 'Till 2' });
  await user.click(screen.getByRole('button', { name: 'Reopen account' }));
  await waitFor(() =>
    expect(status()).toHaveTextContent(/changed by someone else: it is open now/),
  );
  expect(factOf('Status')).toHaveTextContent('Open');
  expect(world.book.accounts.get(till.id)).toMatchObject({ status: 'open', name: 'Till 2' });
});

test('an account is opened once, and a second funding account is refused on its field', async () => {
  const world = await makeWorld();
  const { user } = await openAs(world, '/accounts');
  const open = async (name: string, kind: string) => {
    await user.click(await screen.findByRole('button', { name: 'Open an account' }));
    await user.type(screen.getByLabelText('Name'), name);
    await user.selectOptions(screen.getByLabelText('Kind'), kind);
    await user.click(screen.getByRole('button', { name: 'Open account' }));
  };
  await open('Customers', 'funding');
  await waitFor(() => expect(status()).toHaveTextContent('Customers is open'));
  expect(await screen.findByRole('link', { name: /Customers/ })).toBeVisible();
  await open('More customers', 'funding');
  await waitFor(() => expect(screen.getByLabelText('Kind')).toHaveFocus());
  expect(screen.getByLabelText('Kind')).toHaveAccessibleDescription(/has a funding account in EUR/);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(world.book.accounts.size).toBe(1);
});

test('an account that does not exist says so', async () => {
  await openAs(await makeWorld(), '/accounts/019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11');
  expect(await screen.findByText('This account does not exist')).toBeVisible();
});
