/** One handler per operation of the contract. */
import { addDays, dayOf, type Day } from '../src/domain/days';
import type { Currency } from '../src/domain/money';
import type { Auth } from './auth';
import * as rules from './book';
import { fromCursor, toCursor } from './ids';
import { dailyVolume, receiptBacklog } from './reports';
import { etagOf, guardChange, isCurrent } from './request';
import type { Account, Book, Store, Transfer, User } from './store';

export interface Ask {
  readonly store: Store;
  readonly auth: Auth;
  readonly request: Request;
  readonly user: User;
  readonly book: Book;
  readonly params: Readonly<Record<string, string | number>>;
  /** Judged by the contract before; a handler may trust its form. */
  readonly body: never;
}

export interface Say {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
type Handler = (ask: Ask) => Say | Promise<Say>;

const describe = ({ id, email, display_name, created_at }: User) => ({
  id,
  email,
  display_name,
  created_at,
});
const NO_STORE = { 'Cache-Control': 'no-store' };

function page<T extends { readonly id: string }>(
  rows: Iterable<T>,
  ask: Ask,
  keep: (row: T) => boolean,
): Say {
  const { limit, cursor } = ask.params as { limit: number; cursor?: string };
  const after = cursor === undefined ? undefined : fromCursor(cursor);
  const found = [...rows]
    .reverse()
    .filter((row) => (after === undefined || row.id < after) && keep(row));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    status: 200,
    body: { items, next_cursor: last && found.length > limit ? toCursor(last.id) : null },
  };
}

function single(ask: Ask, row: Account | Transfer): Say {
  const headers = { ETag: etagOf(row) };
  return isCurrent(ask.request, headers.ETag)
    ? { status: 304, headers }
    : { status: 200, headers, body: row };
}

function created(path: string, row: Account | Transfer): Say {
  return { status: 201, headers: { ETag: etagOf(row), Location: `${path}/${row.id}` }, body: row };
}

function matches(ask: Ask): (row: Transfer) => boolean {
  const { status, receipt, account_id, from, to } = ask.params as Partial<Record<string, string>>;
  return (row) => {
    const day = row.created_at.slice(0, 10);
    return (
      (!status || row.status === status) &&
      (!receipt || row.receipt === receipt) &&
      (!account_id || row.source.id === account_id || row.target.id === account_id) &&
      (!from || day >= from) &&
      (!to || day <= to)
    );
  };
}

const id = (ask: Ask, name: string) => ask.params[name] as string;

export const HANDLERS: Record<string, Handler> = {
  register: async (ask) => ({ status: 201, body: describe(await ask.auth.register(ask.body)) }),
  signIn: async (ask) => {
    const { email, password } = ask.body as { email: string; password: string };
    return { status: 200, headers: NO_STORE, body: await ask.auth.signIn(email, password) };
  },
  refresh: (ask) => {
    const { refresh_token } = ask.body as { refresh_token: string };
    return { status: 200, headers: NO_STORE, body: ask.auth.refresh(refresh_token) };
  },
  signOut: (ask) => {
    ask.auth.signOut((ask.body as { refresh_token: string }).refresh_token);
    return { status: 204 };
  },
  getMe: (ask) => ({ status: 200, body: describe(ask.user) }),
  listAccounts: (ask) =>
    page(
      ask.book.accounts.values(),
      ask,
      (row) => !ask.params.currency || row.currency === ask.params.currency,
    ),
  createAccount: (ask) => created('/v1/accounts', rules.openAccount(ask.store, ask.book, ask.body)),
  getAccount: (ask) => single(ask, rules.accountOf(ask.book, id(ask, 'account_id'))),
  updateAccount: (ask) => {
    const account = rules.accountOf(ask.book, id(ask, 'account_id'));
    guardChange(ask.request, etagOf(account));
    const next = rules.changeAccount(ask.store, ask.book, account.id, ask.body);
    return { status: 200, headers: { ETag: etagOf(next) }, body: next };
  },
  listTransfers: (ask) => page(ask.book.transfers.values(), ask, matches(ask)),
  createTransfer: (ask) => created('/v1/transfers', rules.move(ask.store, ask.book, ask.body)),
  getTransfer: (ask) => single(ask, rules.transferOf(ask.book, id(ask, 'transfer_id'))),
  reverseTransfer: (ask) => {
    const { reason } = ask.body as { reason: string };
    return created(
      '/v1/transfers',
      rules.reverse(ask.store, ask.book, id(ask, 'transfer_id'), reason),
    );
  },
  getReceipt: (ask) => {
    const transfer = rules.transferOf(ask.book, id(ask, 'transfer_id'));
    return { status: 200, body: ask.book.receipts.get(transfer.id) };
  },
  dailyVolume: (ask) => {
    const { currency, days, until } = ask.params as {
      currency: Currency;
      days: number;
      until?: Day;
    };
    const last = until ?? addDays(dayOf(ask.store.now()), 0);
    return { status: 200, body: dailyVolume(ask.book, currency, days, last) };
  },
  receiptBacklog: (ask) => ({ status: 200, body: receiptBacklog(ask.book) }),
  health: () => ({ status: 200, body: { status: 'ok' } }),
  ready: () => ({ status: 200, body: { status: 'ok' } }),
};
