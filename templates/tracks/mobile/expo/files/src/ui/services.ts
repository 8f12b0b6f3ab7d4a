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

/** After a commit the screens read again and the engine wakes; after an exchange the screens read again. */
export function connect(writer: Writer, engine: Engine, changes: Changes): () => void {
  writer.onWritten = () => {
    changes.announce();
    void engine.wake('edit');
  };
  return engine.subscribe(changes.announce);
}

const context = createContext<Services | undefined>(undefined);
export const ServicesProvider = context.Provider;

export function useServices(): Services {
  const services = useContext(context);
  if (services === undefined) throw new Error('a screen needs <ServicesProvider>');
  return services;
}
