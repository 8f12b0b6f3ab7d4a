import { expect, fail, test } from './test';

test('two tabs with an expired token cause one refresh, and both go on', async ({
  context,
  page,
  open,
  book,
}) => {
  const { till } = await book.funded();
  await open('/accounts');
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  const other = await context.newPage();
  await other.goto('/accounts');
  await expect(other.getByRole('link', { name: 'Till' })).toBeVisible();

  let refreshes = 0;
  let refused = 0;
  await context.route('**/v1/auth/refresh', async (route) => {
    if (route.request().method() === 'POST') refreshes += 1;
    await route.fallback();
  });
  // Each tab's next read is refused once, as if its access token had expired.
  for (const tab of [page, other]) {
    let expired = true;
    await tab.route(`**/v1/accounts/${till.id}`, async (route) => {
      if (route.request().method() !== 'GET' || !expired) return route.fallback();
      expired = false;
      refused += 1;
      return route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        headers: { 'access-control-allow-origin': '*' },
        body: JSON.stringify({
          type: '/problems/unauthorized',
          title: '',
          status: 401,
          detail: '',
          request_id: 'r',
        }),
      });
    });
  }
  await Promise.all([page, other].map((tab) => tab.getByRole('link', { name: 'Till' }).click()));
  for (const tab of [page, other])
    await expect(tab.getByRole('button', { name: 'Freeze account' })).toBeVisible();
  expect(refused).toBe(2);
  expect(refreshes).toBe(1);
});

test('a duplicated tab is let in, and signing out in one signs out the other', async ({
  context,
  page,
  open,
  book,
}) => {
  await book.funded();
  await open('/accounts');
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  const copy = await context.newPage();
  await copy.goto('/accounts');
  await expect(copy.getByRole('link', { name: 'Till' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(copy.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(copy.getByText('Till')).toHaveCount(0);
  await copy.goBack();
  await expect(copy.getByText('Till')).toHaveCount(0);
});

test('a page that is left in the middle of a refresh stays signed in', async ({
  context,
  page,
  open,
  book,
}) => {
  await book.funded();
  await open('/accounts');
  await page.waitForFunction(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/refresh-worker/');
    return registration?.active?.state === 'activated';
  });
  let spent = 0;
  let arrive: (value: undefined) => void = () => undefined;
  const arrival = new Promise<undefined>((resolve) => {
    arrive = resolve;
  });
  await context.route('**/v1/auth/refresh', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    // The server has used the token up; its answer is still on the way when the page goes.
    const response = await route.fetch();
    spent += 1;
    await arrival;
    await route.fulfill({ response });
  });
  await page.reload();
  await expect.poll(() => spent).toBe(1);
  await page.reload();
  arrive(undefined);
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  expect(spent).toBe(1);
});

test('the frame is painted before the session is restored', async ({ page, open }) => {
  await open('/accounts');
  await page.route('**/v1/auth/refresh', () => undefined);
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Accounts' })).toBeVisible();
});

test('a guess that comes too often is counted down', async ({ page }) => {
  await fail(page, '**/v1/auth/token', 429, { 'Retry-After': '6' });
  await page.goto('/login');
  await page.getByLabel('E-mail').fill('nobody@example.com');
  await page.getByLabel('Password').fill('guess');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: /Try again in \d s/ })).toBeVisible();
});
