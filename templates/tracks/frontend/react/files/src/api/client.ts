/** The one client of the page: typed by the contract, with the session's token on every request. */
import createClient from 'openapi-fetch';
import { dataOf } from './problem';
import { forgetRefresh, refreshFetch } from './refresh';
import type { paths } from './schema';
import { browserLock, Session } from './session';

/** Written into the page by whoever serves it, so that no request is needed to know it. */
function apiOrigin(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="api-origin"]');
  return meta?.content ?? '';
}

const baseUrl = apiOrigin();

/** Without a token: for signing in, signing out and refreshing. */
const open = createClient<paths>({
  baseUrl,
  cache: 'no-store',
  fetch: (request) => globalThis.fetch(request),
});

export const session = new Session({
  storage: localStorage,
  lock: browserLock(),
  channel:
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('ledger-session'),
  exchange: (refresh_token) =>
    dataOf(open.POST('/v1/auth/refresh', { body: { refresh_token }, fetch: refreshFetch })),
});
session.onEnd(() => void forgetRefresh());

function withToken(request: Request, token: string): Request {
  const next = new Request(request);
  next.headers.set('Authorization', `Bearer ${token}`);
  return next;
}

async function authorized(request: Request): Promise<Response> {
  const token = await session.token();
  const again = request.clone();
  const answer = await globalThis.fetch(withToken(request, token));
  if (answer.status !== 401) return answer;
  return globalThis.fetch(withToken(again, await session.renew(token)));
}

export const client = createClient<paths>({ baseUrl, fetch: authorized });

export async function signIn(email: string, password: string): Promise<void> {
  session.start(await dataOf(open.POST('/v1/auth/token', { body: { email, password } })));
}

/** Leaves at once; that the server hears of it is a courtesy and nothing to wait for. */
export function signOut(): void {
  const refresh_token = session.end();
  if (refresh_token === undefined) return;
  open.POST('/v1/auth/logout', { body: { refresh_token } }).catch(() => undefined);
}
