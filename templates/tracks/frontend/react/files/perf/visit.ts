/** One visit of the overview on a slow phone: a fresh browser context, throttled, measured by the browser itself. */
import { join } from 'node:path';
import type { Browser } from '@playwright/test';

export interface Visit {
  readonly fcp: number;
  readonly lcp: number;
  readonly lcpElement: string;
  readonly tbt: number;
  readonly cls: number;
  readonly jsBytes: number;
  readonly requests: number;
}

const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.44 * 1024 * 1024) / 8,
  uploadThroughput: (1.44 * 1024 * 1024) / 8,
};
const CPU_SLOWDOWN = 4;
const DEMO = { email: 'baker@example.com', password: 'sourdough-at-dawn' };
/** A script of its own: what a compiler adds to a function does not exist in the page. */
const WATCH = join(import.meta.dirname, 'watch.js');
const QUIET_MS = 1_000;

/** Refresh tokens work once, so each visit signs in by itself and brings its own. */
export async function freshToken(api: string): Promise<string> {
  const answer = await fetch(`${api}/v1/auth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(DEMO),
  });
  if (!answer.ok) throw new Error(`signing in gave ${answer.status.toString()}`);
  return ((await answer.json()) as { refresh_token: string }).refresh_token;
}

interface Found {
  readonly lcp: number;
  readonly element: string;
  readonly cls: number;
  readonly tbt: number;
}

export async function visit(browser: Browser, web: string, api: string): Promise<Visit> {
  const token = await freshToken(api);
  const context = await browser.newContext({
    viewport: { width: 412, height: 823 },
    deviceScaleFactor: 1.75,
    isMobile: true,
    hasTouch: true,
    storageState: {
      cookies: [],
      origins: [{ origin: web, localStorage: [{ name: 'ledger.refresh', value: token }] }],
    },
  });
  try {
    const page = await context.newPage();
    await page.addInitScript({ path: WATCH });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', NETWORK);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    let jsBytes = 0;
    let requests = 0;
    const scripts = new Set<string>();
    devtools.on('Network.responseReceived', ({ requestId, response }) => {
      if (response.url.startsWith(web)) requests += 1;
      if (response.mimeType === 'text/javascript') scripts.add(requestId);
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) jsBytes += encodedDataLength;
    });
    await page.goto(web, { waitUntil: 'load' });
    await page.getByRole('region', { name: 'Receipts waiting' }).waitFor();
    await page.getByRole('img', { name: /^Volume of/ }).waitFor();
    await page.getByRole('table', { name: 'The five latest transfers' }).waitFor();
    // The largest element is reported with the next frame; nothing is measured while waiting.
    await page.waitForTimeout(QUIET_MS);
    const found = await page.evaluate(() => (window as never as { found: Found }).found);
    const fcp = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    );
    return {
      fcp: Math.round(fcp),
      lcp: Math.round(found.lcp),
      lcpElement: found.element,
      tbt: Math.round(found.tbt),
      cls: Math.round(found.cls * 1000) / 1000,
      jsBytes,
      requests,
    };
  } finally {
    await context.close();
  }
}
