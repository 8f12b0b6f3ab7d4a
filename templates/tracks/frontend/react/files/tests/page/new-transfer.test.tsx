import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import { server } from './network';
import { API, makeWorld, openAs, refuse, status, type World } from './world';

async function openForm(world: World) {
  const page = await openAs(world, '/transfers/new');
  await screen.findByLabelText('From');
  return page;
}

async function fill(
  page: Awaited<ReturnType<typeof openForm>>,
  source: string,
  target: string,
  amount: string,
) {
  const { user } = page;
  await user.selectOptions(screen.getByLabelText('From'), source);
  await user.selectOptions(screen.getByLabelText('To'), target);
  await user.type(screen.getByLabelText(/^Amount/), amount);
}
const send = () => screen.getByRole('button', { name: 'Send' });
const posts = (world: World) => world.asked('POST', '/v1/transfers');

test('money moves, exactly, and the person hears of it', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  const page = await openForm(world);
  await fill(page, till.id, bank.id, '0.29');
  await page.user.type(screen.getByLabelText(/Memo/), 'Rent');
  await page.user.click(send());
  await waitFor(() => expect(status()).toHaveTextContent(/Sent: EUR\s0.29 to House bank/));
  await waitFor(() =>
    expect(page.history.location.pathname).toMatch(/^\/transfers\/[0-9a-f-]{36}$/),
  );
  expect(world.book.accounts.get(bank.id)?.balance_minor).toBe(29);
});

test('a double click pays once', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  const page = await openForm(world);
  await fill(page, till.id, bank.id, '5');
  await page.user.dblClick(send());
  await waitFor(() => expect(page.history.location.pathname).not.toBe('/transfers/new'));
  expect(world.book.accounts.get(bank.id)?.balance_minor).toBe(500);
  expect(posts(world)).toHaveLength(1);
});

test('an answer that is lost after the server has paid is asked for again under the same key', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  let lost = 0;
  const keys: (string | null)[] = [];
  server.use(
    http.post(`${API}/v1/transfers`, async ({ request }) => {
      keys.push(request.headers.get('idempotency-key'));
      if (lost >= 1) return undefined;
      lost += 1;
      await world.forward(request);
      return HttpResponse.error();
    }),
  );
  const page = await openForm(world);
  await fill(page, till.id, bank.id, '5');
  await page.user.click(send());
  await waitFor(() => expect(status()).toHaveTextContent(/^Sent/), { timeout: 5_000 });
  expect(new Set(keys).size).toBe(1);
  expect(keys).toHaveLength(2);
  expect(world.book.accounts.get(bank.id)?.balance_minor).toBe(500);
});

test('trying again by hand keeps the key, an edited form takes a new one', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  const keys: (string | null)[] = [];
  server.use(
    http.post(`${API}/v1/transfers`, ({ request }) => {
      keys.push(request.headers.get('idempotency-key'));
      return HttpResponse.error();
    }),
  );
  const page = await openForm(world);
  await fill(page, till.id, bank.id, '5');
  await page.user.click(send());
  const again = await screen.findByRole('button', { name: 'Try again' }, { timeout: 5_000 });
  expect(keys).toHaveLength(3);
  await page.user.click(again);
  await waitFor(() => expect(keys).toHaveLength(6), { timeout: 5_000 });
  expect(new Set(keys).size).toBe(1);
  expect(screen.getByLabelText(/^Amount/)).toHaveValue('5');
  await page.user.type(screen.getByLabelText(/^Amount/), '0');
  await page.user.click(await screen.findByRole('button', { name: /^(Send|Try again)$/ }));
  await waitFor(() => expect(keys).toHaveLength(9), { timeout: 5_000 });
  expect(new Set(keys.slice(6)).size).toBe(1);
  expect(keys[6]).not.toBe(keys[0]);
});

test('a refusal is not sent again by itself', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded('EUR', 300);
  const page = await openForm(world);
  await fill(page, till.id, bank.id, '5');
  await page.user.click(send());
  const amount = screen.getByLabelText(/^Amount/);
  await waitFor(() => expect(amount).toHaveAttribute('aria-invalid', 'true'));
  expect(amount).toHaveAccessibleDescription(/Till holds EUR\s3.00/);
  expect(amount).toHaveFocus();
  expect(amount).toHaveValue('5');
  await waitFor(() => expect(status()).toHaveTextContent(/^Not sent. Till holds/));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(posts(world)).toHaveLength(1);
});

test('the first bad field has the focus and says what is wrong', async () => {
  const world = await makeWorld();
  const { till } = world.funded();
  const page = await openForm(world);
  await page.user.selectOptions(screen.getByLabelText('From'), till.id);
  await page.user.type(screen.getByLabelText(/^Amount/), '1.001');
  await page.user.click(send());
  const target = screen.getByLabelText('To');
  await waitFor(() => expect(target).toHaveFocus());
  expect(target).toHaveAccessibleDescription('Choose the account that is paid');
  expect(screen.getByLabelText(/^Amount/)).toHaveAccessibleDescription(
    /EUR has 2 digits after the point/,
  );
  expect(posts(world)).toHaveLength(0);
});

test.each([
  ['account-frozen', 'Till is frozen.', 'From'],
  ['account-frozen', 'House bank is frozen.', 'To'],
  ['currency-mismatch', 'Till is in EUR.', 'To'],
  ['same-account', 'Till cannot pay itself.', 'To'],
  ['account-not-found', 'This account is not in this book.', 'From'],
  ['balance-limit', 'Too much.', 'Amount in EUR'],
])('%s (%s) is shown on %s', async (type, detail, label) => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  refuse('post', '/v1/transfers', { status: 409, type, detail });
  const page = await openForm(world);
  await fill(page, till.id, bank.id, '5');
  await page.user.click(send());
  await waitFor(() => expect(screen.getByLabelText(label)).toHaveFocus());
  expect(screen.getByLabelText(label)).toHaveAccessibleDescription(new RegExp(detail));
});

test('faults that the server names by pointer land on their fields, the first one focused', async () => {
  const world = await makeWorld();
  const { till, bank } = world.funded();
  const fault = (pointer: string, message: string) => ({
    in: 'body',
    pointer,
    code: 'pattern',
    message,
  });
  const errors = [fault('/memo', 'Not this memo.'), fault('/amount_minor', 'Not this amount.')];
  refuse('post', '/v1/transfers', { status: 422, type: 'validation', errors });
  const page = await openForm(world);
  await fill(page, till.id, bank.id, '5');
  await page.user.click(send());
  await waitFor(() => expect(screen.getByLabelText(/^Amount/)).toHaveFocus());
  expect(screen.getByLabelText(/^Amount/)).toHaveAccessibleDescription(/Not this amount/);
  expect(screen.getByLabelText(/Memo/)).toHaveAccessibleDescription(/Not this memo/);
});

test('leaving with something typed asks first; a reload keeps it', async () => {
  const world = await makeWorld();
  const { till } = world.funded();
  const page = await openForm(world);
  await page.user.selectOptions(screen.getByLabelText('From'), till.id);
  await page.user.click(screen.getByRole('link', { name: 'Accounts' }));
  await page.user.click(await screen.findByRole('button', { name: 'Stay' }));
  expect(page.history.location.pathname).toBe('/transfers/new');
  expect(JSON.parse(sessionStorage.getItem('draft.transfer') ?? '{}')).toMatchObject({
    source: till.id,
  });
  await page.user.click(screen.getByRole('link', { name: 'Accounts' }));
  await page.user.click(await screen.findByRole('button', { name: 'Leave' }));
  expect(await screen.findByRole('heading', { name: 'Accounts' })).toBeVisible();
  expect(sessionStorage.getItem('draft.transfer')).toBeNull();
});

test('a draft of this tab is filled in again', async () => {
  const world = await makeWorld();
  const { till } = world.funded();
  sessionStorage.setItem('draft.transfer', JSON.stringify({ source: till.id, amount: '12.50' }));
  await openForm(world);
  expect(screen.getByLabelText('From')).toHaveValue(till.id);
  expect(screen.getByLabelText('Amount in EUR')).toHaveValue('12.50');
});
