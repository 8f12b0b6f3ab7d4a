/** What every end-to-end test gets: a book, a page that is signed in to it, and a check that nothing broke quietly. */
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { Book } from './book';

interface Fixtures {
  readonly book: Book;
  /** Opens a path as the owner of the book. */
  readonly open: (path: string, page?: Page) => Promise<void>;
  readonly axe: (state: string) => Promise<void>;
  /** Messages that this test provokes on purpose. */
  readonly expected: RegExp[];
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// The browser reports each refused request here; the tests look at what the page makes of it.
const QUIET = /^Failed to load resource/;

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => {
    await use(process.env.E2E_WEB ?? '');
  },
  book: async ({}, use) => {
    await use(await Book.create());
  },
  // Whether there is a network is what the test says, and not what the machine happens to have.
  context: async ({ context }, use) => {
    await context.addInitScript(() => {
      let online = true;
      Object.defineProperty(Navigator.prototype, 'onLine', { get: () => online });
      addEventListener('said', (event) => {
        online = (event as CustomEvent<boolean>).detail;
        dispatchEvent(new Event(online ? 'online' : 'offline'));
      });
    });
    await use(context);
  },
  expected: async ({}, use) => {
    await use([]);
  },
  page: async ({ page, expected }, use) => {
    const broken: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !QUIET.test(message.text())) broken.push(message.text());
    });
    page.on('pageerror', (error) => broken.push(error.message));
    await use(page);
    const surprising = broken.filter((text) => !expected.some((known) => known.test(text)));
    expect(surprising, 'the console and the content policy stay quiet').toEqual([]);
  },
  // Open is a page whose session is restored and whose refresh worker is there, as on every visit but the first:
  // a test that leaves the page at once would otherwise cut off the first visit's own refresh.
  open: async ({ page, book, serviceWorkers }, use) => {
    await use(async (path, other = page) => {
      await other.goto('/robots.txt');
      const token = await book.signIn();
      await other.evaluate((value) => {
        localStorage.setItem('ledger.refresh', value);
      }, token);
      await other.goto(path);
      await other.waitForFunction(
        (planted) => localStorage.getItem('ledger.refresh') !== planted,
        token,
      );
      if (serviceWorkers === 'block') return;
      await other.waitForFunction(async () => {
        const registration = await navigator.serviceWorker.getRegistration('/refresh-worker/');
        return registration?.active?.state === 'activated';
      });
    });
  },
  axe: async ({ page }, use) => {
    await use(async (state) => {
      // A colour on its way from one theme to the other is nobody's; what breathes without end is left alone.
      await page.evaluate(async () => {
        const changes = document.getAnimations().filter((one) => one instanceof CSSTransition);
        await Promise.allSettled(changes.map(({ finished }) => finished));
      });
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
      );
      expect(found, state).toEqual([]);
    });
  },
});

export { expect };

/** Node 20 has no Promise.withResolvers yet. */
export function openableGate() {
  let open: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** Lets the browser say that its network is there, or gone. */
export const sayOnline = (page: Page, online: boolean) =>
  page.evaluate((detail) => dispatchEvent(new CustomEvent('said', { detail })), online);

/** Answers requests of a path by a fault, in the page alone. */
export async function fail(
  page: Page,
  path: string | RegExp,
  status: number,
  headers: Record<string, string> = {},
) {
  const names: Record<number, string> = { 429: 'rate-limited', 500: 'internal' };
  await page.route(path, async (route) => {
    if (route.request().method() === 'OPTIONS') return route.fallback();
    return route.fulfill({
      status,
      contentType: 'application/problem+json',
      headers: {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': '*',
        ...headers,
      },
      body: JSON.stringify({
        type: `/problems/${names[status] ?? 'internal'}`,
        title: 'Not now',
        status,
        detail: status === 429 ? 'Too many requests of this kind.' : 'Something broke here.',
        request_id: 'req-7f3a91',
      }),
    });
  });
}
