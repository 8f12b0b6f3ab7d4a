/**
 * Sends the exchange of a refresh token through public/refresh-worker.js, which outlives the page: an answer
 * that arrives after a reload is not lost with the page that asked for it, and the token in it neither.
 * Without such a worker (the first visit, a private window) the page asks by itself and keeps the worker's note of
 * what a token was exchanged for. A tab that comes next under the lock needs that note: the browser may show it the
 * stored token of before for some milliseconds more, but never the note of before.
 */
const SCRIPT = '/refresh-worker.js';
/** No page lies below it, so the worker controls none. */
const SCOPE = '/refresh-worker/';
/** As in the worker. */
const CACHE = 'ledger-refresh';
const NOTE = '/refresh-worker/last';
const PATIENCE_MS = 30_000;

interface Note {
  readonly from: string;
  readonly to: string;
}

interface Told {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: string;
}

async function activeWorker(): Promise<ServiceWorker | undefined> {
  if (typeof navigator === 'undefined' || !('serviceWorker' in navigator)) return undefined;
  const registration = await navigator.serviceWorker.getRegistration(SCOPE).catch(() => undefined);
  return registration?.active ?? undefined;
}

/** To be called when the page is idle; a browser that refuses it loses nothing else. */
export function registerRefreshWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(SCRIPT, { scope: SCOPE }).catch(() => undefined);
}

export async function refreshFetch(request: Request): Promise<Response> {
  const { refresh_token: token } = (await request.clone().json()) as { refresh_token: string };
  const worker = await activeWorker();
  if (!worker) return exchangeHere(request, token);
  const { port1, port2 } = new MessageChannel();
  const told = await new Promise<Told | null>((resolve) => {
    // Giving up is safe: whoever asks again with the same token is given the same answer.
    const timer = setTimeout(() => resolve(null), PATIENCE_MS);
    port1.onmessage = ({ data }: MessageEvent<Told | null>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.postMessage({ url: request.url, token }, [port2]);
  });
  port1.close();
  if (!told) throw new TypeError('The refresh was not answered.');
  return new Response(told.body, { status: told.status, headers: told.headers });
}

async function exchangeHere(request: Request, token: string): Promise<Response> {
  const cache = await openCache();
  const note = (await (await cache?.match(NOTE))?.json()) as Note | undefined;
  const refresh_token = note?.from === token ? note.to : token;
  const answer = await globalThis.fetch(
    new Request(request, { body: JSON.stringify({ refresh_token }) }),
  );
  if (cache && answer.ok) {
    const { refresh_token: to } = (await answer.clone().json()) as { refresh_token: string };
    await cache.put(NOTE, Response.json({ from: token, to } satisfies Note));
  }
  return answer;
}

/** Some private windows have the interface and refuse to open it. */
async function openCache(): Promise<Cache | undefined> {
  if (!('caches' in globalThis)) return undefined;
  return caches.open(CACHE).catch(() => undefined);
}

export async function forgetRefresh(): Promise<void> {
  const worker = await activeWorker();
  if (worker) worker.postMessage({ forget: true });
  else if ('caches' in globalThis) await caches.delete(CACHE).catch(() => undefined);
}
