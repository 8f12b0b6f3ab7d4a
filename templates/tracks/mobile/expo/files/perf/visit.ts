/** One visit of a slowed phone: first start, second start, and a sentence typed into a note. */
import { devices, type Browser, type Page } from '@playwright/test';

export interface Visit {
  /** First start: navigation to the first row, and to the last note being there. */
  readonly firstRow: number;
  readonly firstSync: number;
  /** Second start, with everything on the device. */
  readonly warmRow: number;
  readonly rowsMounted: number;
  /** From each key to "Saved on this device". */
  readonly writes: readonly number[];
}

const SLOWDOWN = 4;
const LIMIT_MS = 180_000;
const SENTENCE = 'warm, hums at 50 Hz';

export async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ ...devices['Pixel 7'], locale: 'en-GB' });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    await page.goto(url);
    const firstRow = await timeOf(page, () => document.querySelector('[role=link]') !== null);
    const firstSync = await timeOf(
      page,
      () => document.querySelector('[role=button][aria-label^="all sent"]') !== null,
    );
    await page.goto(url);
    const warmRow = await timeOf(page, () => document.querySelector('[role=link]') !== null);
    const rowsMounted = await page.getByRole('link').count();
    return { firstRow, firstSync, warmRow, rowsMounted, writes: await type(page) };
  } finally {
    await context.close();
  }
}

/** The page's own clock when this is first true; looked at in every frame. */
async function timeOf(page: Page, isTrue: () => boolean): Promise<number> {
  await page.waitForFunction(isTrue, undefined, { polling: 'raf' });
  return page.evaluate(() => performance.now());
}

async function type(page: Page): Promise<number[]> {
  await page.getByRole('link').first().click();
  const body = page.getByLabel('What it shows');
  await body.focus();
  const writes: number[] = [];
  for (const key of SENTENCE) {
    const begin = await page.evaluate(() => performance.now());
    await page.keyboard.type(key);
    await page.waitForFunction(
      () => document.body.innerText.includes('Saved on this device'),
      undefined,
      { polling: 'raf' },
    );
    writes.push((await page.evaluate(() => performance.now())) - begin);
  }
  return writes;
}
