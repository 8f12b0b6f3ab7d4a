import type { Page } from '@playwright/test';
import { expect, fail, test } from './test';

const NOBODY = '019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11';
const settled = (page: Page) => expect(page.locator('[aria-busy]')).toHaveCount(0);

async function inBothThemes(
  page: Page,
  axe: (state: string) => Promise<void>,
  state: string,
): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await page.evaluate((value) => {
      document.documentElement.dataset.theme = value;
    }, theme);
    await axe(`${state}, ${theme}`);
  }
}

test('axe finds nothing on any route, full and empty', async ({ page, open, book, axe }) => {
  test.slow();
  await page.goto('/login');
  await inBothThemes(page, axe, 'sign-in');
  await open('/');
  await settled(page);
  await inBothThemes(page, axe, 'an empty overview');
  const { till, bank } = await book.funded();
  const { id } = await book.move(till, bank, 4_000, 'Takings');
  for (const path of [
    '/',
    '/transfers',
    '/transfers/new',
    `/transfers/${id}`,
    '/accounts',
    `/accounts/${till.id}`,
  ]) {
    await page.goto(path);
    await settled(page);
    await inBothThemes(page, axe, path);
  }
  await page.goto('/transfers?receipt=dead');
  await settled(page);
  await inBothThemes(page, axe, 'nothing for these filters');
  await page.goto(`/transfers/${NOBODY}`);
  await settled(page);
  await inBothThemes(page, axe, 'not found');
});

test('axe finds nothing in errors, dialogs, tables and while loading', async ({
  page,
  open,
  book,
  axe,
}) => {
  test.slow();
  const { till, bank } = await book.funded();
  const { id } = await book.move(till, bank, 4_000);
  await open('/transfers/new');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('Choose the account that pays')).toBeVisible();
  await inBothThemes(page, axe, 'errors on fields');
  await page.goto(`/transfers/${id}`);
  await page.getByRole('button', { name: 'Reverse this transfer' }).click();
  await inBothThemes(page, axe, 'dialog');
  await page.goto('/');
  await page.getByRole('button', { name: 'Show as table' }).click();
  await settled(page);
  await inBothThemes(page, axe, 'volume as a table');
  await fail(page, '**/v1/accounts?*', 429, { 'Retry-After': '30' });
  await page.goto('/accounts');
  await expect(page.getByText('Too many requests', { exact: true })).toBeVisible();
  await inBothThemes(page, axe, 'too many requests');
  await page.route('**/v1/transfers?*', () => undefined);
  await page.goto('/transfers');
  await expect(page.locator('[aria-busy]').first()).toBeVisible();
  await inBothThemes(page, axe, 'loading');
});

test('axe objects to a planted fault', async ({ page, axe }) => {
  await page.goto('/login');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.evaluate(() => {
    const input = document.createElement('input');
    const text = document.createElement('p');
    text.textContent = 'Grey on grey';
    Object.assign(text.style, { color: '#999', background: '#aaa' });
    document.querySelector('main')?.append(input, text);
  });
  await expect(axe('planted')).rejects.toThrow(/color-contrast.*label|label.*color-contrast/s);
});

test('the keyboard alone signs in, filters, opens, sends, cancels and reverses @desktop', async ({
  page,
  book,
}) => {
  const { till, bank } = await book.funded();
  const press = async (key: string, times = 1) => {
    for (let n = 0; n < times; n += 1) await page.keyboard.press(key);
  };
  const tabTo = async (
    name: string | RegExp,
    role: 'link' | 'button' | 'textbox' | 'combobox',
    key = 'Tab',
  ) => {
    const target = page.getByRole(role, { name }).first();
    for (let n = 0; n < 40; n += 1) {
      await press(key);
      if (await target.evaluate((element) => element === document.activeElement)) return target;
    }
    throw new Error(`the keyboard does not reach ${String(name)}`);
  };
  await page.goto('/transfers');
  await tabTo('E-mail', 'textbox');
  await page.keyboard.type(book.email);
  await press('Tab');
  await page.keyboard.type(book.password);
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Transfers' })).toBeFocused();
  await expect(page).toHaveTitle('Transfers · Payments');

  await tabTo('Status', 'combobox');
  await page.keyboard.type('Rev');
  await expect(page.getByText('No transfers for these filters')).toBeVisible();
  await tabTo('Clear filters', 'button');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Transfers' })).toBeFocused();
  await tabTo(/→/, 'link');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Transfer', exact: true })).toBeFocused();
  await tabTo('Transfers', 'link', 'Shift+Tab');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Transfers' })).toBeFocused();

  await tabTo('New transfer', 'link');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'New transfer' })).toBeFocused();
  await tabTo('From', 'combobox');
  await page.keyboard.type('Till');
  await tabTo('To', 'combobox');
  await page.keyboard.type('House');
  await tabTo(/^Amount/, 'textbox');
  await page.keyboard.type('12.50');
  await press('Enter');
  await expect(page.locator('.notice')).toHaveText('Sent: EUR 12.50 to House bank');
  expect((await book.read(bank.id)).balance_minor).toBe(1_250);

  await expect(page.getByRole('heading', { name: 'Transfer', exact: true })).toBeFocused();
  await tabTo('Reverse this transfer', 'button');
  await press('Enter');
  await press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Reverse this transfer' })).toBeFocused();
  await press('Enter');
  await tabTo('Reason', 'textbox');
  await page.keyboard.type('Entered twice');
  await press('Enter');
  await expect(page.locator('.notice')).toHaveText('Reversed: EUR 12.50 went back to Till');
  expect((await book.read(till.id)).balance_minor).toBe(100_000);
});

test('the first stop leads past the navigation, and focus can be seen in both themes', async ({
  page,
  open,
}) => {
  await open('/transfers');
  await settled(page);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
  for (const theme of ['light', 'dark']) {
    await page.evaluate((value) => {
      document.documentElement.dataset.theme = value;
    }, theme);
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement ?? document.body);
      return `${style.outlineStyle} ${style.outlineWidth} on ${document.activeElement?.outerHTML.slice(0, 60) ?? ''}`;
    });
    expect(outline).toMatch(/^solid 3px/);
  }
});

test('nothing scrolls sideways at 320 px, nor with text of twice the size @desktop', async ({
  page,
  open,
  book,
}) => {
  test.slow();
  const { till, bank } = await book.funded();
  const { id } = await book.move(
    till,
    bank,
    4_000,
    'A memo that is as long as a memo is allowed to be, with eighty signs altogether.',
  );
  await open('/');
  const overflow = () =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  for (const path of [
    '/',
    '/transfers',
    '/transfers/new',
    `/transfers/${id}`,
    '/accounts',
    `/accounts/${till.id}`,
  ]) {
    await page.setViewportSize({ width: 320, height: 700 });
    await page.goto(path);
    await settled(page);
    expect(await overflow(), `${path} at 320 px`).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    expect(await overflow(), `${path} at 200 %`).toBeLessThanOrEqual(0);
  }
});

test('targets are large enough, and motion stops when asked to', async ({ page, open, book }) => {
  await book.funded();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open('/transfers');
  await settled(page);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('a, button, select, input')]
      .filter((element) => !element.matches('.skip') && element.getClientRects().length > 0)
      .filter((element) => {
        const { height, width } = element.getBoundingClientRect();
        return Math.min(height, width) < (element.matches('.primary, .place') ? 44 : 24);
      })
      .map((element) => element.outerHTML),
  );
  expect(small).toEqual([]);
  await page.route('**/v1/accounts?*', () => undefined);
  await page.goto('/accounts');
  await expect(page.locator('.bar').first()).toHaveCSS('animation-name', 'none');
});

test('paper is light and has nothing to press; forced colours keep the outlines @desktop', async ({
  page,
  open,
  book,
}) => {
  await book.funded();
  await page.emulateMedia({ colorScheme: 'dark' });
  await open('/');
  await settled(page);
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  const onScreen = await ink();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('region', { name: 'Volume', exact: true })).toBeVisible();
  await expect(page.getByRole('table', { name: 'The five latest transfers' })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('combobox')).toHaveCount(0);
  await page.evaluate(() => {
    document.documentElement.dataset.theme = 'light';
  });
  const light = await ink();
  await page.evaluate(() => {
    document.documentElement.dataset.theme = 'dark';
  });
  expect(await ink()).toBe(light);
  expect(onScreen).not.toBe(light);
  await page.emulateMedia({ media: 'screen', forcedColors: 'active' });
  for (const part of ['.pill', '.button', ".place[aria-current='page']"]) {
    await expect(page.locator(part).first()).toHaveCSS('border-top-style', 'solid');
  }
});
