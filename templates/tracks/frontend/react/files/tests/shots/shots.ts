/** Every state at five widths, light and dark, into var/shots: to be looked at, not compared. */
import { expect, fail, test } from '../e2e/test';
import type { Page } from '@playwright/test';

const WIDTHS = [320, 390, 768, 1280, 1920];
const NOW = process.env.E2E_NOW ?? '';
const DEMO = { email: 'baker@example.com', password: 'sourdough-at-dawn' };

async function signIn(page: Page): Promise<void> {
  await page.clock.setFixedTime(NOW);
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(DEMO.email);
  await page.getByLabel('Password').fill(DEMO.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
}

async function shoot(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    for (const theme of ['light', 'dark']) {
      await page.evaluate((value) => {
        document.documentElement.dataset.theme = value;
      }, theme);
      await page.screenshot({
        path: `var/shots/${name}-${width.toString()}-${theme}.png`,
        fullPage: true,
      });
    }
  }
}

const settled = (page: Page) => expect(page.locator('[aria-busy]')).toHaveCount(0);

for (const [name, path] of [
  ['overview', '/'],
  ['transfers', '/transfers'],
  ['new-transfer', '/transfers/new'],
  ['accounts', '/accounts'],
] as const) {
  test(name, async ({ page }) => {
    await signIn(page);
    await page.goto(path);
    await settled(page);
    await shoot(page, name);
  });
}

test('sign-in', async ({ page }) => {
  await page.goto('/login');
  await shoot(page, 'sign-in');
});

test('one transfer and its reversal', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: /→/ }).first().click();
  await settled(page);
  await shoot(page, 'transfer');
  await page.getByRole('button', { name: 'Reverse this transfer' }).click();
  await page.getByRole('button', { name: 'Reverse', exact: true }).click();
  await shoot(page, 'reverse-dialog');
});

test('one account', async ({ page }) => {
  await signIn(page);
  await page.goto('/accounts');
  await page.getByRole('link', { name: 'House bank' }).click();
  await settled(page);
  await shoot(page, 'account');
});

test('the volume as a table', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Show as table' }).click();
  await shoot(page, 'overview-table');
});

test('errors on fields', async ({ page }) => {
  await signIn(page);
  await page.goto('/transfers/new');
  await page.getByLabel('Amount').fill('12,5');
  await page.getByRole('button', { name: 'Send' }).click();
  await shoot(page, 'field-errors');
});

test('nothing for these filters', async ({ page }) => {
  await signIn(page);
  await page.goto('/transfers?status=reversed&receipt=dead');
  await settled(page);
  await shoot(page, 'empty-filters');
});

test('an empty book', async ({ page, open }) => {
  await open('/');
  await settled(page);
  await shoot(page, 'empty-overview');
  await page.goto('/transfers');
  await settled(page);
  await shoot(page, 'empty-transfers');
});

test('loading', async ({ page }) => {
  await signIn(page);
  await page.route('**/v1/{reports,transfers}**', () => undefined);
  await page.route('**/v1/reports/**', () => undefined);
  await page.reload();
  await expect(page.locator('[aria-busy]').first()).toBeVisible();
  await shoot(page, 'loading');
});

test('failures', async ({ page }) => {
  await signIn(page);
  await fail(page, '**/v1/transfers?*', 429, { 'Retry-After': '30' });
  await page.goto('/transfers');
  await expect(page.getByText('Too many requests', { exact: true })).toBeVisible();
  await shoot(page, 'rate-limited');
  await fail(page, '**/v1/accounts*', 500);
  await page.goto('/accounts');
  await expect(page.getByText('could not be read')).toBeVisible();
  await shoot(page, 'failed');
});

test('older figures, with their age', async ({ page }) => {
  await signIn(page);
  await page.goto('/accounts');
  await settled(page);
  await page.getByRole('link', { name: 'Overview' }).click();
  await fail(page, '**/v1/accounts?*', 429);
  await page.clock.setFixedTime(Date.parse(NOW) + 125_000);
  await page.getByRole('link', { name: 'Accounts' }).click();
  await expect(page.getByText(/Updated 2 min ago/)).toBeVisible();
  await shoot(page, 'stale');
});

test('changed by someone else', async ({ page, open, book }) => {
  const { till } = await book.funded();
  await open(`/accounts/${till.id}`);
  await settled(page);
  await book.rename(till.id, { name: 'Night till' });
  await page.getByRole('button', { name: 'Freeze account' }).click();
  await expect(page.locator('.notice')).toHaveText(/changed by someone else/);
  await shoot(page, 'conflict');
});

test('nonsense, and a part that is gone', async ({ page, expected }) => {
  expected.push(/./);
  await signIn(page);
  await page.route('**/v1/transfers?*', (route) =>
    route.fulfill({
      contentType: 'application/json',
      headers: { 'access-control-allow-origin': '*' },
      body: '{"items": [null], "next_cursor": null}',
    }),
  );
  await page.goto('/transfers');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await shoot(page, 'malformed');
  await page.route('**/assets/accounts-*.js', (route) => route.fulfill({ status: 404 }));
  await page.getByRole('link', { name: 'Accounts' }).click();
  await expect(page.getByRole('heading', { name: 'A new version is ready' })).toBeVisible();
  await shoot(page, 'new-version');
});

test('offline, and not found', async ({ page }) => {
  await signIn(page);
  await page.goto('/accounts/019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11');
  await settled(page);
  await shoot(page, 'not-found');
  await page.context().setOffline(true);
  await shoot(page, 'offline');
});
