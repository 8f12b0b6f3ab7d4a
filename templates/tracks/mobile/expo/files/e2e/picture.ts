/** `make picture`: the picture of README, taken of the exported app. The same whenever it is taken. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/office';

const PHONE = { width: 390, height: 844 };
const FILE = 'docs/app.png';

/** When the two readings of `disagree` reached the office, for the picture. */
const TIMES = ['2000-01-03T07:40:00.000Z', '2000-01-03T09:12:00.000Z'];

test('the picture of README', async ({ browser, office }) => {
  const context = await browser.newContext({
    viewport: PHONE,
    deviceScaleFactor: 1.5,
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.route('**/v1/pull*', async (route) => {
    const answer = await route.fetch().catch(() => undefined);
    if (answer === undefined) return route.abort();
    let seen = 0;
    // The reading that was overwritten stands first.
    const text = (await answer.text()).replace(/"at":"[^"]+"/g, () => {
      seen += 1;
      return `"at":"${TIMES[(seen - 1) % 2] ?? ''}"`;
    });
    return route.fulfill({ response: answer, body: text });
  });
  await page.goto(office.app);
  await expect(page.getByRole('button', { name: /^all sent/ })).toBeVisible();
  office.net('down');

  await write(
    page,
    'Condensate pump 4',
    'Defect',
    '0 l/h. Float switch: does not start by itself.',
  );
  const note = await page.screenshot();
  await page.getByRole('button', { name: 'Back' }).click();
  await write(page, 'Expansion tank 1', 'Watch', '1.4 bar. Membrane: drifts since spring.');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('button', { name: /^2 waiting/ })).toBeVisible();
  const list = await page.screenshot();

  office.net('up');
  await office.disagree();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${office.app}/sync`);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await page.getByRole('button', { name: 'Choose a version' }).click();
  await expect(page.getByText('On the note now')).toBeVisible();
  await page.getByRole('heading', { level: 1 }).hover();
  const conflict = await page.screenshot();

  await page.setViewportSize({ width: 900, height: 640 });
  await page.setContent(sheetOf([note, list, conflict]));
  await page.locator('main').screenshot({ path: FILE, omitBackground: true });
  await context.close();
});

async function write(page: Page, title: string, state: string, body: string): Promise<void> {
  await page.getByRole('button', { name: 'New note' }).click();
  await page.getByLabel('Site', { exact: true }).fill('District heating, shaft 4');
  await page.getByRole('radio', { name: state }).click();
  await page.getByLabel('What it shows').fill(body);
  // With its title it is whole, and one operation.
  await page.getByLabel('Title', { exact: true }).fill(title);
  await expect(page.getByText('Saved on this device')).toBeVisible();
  await page.getByLabel('Title', { exact: true }).blur();
}

const sheetOf = (pictures: readonly Buffer[]) => `
  <style>
    body { margin: 0 }
    main { display: inline-flex; gap: 20px; padding: 8px }
    img { width: 264px; border: 7px solid #2b3138; border-radius: 28px }
  </style>
  <main>
    ${pictures.map((one) => `<img alt="" src="data:image/png;base64,${one.toString('base64')}">`).join('')}
  </main>`;
