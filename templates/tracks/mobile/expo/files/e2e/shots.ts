/** Pictures of every screen, in the ways in which they are looked at least: dark, narrow, with large text. */
import type { Page } from '@playwright/test';
import { doubleLetters } from './support/letters';
import { expect, test } from './support/office';

const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 390, height: 844, letters: 1 },
  { name: 'dark', colorScheme: 'dark', width: 390, height: 844, letters: 1 },
  { name: 'narrow', colorScheme: 'light', width: 320, height: 568, letters: 1 },
  { name: 'narrow-large', colorScheme: 'dark', width: 320, height: 568, letters: 2 },
] as const;

for (const { name, colorScheme, width, height, letters } of LOOKS) {
  const shot = async (page: Page, screen: string) => {
    if (letters === 2) await doubleLetters(page);
    await page.screenshot({ path: `var/shots/${screen}.png` });
  };

  test(name, async ({ browser, office }) => {
    const context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: 1.5,
      colorScheme,
      locale: 'en-GB',
    });
    const page = await context.newPage();
    await page.goto(office.app);
    await expect(page.getByRole('button', { name: /^all sent/ })).toBeVisible();
    await shot(page, `${name}-list`);
    await page.getByRole('link').first().click();
    await expect(page.getByLabel('What it shows')).toBeVisible();
    await shot(page, `${name}-note`);
    await page.getByLabel('Title', { exact: true }).fill('');
    await expect(page.getByText('A title is needed')).toBeVisible();
    await shot(page, `${name}-note-fault`);
    office.net('down');
    await page.goto(office.app);
    await page.getByRole('button', { name: 'New note' }).click();
    await page.getByLabel('Site', { exact: true }).fill('Dairy, cold store');
    await page.getByLabel('Title', { exact: true }).fill('Compressor 2');
    await expect(page.getByText('Saved on this device')).toBeVisible();
    await shot(page, `${name}-new`);
    await page.goto(`${office.app}/sync`);
    await expect(page.getByText('Compressor 2')).toBeVisible();
    await shot(page, `${name}-queue`);
    await page.goto(office.app);
    await expect(page.getByRole('button', { name: /^1 waiting/ })).toBeVisible();
    await shot(page, `${name}-list-waiting`);
    await page.goto(`${office.app}/settings`);
    await expect(page.getByLabel('Token')).toBeVisible();
    await shot(page, `${name}-settings`);
    office.net('up');
    await office.disagree();
    await page.goto(`${office.app}/sync`);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByRole('button', { name: 'Choose a version' }).click();
    await expect(page.getByText('On the note now')).toBeVisible();
    await shot(page, `${name}-conflict`);
    await context.close();
  });
}
