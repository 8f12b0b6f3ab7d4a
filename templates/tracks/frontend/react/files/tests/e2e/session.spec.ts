import type { Page } from '@playwright/test';
import { expect, fail, openableGate, test } from './test';

test('two tabs with an expired token cause one refresh, and both go on', async ({
  context,
  page,
  open,
  book,
}) => {
  const { till } = await book.funded();
  await open('/accounts');
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  // A second pair of ears tells when the first tab has heard of the second one's token.
  await page.evaluate(() => {
    const ears = new BroadcastChannel('ledger-session');
    ears.onmessage = () => Object.assign(window, { heard: true });
  });
  const other = await context.newPage();
  await other.goto('/accounts');
  await expect(other.getByRole('link', { name: 'Till' })).toBeVisible();
  await page.waitForFunction(() => 'heard' in window);

  let refreshes = 0;
  const refused = new Set<Page>();
  const bothRefused = openableGate();
  await context.route('**/v1/auth/refresh', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    refreshes += 1;
    await bothRefused.promise;
    await route.fallback();
  });
  // Each tab's read is refused once, as if the access token of both had expired; none is renewed before.
  for (const tab of [page, other]) {
    await tab.route(`**/v1/accounts/${till.id}`, async (route) => {
      if (route.request().method() !== 'GET' || refused.has(tab)) return route.fallback();
      refused.add(tab);
      if (refused.size === 2) bothRefused.open();
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
  let spent = 0;
  const arrival = openableGate();
  await context.route('**/v1/auth/refresh', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    // The server has used the token up; its answer is still on the way when the page goes.
    const response = await route.fetch();
    spent += 1;
    await arrival.promise;
    await route.fulfill({ response });
  });
  await page.reload();
  await expect.poll(() => spent).toBe(1);
  await page.reload();
  arrival.open();
  await expect(page.getByRole('link', { name: 'Till' })).toBeVisible();
  expect(spent).toBe(1);
});

test.describe('in a browser that has no worker', () => {
  test.use({ serviceWorkers: 'block' });

  test('tabs that need a token at the same time use none twice @desktop', async ({
    context,
    page,
    open,
    book,
  }) => {
    await book.funded();
    await open('/accounts');
    const watcher = await context.newPage();
    await watcher.goto('/robots.txt');
    const statuses: number[] = [];
    let compete = false;
    await context.route('**/v1/auth/refresh', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      // The first one is answered when the second one waits for the lock, so that it reads at once.
      const first = compete;
      compete = false;
      if (first)
        await watcher.waitForFunction(async () => (await navigator.locks.query()).pending?.length);
      const response = await route.fetch();
      statuses.push(response.status());
      await route.fulfill({ response });
    });
    const tabs = [page, await context.newPage()];
    // More than once, because the browser decides how late one tab sees what another has stored.
    for (let round = 0; round < 4; round += 1) {
      compete = true;
      await Promise.all(tabs.map((tab) => tab.goto('/accounts')));
      for (const tab of tabs) await expect(tab.getByRole('link', { name: 'Till' })).toBeVisible();
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
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
