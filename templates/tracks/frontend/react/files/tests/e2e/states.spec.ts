import { expect, fail, openableGate, sayOnline, test } from './test';

test('Back from a transfer keeps the loaded rows, the place and the filters', async ({
  page,
  open,
  book,
}) => {
  const { till, bank } = await book.funded();
  for (let n = 0; n < 24; n += 1) await book.move(till, bank, 1 + n);
  await open('/transfers?status=posted');
  await page.getByRole('button', { name: 'Load more' }).click();
  const rows = page.getByRole('table').getByRole('link');
  await expect(rows).toHaveCount(25);
  await rows.nth(22).scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(0);
  await rows.nth(22).click();
  await expect(page.getByRole('heading', { name: 'Transfer', exact: true })).toBeVisible();
  await page.goBack();
  await expect(rows).toHaveCount(25);
  await expect(page.getByLabel('Status')).toHaveValue('posted');
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before / 2);
});

test('a slow answer is a skeleton of the final size', async ({ page, open, book }) => {
  await book.funded();
  await open('/');
  await expect(page.getByRole('img', { name: /^Volume of/ })).toBeVisible();
  const heightOf = async () => (await page.locator('.volume').boundingBox())?.height ?? 0;
  const full = await heightOf();
  const gate = openableGate();
  await page.route('**/v1/reports/**', async (route) => {
    await gate.promise;
    await route.fallback();
  });
  await page.reload();
  await expect(page.getByRole('group', { name: 'Loading daily volume' })).toBeVisible();
  expect(Math.abs((await heightOf()) - full)).toBeLessThanOrEqual(8);
  gate.open();
  await expect(page.getByRole('img', { name: /^Volume of/ })).toBeVisible();
});

test('what was read stays with its age when newer figures cannot be read, and offline says so', async ({
  page,
  open,
  book,
}) => {
  await book.funded();
  await page.clock.install();
  await open('/accounts');
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  await page.getByRole('link', { name: 'Overview' }).click();
  // Until the overview is there the accounts are still shown, and coming back would be no visit.
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await fail(page, '**/v1/accounts?*', 429);
  await page.clock.fastForward('02:05');
  await page.getByRole('link', { name: 'Accounts' }).click();
  await expect(page.getByText(/Updated 2 min ago/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  await sayOnline(page, false);
  await expect(page.getByText(/You are offline/)).toBeVisible();
  await sayOnline(page, true);
  await expect(page.getByText(/You are offline/)).toBeHidden();
});

test('a failure names the request and can be tried again', async ({ page, open, book }) => {
  await book.funded();
  await open('/accounts');
  await fail(page, '**/v1/accounts?*', 500);
  await page.reload();
  await expect(page.getByText('req-7f3a91')).toBeVisible();
  await page.unroute('**/v1/accounts?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
});

test('nonsense from the server leaves the frame standing', async ({ page, open, expected }) => {
  expected.push(/./);
  await open('/accounts');
  for (const body of ['{"items": [', '{"items": [null], "next_cursor": null}']) {
    await page.route('**/v1/accounts?*', (route) =>
      route.fulfill({
        status: 200,
        contentType: 'application/json',
        headers: { 'access-control-allow-origin': '*' },
        body,
      }),
    );
    await page.reload();
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible();
  }
});

test('a part that a new version replaced offers a reload and keeps what was typed', async ({
  page,
  open,
  book,
  expected,
}) => {
  expected.push(/dynamically imported module/, /preload/i);
  const { till } = await book.funded();
  await open('/transfers/new');
  await page.getByLabel('From').selectOption(till.id);
  await page.getByLabel(/^Amount/).fill('12.50');
  await page.route('**/assets/accounts-*.js', (route) =>
    route.fulfill({ status: 404, body: 'Not found' }),
  );
  await page.goto('/transfers');
  await page.getByRole('link', { name: 'Accounts' }).click();
  await expect(page.getByRole('heading', { name: 'A new version is ready' })).toBeVisible();
  await page.unroute('**/assets/accounts-*.js');
  await page.getByRole('button', { name: 'Reload for the new version' }).click();
  await expect(page.getByRole('heading', { name: 'Accounts' })).toBeVisible();
  // A refresh that is cut off would cost the session, because its token is used up.
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  await page.goto('/transfers/new');
  await expect(page.getByLabel(/^Amount/)).toHaveValue('12.50');
});

test('the largest element of the overview is the figure of a KPI', async ({ page, open, book }) => {
  await book.funded();
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { element?: Element }[]) {
        Object.assign(window, { largest: entry.element?.className });
      }
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
  await page.setViewportSize({ width: 412, height: 823 });
  await open('/');
  await expect(page.getByRole('img', { name: /^Volume of/ })).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => (window as { largest?: string }).largest))
    .toBe('figure');
});
