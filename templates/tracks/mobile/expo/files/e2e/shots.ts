/** Pictures of every screen, in the ways in which they are looked at least: dark, narrow, with large text. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/office';

const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 412, height: 840, zoom: 1 },
  { name: 'dark', colorScheme: 'dark', width: 412, height: 840, zoom: 1 },
  { name: 'narrow-large', colorScheme: 'light', width: 320, height: 640, zoom: 2 },
] as const;

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `var/shots/${name}.png` });
}

for (const { name, colorScheme, width, height, zoom } of LOOKS) {
  test(name, async ({ browser, office }) => {
    const context = await browser.newContext({
      // Twice the size of everything in the same room, as a browser's own zoom does it.
      viewport: { width: width / zoom, height: height / zoom },
      deviceScaleFactor: zoom * 1.5,
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
    await context.close();
  });
}
