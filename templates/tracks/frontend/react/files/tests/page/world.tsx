/** One person, one book, one page: the page talks to the real local API, and the network is told to misbehave. */
import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse, type JsonBodyType } from 'msw';
import { session } from '../../src/api/client';
import type { components } from '../../src/api/schema';
import { App } from '../../src/app';
import type { Currency } from '../../src/domain/money';
import { makeApp } from '../../server/app';
import * as rules from '../../server/book';
import { emptyBook, makeStore } from '../../server/store';
import { server } from './network';

export const API = 'http://localhost:4020';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
}

export async function makeWorld(now: () => number = Date.now) {
  const store = makeStore(now);
  const app = makeApp(store, { secret: 'for tests', cost: 2, rateLimits: 'off', faults: true });
  const sent: Sent[] = [];
  server.use(
    http.all('*/v1/*', ({ request }) => {
      const url = new URL(request.url);
      sent.push({
        method: request.method,
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
      });
      // The request itself: wrapped once more it would lose its body.
      return app.fetch(request);
    }),
  );
  const credentials = { email: 'mira@example.com', password: 'correct-horse-battery' };
  const post = (path: string, body: object) =>
    app.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/v1/auth/register', { ...credentials, display_name: 'Mira' });
  const [user] = store.users.values();
  if (!user) throw new Error('nobody was registered');
  const book = store.books.get(user.id) ?? emptyBook();

  return {
    store,
    book,
    sent,
    /** Lets the server do its work without showing the page its answer. */
    forward: async (request: Request) => await app.fetch(request),
    credentials,
    asked: (method: string, path: string) =>
      sent.filter((one) => one.method === method && one.path === path),
    account: (
      name: string,
      currency: Currency = 'EUR',
      kind: 'standard' | 'funding' = 'standard',
    ) => rules.openAccount(store, book, { name, currency, kind }),
    move: (
      source: string,
      target: string,
      amount_minor: number,
      memo: string | null = null,
      currency: Currency = 'EUR',
    ) =>
      rules.move(store, book, {
        source_account_id: source,
        target_account_id: target,
        amount_minor,
        currency,
        memo,
      }),
    change: (id: string, patch: { name?: string; status?: 'open' | 'frozen' }) =>
      rules.changeAccount(store, book, id, patch),
    funded: (currency: Currency = 'EUR', minor = 100_000) => {
      const owner = rules.openAccount(store, book, {
        name: 'Customers and owners',
        currency,
        kind: 'funding',
      });
      const till = rules.openAccount(store, book, { name: 'Till', currency });
      const bank = rules.openAccount(store, book, { name: 'House bank', currency });
      const wish = {
        source_account_id: owner.id,
        target_account_id: till.id,
        amount_minor: minor,
        currency,
      };
      rules.move(store, book, { ...wish, memo: 'Counter sale' });
      return { owner, till, bank };
    },
    signIn: async () => {
      const answer = await post('/v1/auth/token', credentials);
      session.start((await answer.json()) as components['schemas']['TokenPair']);
    },
  };
}

export type World = Awaited<ReturnType<typeof makeWorld>>;

export function openPage(path: string) {
  const history = createMemoryHistory({ initialEntries: [path] });
  const user = userEvent.setup();
  render(<App history={history} />);
  return { history, user };
}

/** A signed-in page of a new world. */
export async function openAs(world: World, path: string) {
  await world.signIn();
  return openPage(path);
}

export const status = () => {
  const regions = screen.getAllByRole('status');
  const found = regions.find((region) => region.classList.contains('notice'));
  if (!found) throw new Error('there is no status region');
  return found;
};

/** Answers one path by a problem until the handler is used up. */
export function refuse(
  method: 'get' | 'post' | 'patch',
  path: string,
  problem: {
    status: number;
    type: string;
    detail?: string;
    errors?: object[];
    headers?: Record<string, string>;
  },
  times = 1,
) {
  let left = times;
  server.use(
    http[method](`${API}${path}`, () => {
      if (left-- <= 0) return undefined;
      const {
        status: code,
        type,
        detail = 'Something broke here.',
        errors,
        headers = {},
      } = problem;
      const body: JsonBodyType = {
        type: `/problems/${type}`,
        title: type,
        status: code,
        detail,
        request_id: 'req-7f3a91',
        ...(errors && { errors }),
      };
      return HttpResponse.json(body, {
        status: code,
        headers: { 'Content-Type': 'application/problem+json', ...headers },
      });
    }),
  );
}
