/** Everything the local API remembers, in memory: it is a stand-in, and starts anew each time. */
import type { Currency } from '../src/domain/money';
import { idMaker } from './ids';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly created_at: string;
  readonly password: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly currency: Currency;
  readonly kind: 'standard' | 'funding';
  readonly status: 'open' | 'frozen';
  readonly balance_minor: number;
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Transfer {
  readonly id: string;
  readonly source: { readonly id: string; readonly name: string };
  readonly target: { readonly id: string; readonly name: string };
  readonly amount_minor: number;
  readonly currency: Currency;
  readonly memo: string | null;
  readonly status: 'posted' | 'reversed';
  readonly reverses: string | null;
  readonly reversed_by: string | null;
  readonly receipt: 'queued' | 'issued' | 'dead';
  readonly version: number;
  readonly created_at: string;
}

export interface Receipt {
  readonly transfer_id: string;
  readonly state: 'queued' | 'issued' | 'dead';
  readonly number: string | null;
  readonly attempts: number;
  readonly issued_at: string | null;
}

export interface StoredAnswer {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** One user's book. Maps keep the order of creation, which is the order of ids. */
export interface Book {
  readonly accounts: Map<string, Account>;
  readonly transfers: Map<string, Transfer>;
  readonly receipts: Map<string, Receipt>;
  readonly answers: Map<string, StoredAnswer>;
  /** Transfers whose receipt is due, oldest first, with the moment it is due at. */
  queue: { readonly id: string; readonly due: number }[];
  issued: number;
}

export interface RefreshToken {
  readonly userId: string;
  readonly family: string;
  readonly expires: number;
  used: boolean;
}

export interface Store {
  readonly now: () => number;
  readonly newId: () => string;
  readonly users: Map<string, User>;
  readonly books: Map<string, Book>;
  readonly tokens: Map<string, RefreshToken>;
  readonly endedFamilies: Set<string>;
}

export function emptyBook(): Book {
  return {
    accounts: new Map(),
    transfers: new Map(),
    receipts: new Map(),
    answers: new Map(),
    queue: [],
    issued: 0,
  };
}

export function makeStore(now: () => number = Date.now): Store {
  return {
    now,
    newId: idMaker(now),
    users: new Map(),
    books: new Map(),
    tokens: new Map(),
    endedFamilies: new Set(),
  };
}

export function userByEmail(store: Store, email: string): User | undefined {
  const wanted = email.toLowerCase();
  return [...store.users.values()].find((user) => user.email === wanted);
}
