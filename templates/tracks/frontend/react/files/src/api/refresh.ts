/**
 * Sends the exchange of a refresh token through public/refresh-worker.js, which outlives the page: an answer
 * that arrives after a reload is not lost with the page that asked for it, and the token in it neither.
 * Without such a worker (the first visit, a private window) the page asks by itself.
 */
const SCRIPT = '/refresh-worker.js';
/** No page lies below it, so the worker controls none. */
const SCOPE = '/refresh-worker/';
const PATIENCE_MS = 30_000;

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
  const worker = await activeWorker();
  if (!worker) return globalThis.fetch(request);
  const { refresh_token: token } = (await request.json()) as { refresh_token: string };
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

export async function forgetRefresh(): Promise<void> {
  (await activeWorker())?.postMessage({ forget: true });
}
