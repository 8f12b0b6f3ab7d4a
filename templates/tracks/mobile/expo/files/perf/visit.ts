/** One visit of a slowed phone: first start, second start, and a sentence typed into a note. */
import { devices, type Browser, type CDPSession, type Page } from '@playwright/test';

export interface Visit {
  /** First start: from navigation to the first row. */
  readonly firstRow: number;
  /** From the first request for notes to the last note being there: what starting a browser takes is not in it. */
  readonly firstSync: number;
  /** Second start, with everything on the device. */
  readonly warmRow: number;
  readonly rowsMounted: number;
  /** From each key's own event to "Saved on this device". */
  readonly writes: readonly number[];
}

const SLOWDOWN = 4;
const LIMIT_MS = 180_000;
const SENTENCE = 'warm, hums at 50 Hz';

export async function visit(browser: Browser, url: string): Promise<Visit> {
  return onPhone(browser, async (page) => {
    const { firstRow, firstSync } = await firstStart(page, url);
    await page.goto(url);
    const warmRow = await timeOf(page, () => document.querySelector('[role=link]') !== null);
    const rowsMounted = await page.getByRole('link').count();
    return { firstRow, firstSync, warmRow, rowsMounted, writes: await type(page) };
  });
}

/** What the page's own thread did during a first start, as the Performance panel of the browser's tools opens it. */
export async function profile(browser: Browser, url: string): Promise<object> {
  return onPhone(browser, async (page, cdp) => {
    await cdp.send('Profiler.enable');
    await cdp.send('Profiler.start');
    await firstStart(page, url);
    return (await cdp.send('Profiler.stop')).profile;
  });
}

async function onPhone<T>(
  browser: Browser,
  work: (page: Page, cdp: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ ...devices['Pixel 7'], locale: 'en-GB' });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    return await work(page, cdp);
  } finally {
    await context.close();
  }
}

async function firstStart(page: Page, url: string): Promise<Pick<Visit, 'firstRow' | 'firstSync'>> {
  await page.goto(url);
  const firstRow = await timeOf(page, () => document.querySelector('[role=link]') !== null);
  const allThere = await timeOf(
    page,
    () => document.querySelector('[role=button][aria-label^="all sent"]') !== null,
  );
  return { firstRow, firstSync: allThere - (await firstRequest(page)) };
}

/** The page's own clock when this is first true; looked at in every frame. */
async function timeOf(page: Page, isTrue: () => boolean): Promise<number> {
  await page.waitForFunction(isTrue, undefined, { polling: 'raf' });
  return page.evaluate(() => performance.now());
}

/** When the page asked for its first notes, by the browser's own record. */
async function firstRequest(page: Page): Promise<number> {
  const begin = await page.evaluate(
    () =>
      performance.getEntriesByType('resource').find(({ name }) => name.includes('/v1/pull'))
        ?.startTime,
  );
  if (begin === undefined) throw new Error('the page asked for no notes');
  return begin;
}

async function type(page: Page): Promise<number[]> {
  await page.getByRole('link').first().click();
  await page.getByLabel('What it shows').focus();
  await page.evaluate(watchWrites);
  for (let at = 0; at < SENTENCE.length; at += 1) {
    await page.keyboard.type(SENTENCE.charAt(at));
    await page.waitForFunction((most) => performance.getEntriesByName('write').length > most, at, {
      polling: 'raf',
    });
  }
  return page.evaluate(() => performance.getEntriesByName('write').map(({ duration }) => duration));
}

/** Runs in the page, so that neither the way to it nor reading all of its text is counted. */
function watchWrites(): void {
  let key: number | undefined;
  let saving = false;
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      key = timeStamp;
      saving = false;
    },
    true,
  );
  new MutationObserver(() => {
    const words = [...document.querySelectorAll('[role=status]')].map((one) => one.textContent);
    saving ||= words.includes('Saving…');
    if (key === undefined || !saving || !words.includes('Saved on this device')) return;
    performance.measure('write', { start: key });
    key = undefined;
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}
