/** What the screens work with. One object, made once where the app starts or a test does. */
import { createContext, useContext } from 'react';
import { Writer } from '../data/write';
import type { Engine } from '../sync/engine';
import type { Clock, Db, NewId, Vault } from '../sync/ports';
import type { Settings } from '../config';
import type { Words } from './text/en';

export interface Services {
  readonly db: Db;
  readonly writer: Writer;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly vault: Vault;
  readonly device: string;
  readonly settings: Settings;
  readonly keepServer: (address: string) => Promise<void>;
  readonly words: Words;
  readonly changes: Changes;
}

/** Says that something in the database may be different now; screens then read again. */
export class Changes {
  readonly #listeners = new Set<() => void>();
  #turn = 0;

  /** How often something has changed: a read that began at a turn has seen every change up to it. */
  get turn(): number {
    return this.#turn;
  }

  readonly subscribe = (call: () => void): (() => void) => {
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  };

  readonly announce = (): void => {
    this.#turn += 1;
    for (const call of this.#listeners) call();
  };
}

/** A pause in typing; and how long somebody types on before the first words fly anyway. */
export const PAUSE_MS = 1_000;
export const LONGEST_MS = 5_000;

export interface Connection {
  /** Wakes the engine for an edit that waits for a pause: whoever leaves the app makes none any more. */
  readonly flush: () => void;
  readonly stop: () => void;
}

/**
 * After a commit the screens read again, and so they do after an exchange. The engine wakes when the typing pauses:
 * a sentence is one operation as long as it was not sent, and a request for each key would send it key by key.
 */
export function connect(
  { writer, engine, clock }: Pick<Services, 'writer' | 'engine' | 'clock'>,
  changes: Changes,
): Connection {
  let first: number | undefined;
  let cancel: () => void = () => undefined;
  const flush = () => {
    cancel();
    if (first === undefined) return;
    first = undefined;
    void engine.wake('edit');
  };
  writer.onWritten = () => {
    changes.announce();
    cancel();
    const now = clock.now();
    first ??= now;
    cancel = clock.later(Math.max(0, Math.min(PAUSE_MS, first + LONGEST_MS - now)), flush);
  };
  const off = engine.subscribe(changes.announce);
  return {
    flush,
    stop: () => {
      cancel();
      off();
    },
  };
}

const context = createContext<Services | undefined>(undefined);
export const ServicesProvider = context.Provider;

export function useServices(): Services {
  const services = useContext(context);
  if (services === undefined) throw new Error('a screen needs <ServicesProvider>');
  return services;
}
