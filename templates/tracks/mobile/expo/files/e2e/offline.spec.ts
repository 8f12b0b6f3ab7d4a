import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { cutOff, doubleLetters } from './support/letters';
import { expect, test } from './support/office';

async function write(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'New note' }).click();
  await page.getByLabel('Site', { exact: true }).fill('Dairy, cold store');
  await page.getByLabel('Title', { exact: true }).fill(title);
  await expect(page.getByText('Saved on this device')).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
}

const pill = (page: Page, name: RegExp) => page.getByRole('button', { name });

test('nothing is lost when the server is down, dies after a commit, and comes back', async ({
  page,
  office,
  browser,
}) => {
  await page.goto(office.app);
  await expect(pill(page, /^all sent/)).toBeVisible();

  office.net('down');
  await write(page, 'Written in the cellar');
  await expect(pill(page, /^1 waiting/)).toBeVisible();
  await page.reload();
  await expect(page.getByText('Written in the cellar')).toBeVisible();
  await expect(pill(page, /^1 waiting/)).toBeVisible();
  await write(page, 'Second of three');
  await write(page, 'Third of three');
  await expect(pill(page, /^3 waiting/)).toBeVisible();

  office.net('dies-after-commit');
  await pill(page, /^3 waiting/).click();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await office.death();
  await expect(page.getByText(/The server did not take it/)).toBeVisible();
  office.net('up');
  await office.revive();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByText('Everything that can be sent is sent.')).toBeVisible();

  const sent = (await office.notes()).filter(({ title }) => !/ \d$/.test(title));
  expect(sent.map(({ title }) => title).sort()).toEqual([
    'Second of three',
    'Third of three',
    'Written in the cellar',
  ]);
  expect(await office.merged()).toBe(12 + 3);

  const second = await browser.newContext();
  const other = await second.newPage();
  await other.goto(office.app);
  await expect(other.getByText('Written in the cellar')).toBeVisible();
  await second.close();
});

test('two inspectors change one note, and one of them decides without a network', async ({
  page,
  office,
  browser,
}) => {
  const second = await browser.newContext();
  const ben = await second.newPage();
  await page.goto(office.app);
  await write(page, 'Boiler 1');
  await expect(pill(page, /^all sent/)).toBeVisible();
  await ben.goto(office.app);
  await ben.getByText('Boiler 1').click();
  await page.getByText('Boiler 1').click();

  office.net('down');
  await page.getByLabel('What it shows').fill('6.1 bar');
  await expect(page.getByText('Saved on this device')).toBeVisible();
  await ben.getByLabel('What it shows').fill('6.4 bar');
  await expect(ben.getByText('Saved on this device')).toBeVisible();
  office.net('up');
  for (const one of [page, ben, page]) {
    await one.goto(`${office.app}/sync`);
    await one.getByRole('button', { name: 'Sync now' }).click();
    await expect(one.getByText('Everything that can be sent is sent.')).toBeVisible();
  }

  await page.goto(office.app);
  await expect(pill(page, /^1 needs you/)).toBeVisible();
  await page.getByText('Boiler 1').click();
  await page.getByRole('button', { name: 'Two versions' }).click();
  office.net('down');
  await expect(page.getByText('6.1 bar').filter({ visible: true })).toBeVisible();
  await expect(page.getByText('6.4 bar').filter({ visible: true })).toBeVisible();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await expect(page.getByText('Nothing to choose here any more.')).toBeVisible();

  office.net('up');
  await page.goto(`${office.app}/sync`);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByText('Everything that can be sent is sent.')).toBeVisible();
  await ben.getByRole('button', { name: 'Sync now' }).click();
  await expect(ben.getByText('Everything that can be sent is sent.')).toBeVisible();
  await ben.goto(office.app);
  await expect(pill(ben, /^all sent/)).toBeVisible();
  await ben.getByText('Boiler 1').click();
  await expect(ben.getByLabel('What it shows')).toHaveValue('6.1 bar');
  await second.close();
});

test('a second tab says so instead of writing to the same database', async ({
  page,
  office,
  context,
}) => {
  await page.goto(office.app);
  await expect(pill(page, /^all sent/)).toBeVisible();
  const tab = await context.newPage();
  await tab.goto(office.app);
  await expect(tab.getByText('The app is open in another tab')).toBeVisible();
  await page.close();
  await tab.getByRole('button', { name: 'Try again' }).click();
  await expect(pill(tab, /^all sent/)).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any route, ${colorScheme}`, async ({ page, office }) => {
    await page.emulateMedia({ colorScheme });
    await office.disagree();
    await page.goto(office.app);
    await expect(pill(page, /^1 needs you/)).toBeVisible();
    await write(page, 'Boiler 1');
    const open = {
      list: async () => {
        await page.goto(office.app);
        await expect(page.getByText('Boiler 1')).toBeVisible();
      },
      note: async () => {
        await page.getByText('Boiler 1').click();
        await expect(page.getByLabel('What it shows')).toBeVisible();
      },
      sync: async () => {
        await page.goto(`${office.app}/sync`);
        await expect(page.getByText('The queue is empty.')).toBeVisible();
        await expect(page.getByRole('button', { name: 'Choose a version' })).toBeVisible();
      },
      conflict: async () => {
        await page.getByRole('button', { name: 'Choose a version' }).click();
        await expect(page.getByText('6.4 bar')).toBeVisible();
      },
      settings: async () => {
        await page.goto(`${office.app}/settings`);
        await expect(page.getByLabel('Token')).toBeVisible();
      },
    };
    for (const [route, show] of Object.entries(open)) {
      await show();
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
      );
      expect({ route, found }).toEqual({ route, found: [] });
    }
  });
}

/** What each route shows when it has read what it needs. */
const ROUTES = [
  ['/', 'Pressure vessel 4'],
  ['/settings', 'Bad network, for trying out'],
  ['/sync', 'Choose a version'],
  ['/note?id=seed-00001', 'What it shows'],
  ['/conflict?id=seed-00002', 'On the note now'],
] as const;

test('every target is at least 44 by 44', async ({ page, office }) => {
  await office.disagree();
  await page.goto(office.app);
  await expect(pill(page, /^1 needs you/)).toBeVisible();
  for (const [path, shown] of ROUTES) {
    await page.goto(office.app + path);
    await expect(page.getByText(shown)).toBeVisible();
    const small = await page
      .locator('[role=button], [role=link], [role=radio], input, textarea')
      .evaluateAll((all) =>
        all
          .map((one) => ({
            box: one.getBoundingClientRect(),
            name: one.getAttribute('aria-label'),
          }))
          .filter(({ box }) => box.width > 0 && (box.width < 44 || box.height < 44))
          .map(({ box, name }) => `${name ?? ''} ${box.width}x${box.height}`),
      );
    expect({ path, small }).toEqual({ path, small: [] });
  }
});

test('at 320 pixels and with letters of twice the size nothing is cut off', async ({
  browser,
  office,
}) => {
  await office.disagree();
  // Not a phone's profile: there a page grows with what does not fit, and hides that it did.
  const context = await browser.newContext({ viewport: { width: 320, height: 568 } });
  const page = await context.newPage();
  await page.goto(office.app);
  await expect(pill(page, /^1 needs you/)).toBeVisible();
  for (const [path, shown] of ROUTES) {
    await page.goto(office.app + path);
    await expect(page.getByText(shown)).toBeVisible();
    await doubleLetters(page);
    expect({ path, cut: await cutOff(page) }).toEqual({ path, cut: [] });
  }
  await context.close();
});
