/** Two devices, a real server in process, and a clock that moves only when told to. */
import { countingDb, type Counting } from '../../src/adapters/counting-db';
import { exclusiveDb } from '../../src/adapters/exclusive-db';
import { httpTransport } from '../../src/adapters/http-transport';
import { openSqlJs } from '../../src/adapters/sqljs-db';
import { deviceOf } from '../../src/data/meta';
import { migrate } from '../../src/data/migrations';
import { Writer } from '../../src/data/write';
import { Engine } from '../../src/sync/engine';
import type { Clock, Db, NetworkKind } from '../../src/sync/ports';
import { makeApp, type Access } from '../../server/app';
import { Book } from '../../server/book';
import { memoryJournal, type Journal } from '../../server/journal';

export class TestClock implements Clock {
  #now: number;
  #alarms: { at: number; call: () => void }[] = [];

  constructor(start = 1_000_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  later(ms: number, call: () => void): () => void {
    const alarm = { at: this.#now + ms, call };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((one) => one !== alarm);
    };
  }

  get pending(): number {
    return this.#alarms.length;
  }

  /** Rings every alarm on the way, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#alarms.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = end;
  }
}

/** What the network does to the next requests. */
export interface Weather {
  before?: (path: string) => Response | undefined | Promise<Response | undefined>;
  loseAnswer?: (path: string) => boolean;
}

export interface Office {
  readonly book: Book;
  readonly log: Access[];
  readonly weather: Weather;
  /** Ids of all operations that any phone has sent, each once. */
  readonly sent: ReadonlySet<string>;
  readonly fetch: typeof fetch;
}

export function makeOffice(token?: string, journal: Journal = memoryJournal()): Office {
  const book = new Book(journal);
  const log: Access[] = [];
  const weather: Weather = {};
  const sent = new Set<string>();
  const app = makeApp({
    book,
    token,
    now: () => new Date('2000-01-03T09:00:00Z'),
    log: (line) => log.push(line),
  });
  const call: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    if (typeof init?.body === 'string') {
      const { ops } = JSON.parse(init.body) as { ops: { id: string }[] };
      for (const { id } of ops) sent.add(id);
    }
    const path = new URL(request.url).pathname;
    const instead = await weather.before?.(path);
    if (instead !== undefined) return instead;
    const answer = await app.fetch(request);
    if (weather.loseAnswer?.(path) === true) throw new TypeError('the answer was lost');
    return answer;
  };
  return { book, log, weather, sent, fetch: call };
}

export interface Phone {
  readonly db: Db;
  readonly sql: Counting;
  readonly writer: Writer;
  readonly engine: Engine;
  readonly clock: TestClock;
  readonly device: string;
  network: NetworkKind;
  token: string | undefined;
  bytes(): Uint8Array;
}

export interface PhoneParts {
  readonly name: string;
  readonly clock?: TestClock;
  readonly bytes?: Uint8Array;
  readonly random?: () => number;
  readonly batch?: number;
}

let made = 0;

export async function makePhone(office: Office, parts: PhoneParts): Promise<Phone> {
  const { name, clock = new TestClock(), random = () => 0.5 } = parts;
  const raw = await openSqlJs(parts.bytes);
  const sql = countingDb(raw);
  const db = exclusiveDb(sql);
  await migrate(db);
  const device = await deviceOf(db, () => name.padEnd(8, '0'));
  const newId = () => {
    made += 1;
    return `${name}-${String(made).padStart(8, '0')}`;
  };
  const phone: Phone = {
    db,
    sql,
    clock,
    device,
    network: 'wifi',
    token: undefined,
    writer: new Writer({ db, clock, newId }),
    engine: new Engine({
      db,
      clock,
      random,
      device,
      ...(parts.batch === undefined ? {} : { batch: parts.batch }),
      transport: httpTransport({
        fetch: office.fetch,
        settings: () => Promise.resolve({ server: 'http://office.test', token: phone.token }),
      }),
      network: { kind: () => Promise.resolve(phone.network) },
    }),
    bytes: () => raw.export(),
  };
  return phone;
}

export const PUMP = {
  site: 'Brewery, cellar 1',
  title: 'Pump 3',
  body: '4.2 bar',
  state: 'ok',
} as const;
