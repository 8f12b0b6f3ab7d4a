/** Runs the exchange: one run at a time, and a wake during a run makes exactly one more. */
import { backoffOf, keepBackoff } from '../data/meta';
import { counts } from '../data/outbox';
import { NO_BACKOFF } from '../domain/backoff';
import type { Problem } from '../domain/problem';
import type { Network } from './ports';
import { pull } from './pull';
import { push, type ExchangeParts } from './push';

/** `manual` is the person's own wish, `returned` a network that was away; no other wake shortens a wait. */
export type Cause = 'start' | 'foreground' | 'timer' | 'edit' | 'retry' | 'returned' | 'manual';

export type SyncState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'waiting'; readonly until: number; readonly problem: Problem | undefined }
  | { readonly kind: 'paused'; readonly reason: 'auth' | 'storage' }
  | { readonly kind: 'offline' };

export interface EngineParts extends ExchangeParts {
  readonly network: Pick<Network, 'kind'>;
}

/** A network that comes and goes may skip the wait this often. */
const RETURN_MS = 60_000;

export class Engine {
  readonly #parts: EngineParts;
  readonly #listeners = new Set<() => void>();
  #state: SyncState = { kind: 'idle' };
  #running: Promise<void> | undefined;
  #again: Cause | undefined;
  #cancelRetry: () => void = () => undefined;
  #lastReturn = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #problem: Problem | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  get state(): SyncState {
    return this.#state;
  }

  subscribe(call: () => void): () => void {
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }

  /** Resolves when nothing runs any more. */
  wake(cause: Cause): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    if (this.#running !== undefined) {
      this.#again = stronger(this.#again, cause);
      return this.#running;
    }
    this.#running = this.#runs(cause).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#again = undefined;
    this.#cancelRetry();
    await this.#running;
  }

  async #runs(first: Cause): Promise<void> {
    let cause: Cause | undefined = first;
    while (cause !== undefined) {
      this.#again = undefined;
      try {
        await this.#run(cause);
      } catch {
        // Not the network's doing: the database could not be read or written. The queue is as it was.
        this.#become({ kind: 'paused', reason: 'storage' });
      }
      cause = this.#again;
    }
  }

  async #run(cause: Cause): Promise<void> {
    const { db, network } = this.#parts;
    this.#cancelRetry();
    // Without the right to send, only the person can help: a new token wakes as `manual`.
    if (this.#state.kind === 'paused' && cause !== 'manual') return;
    if ((await network.kind()) === 'none') {
      this.#become({ kind: 'offline' });
      return;
    }
    const force = cause === 'manual' || (cause === 'returned' && this.#mayReturn());
    if (cause === 'manual') {
      await db.write(async (tx) => {
        await keepBackoff(tx, 'push', NO_BACKOFF);
        await keepBackoff(tx, 'pull', NO_BACKOFF);
      });
    }
    this.#become({ kind: 'running' });
    const problems = [await push(this.#parts, force), await pull(this.#parts, force)];
    this.#problem = problems.find((problem) => problem !== undefined) ?? this.#problem;
    await this.#rest(problems.some((problem) => problem?.kind === 'auth'));
  }

  #mayReturn(): boolean {
    const now = this.#parts.clock.now();
    if (now - this.#lastReturn < RETURN_MS) return false;
    this.#lastReturn = now;
    return true;
  }

  /** Says how it stands now, and sets the alarm for the next attempt. */
  async #rest(refused: boolean): Promise<void> {
    if (refused) {
      this.#become({ kind: 'paused', reason: 'auth' });
      return;
    }
    const { db, clock } = this.#parts;
    const now = clock.now();
    const { waiting } = await counts(db);
    const sending = waiting > 0 ? await backoffOf(db, 'push') : NO_BACKOFF;
    const due = [sending, await backoffOf(db, 'pull')]
      .map(({ nextAt }) => nextAt)
      .filter((at) => at > now);
    if (due.length === 0) {
      this.#problem = undefined;
      this.#become({ kind: 'idle' });
      return;
    }
    const until = Math.min(...due);
    this.#cancelRetry = clock.later(until - now, () => void this.wake('retry'));
    this.#become({ kind: 'waiting', until, problem: this.#problem });
  }

  #become(state: SyncState): void {
    this.#state = state;
    for (const call of this.#listeners) call();
  }
}

/** Of two wakes that wait for the same run: the person's own wish counts most, then a network that came back. */
function stronger(a: Cause | undefined, b: Cause): Cause {
  if (a === 'manual' || b === 'manual') return 'manual';
  return a === 'returned' ? a : b;
}
