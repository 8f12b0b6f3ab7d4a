import { expect, test } from './test';

test('a double click and a lost answer each end in exactly one transfer', async ({
  page,
  open,
  book,
}) => {
  const { till, bank } = await book.funded();
  await open('/transfers/new');
  const fill = async (amount: string) => {
    await page.getByLabel('From').selectOption(till.id);
    await page.getByLabel('To').selectOption(bank.id);
    await page.getByLabel(/^Amount/).fill(amount);
  };
  await fill('5');
  await page.getByRole('button', { name: 'Send' }).dblclick();
  await expect(page.getByRole('heading', { name: 'Transfer', exact: true })).toBeVisible();
  expect((await book.transfers()).items).toHaveLength(2);

  let lost = 0;
  await page.route('**/v1/transfers', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
    lost += 1;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await page.getByRole('link', { name: 'Transfers' }).click();
  await page.getByRole('link', { name: 'New transfer' }).click();
  await fill('7');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.locator('.notice')).toHaveText('Sent: EUR 7.00 to House bank');
  expect(lost).toBe(1);
  expect((await book.transfers()).items.map(({ amount_minor }) => amount_minor)).toEqual([
    700, 500, 100_000,
  ]);
});

test('a refusal of the server stands on its field and keeps what was typed', async ({
  page,
  open,
  book,
}) => {
  const { till, bank } = await book.funded(300);
  await open('/transfers/new');
  await page.getByLabel('From').selectOption(till.id);
  await page.getByLabel('To').selectOption(bank.id);
  await page.getByLabel(/^Amount/).fill('3.01');
  await page.getByRole('button', { name: 'Send' }).click();
  const amount = page.getByLabel(/^Amount/);
  await expect(amount).toHaveAttribute('aria-invalid', 'true');
  await expect(amount).toBeFocused();
  await expect(amount).toHaveValue('3.01');
  expect((await book.transfers()).items).toHaveLength(1);
});

test('an account frozen meanwhile is shown as it is, and not overwritten', async ({
  page,
  open,
  book,
}) => {
  const { till } = await book.funded();
  await open(`/accounts/${till.id}`);
  await expect(page.getByRole('button', { name: 'Freeze account' })).toBeVisible();
  await book.rename(till.id, { name: 'Night till' });
  await page.getByRole('button', { name: 'Freeze account' }).click();
  await expect(page.locator('.notice')).toHaveText(/changed by someone else/);
  await expect(page.getByText('Night till', { exact: true })).toBeVisible();
  expect(await book.read(till.id)).toMatchObject({ name: 'Night till', status: 'open' });
  await page.getByRole('button', { name: 'Freeze account' }).click();
  await expect(page.locator('.notice')).toHaveText('Night till is frozen');
});

test('today and yesterday are UTC days, whatever the clock on the wall says', async ({
  page,
  open,
  book,
}) => {
  await book.funded(12_345);
  await open('/');
  const today = (await book.volume()).days.at(-1)?.date ?? '';
  await page.getByRole('button', { name: 'Show as table' }).click();
  const first = page
    .getByRole('table', { name: /Volume per UTC day/ })
    .getByRole('row')
    .nth(1);
  const shown = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(today),
  );
  await expect(first).toContainText(shown);
  await expect(first).toContainText('EUR 123.45');
});
