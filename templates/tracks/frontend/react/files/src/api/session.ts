/**
 * The session: an access token in memory, a refresh token in storage.
 *
 * Refresh tokens are single use, and using one twice ends the session on every device. So a refresh runs
 * under a lock that all tabs share, reads the stored token inside that lock, and is shared by all requests
 * of a tab that wait for it. The new access token is told to the other tabs, so that they need no refresh.
 * What another tab has stored may be seen later than its lock is had: `exchange` copes with a token that such a
 * tab has just used up (see refresh.ts).
 */
import { ProblemError } from './problem';
import type { components } from './schema';

type TokenPair = components['schemas']['TokenPair'];
export type Lock = <T>(name: string, run: () => Promise<T>) => Promise<T>;

export interface SessionParts {
  readonly storage: Storage;
  readonly lock: Lock;
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'> | undefined;
  /** Exchanges a refresh token; throws a ProblemError when the server refuses it. */
  readonly exchange: (refreshToken: string) => Promise<TokenPair>;
  /** How long to wait for the access token that another tab has just fetched; it comes at once unless that tab is gone. */
  readonly patienceMs?: number;
}

const KEY = 'ledger.refresh';
const LOCK = 'ledger-refresh';

export class Session {
  readonly #parts: SessionParts;
  readonly #listeners = new Set<() => void>();
  #access: string | undefined;
  /** The refresh token that came together with the access token: when storage holds another, a tab was quicker. */
  #partner: string | undefined;
  #renewal: Promise<string> | undefined;
  #heard: (() => void) | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    parts.channel?.addEventListener('message', (event) => {
      const { access, partner } = (event as MessageEvent<{ access: string; partner: string }>).data;
      this.#access = access;
      this.#partner = partner;
      this.#heard?.();
    });
  }

  /** Known without asking anybody, so that a page can paint at once. */
  isSignedIn(): boolean {
    return this.#parts.storage.getItem(KEY) !== null;
  }

  start(pair: TokenPair): void {
    this.#keep(pair);
  }

  /** Forgets everything here; other tabs notice by the storage event. */
  end(): string | undefined {
    const token = this.#parts.storage.getItem(KEY) ?? undefined;
    this.#access = undefined;
    this.#parts.storage.removeItem(KEY);
    for (const listener of this.#listeners) listener();
    return token;
  }

  onEnd(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called with storage events: another tab has signed out. */
  noticeStorage(event: Pick<StorageEvent, 'key' | 'newValue'>): void {
    const gone = (event.key === KEY || event.key === null) && event.newValue === null;
    if (!gone) return;
    this.#access = undefined;
    for (const listener of this.#listeners) listener();
  }

  /** The access token; fetched first when this tab has none yet. */
  async token(): Promise<string> {
    return this.#access ?? (await this.renew(undefined));
  }

  /** A token other than the stale one: renewed once, however many requests ask for it. */
  async renew(stale: string | undefined): Promise<string> {
    if (this.#access !== undefined && this.#access !== stale) return this.#access;
    this.#renewal ??= this.#refresh(stale).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #refresh(stale: string | undefined): Promise<string> {
    const seen = this.#access === undefined ? this.#parts.storage.getItem(KEY) : this.#partner;
    return this.#parts.lock(LOCK, async () => {
      if (this.#stored() !== seen) await this.#hearOthers(stale);
      if (this.#access !== undefined && this.#access !== stale) return this.#access;
      try {
        return this.#keep(await this.#parts.exchange(this.#stored()));
      } catch (error) {
        if (!(error instanceof ProblemError) || error.status !== 401) throw error;
        this.end();
        throw new SignedOutError();
      }
    });
  }

  #stored(): string {
    const token = this.#parts.storage.getItem(KEY);
    if (token === null) throw new SignedOutError();
    return token;
  }

  /** Another tab refreshed while this one waited for the lock: its access token is on the way. */
  async #hearOthers(stale: string | undefined): Promise<void> {
    if (!this.#parts.channel || (this.#access !== undefined && this.#access !== stale)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#parts.patienceMs ?? 5_000);
      this.#heard = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#heard = undefined;
  }

  #keep(pair: TokenPair): string {
    const { access_token: access, refresh_token: partner } = pair;
    this.#access = access;
    this.#partner = partner;
    this.#parts.storage.setItem(KEY, partner);
    this.#parts.channel?.postMessage({ access, partner });
    return access;
  }
}

export class SignedOutError extends Error {
  constructor() {
    super('You are signed out.');
    this.name = 'SignedOutError';
  }
}

/** The lock of all tabs, or of this one where the browser has none. */
export function browserLock(): Lock {
  if ('locks' in navigator) return (name, run) => navigator.locks.request(name, run);
  let last: Promise<unknown> = Promise.resolve();
  return (_name, run) => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
}

/** Where to go after signing in: a path of this page, and nothing that leads elsewhere. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return '/';
  return /[\\\p{Cc}]/u.test(next) ? '/' : next;
}
