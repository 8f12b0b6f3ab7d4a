/**
 * Two devices, the real engine, the real database and the real server, and any order of sixty things that can happen.
 * RUNS=3000 looks longer.
 */
import fc from 'fast-check';
import { listNotes, readNote } from '../../src/data/notes';
import { queue } from '../../src/data/outbox';
import type { Field, Patch, Value } from '../../src/domain/note';
import { changes } from '../../src/domain/note';
import { makeOffice, makePhone, TestClock, type Office, type Phone } from '../support/world';

const RUNS = Number(process.env.RUNS ?? '300');
/** Small, so that most queues need several requests. */
const BATCH = 4;
const NOTES = ['n1', 'n2'] as const;
const NAMES = ['ana', 'ben'] as const;
type Name = (typeof NAMES)[number];

type Action =
  | {
      readonly kind: 'edit';
      readonly who: Name;
      readonly note: string;
      readonly field: 'title' | 'body';
    }
  | { readonly kind: 'delete'; readonly who: Name; readonly note: string }
  | { readonly kind: 'sync'; readonly who: Name; readonly during: boolean }
  | { readonly kind: 'lose-request' | 'lose-answer'; readonly who: Name }
  | { readonly kind: 'crash'; readonly who: Name };

const who = fc.constantFrom(...NAMES);
const note = fc.constantFrom(...NOTES);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      who,
      note,
      field: fc.constantFrom('title' as const, 'body' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), who, note }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('sync' as const), who, during: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('lose-request' as const, 'lose-answer' as const),
      who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), who }) },
);

interface Written {
  readonly who: Name;
  readonly note: string;
  readonly field: Field;
  readonly value: Value;
  /** The value that its writer had before their eyes. */
  readonly saw: Value | undefined;
}

class Story {
  readonly office: Office = makeOffice();
  readonly clock = new TestClock();
  readonly phones = new Map<Name, Phone>();
  readonly written: Written[] = [];
  readonly revs = new Map<string, number>();
  #count = 0;

  async begin(): Promise<void> {
    for (const name of NAMES)
      this.phones.set(
        name,
        await makePhone(this.office, { name, clock: this.clock, batch: BATCH }),
      );
    const ana = this.phone('ana');
    for (const id of NOTES)
      await ana.writer.edit(id, { site: 'Dairy', title: `t-${id}`, body: `b-${id}`, state: 'ok' });
    for (const name of NAMES) await this.phone(name).engine.wake('manual');
    this.clock.advance(60_000);
  }

  phone(name: Name): Phone {
    const phone = this.phones.get(name);
    if (phone === undefined) throw new Error(`${name} has no phone`);
    return phone;
  }

  async edit(name: Name, id: string, field: 'title' | 'body'): Promise<void> {
    this.#count += 1;
    await this.#write(name, id, { [field]: `${field}-${name}-${this.#count}` });
  }

  async delete(name: Name, id: string): Promise<void> {
    await this.#write(name, id, { deleted: true });
  }

  async #write(name: Name, id: string, patch: Patch): Promise<void> {
    const phone = this.phone(name);
    const before = await readNote(phone.db, id);
    for (const [field, value] of changes(patch)) {
      this.written.push({ who: name, note: id, field, value, saw: before?.[field] });
    }
    await phone.writer.edit(id, patch);
    // Never within the five seconds of typing, so that every edit is an operation of its own.
    this.clock.advance(6_000);
  }

  /** `during` writes while the request is under way. */
  async sync(name: Name, during: boolean, loses?: 'request' | 'answer'): Promise<void> {
    let once = during;
    this.office.weather.before = async (path) => {
      if (once && path === '/v1/push') {
        once = false;
        await this.edit(name, 'n1', 'body');
      }
      if (loses === 'request' && path === '/v1/push') throw new TypeError('the request was lost');
      return undefined;
    };
    this.office.weather.loseAnswer = (path) => loses === 'answer' && path === '/v1/push';
    await this.phone(name).engine.wake('manual');
    this.office.weather.before = () => undefined;
    this.office.weather.loseAnswer = () => false;
  }

  async do(what: Action): Promise<void> {
    switch (what.kind) {
      case 'edit':
        return this.edit(what.who, what.note, what.field);
      case 'delete':
        return this.delete(what.who, what.note);
      case 'sync':
        return this.sync(what.who, what.during);
      case 'lose-request':
        return this.sync(what.who, false, 'request');
      case 'lose-answer':
        return this.sync(what.who, false, 'answer');
      case 'crash': {
        const { engine, bytes } = this.phone(what.who);
        await engine.stop();
        const again = await makePhone(this.office, {
          name: what.who,
          clock: this.clock,
          batch: BATCH,
          bytes: bytes(),
        });
        this.phones.set(what.who, again);
      }
    }
  }

  /** Holds after every action: one's own unsent word is what one sees, and `rev` never falls. */
  async alwaysTrue(): Promise<void> {
    const wrong: unknown[] = [];
    for (const name of NAMES) {
      const { db } = this.phone(name);
      const unsent = await queue(db);
      for (const id of NOTES) {
        const shown = await readNote(db, id);
        if (shown === undefined) throw new Error(`${name} lost ${id}`);
        const own = unsent
          .filter((op) => op.noteId === id)
          .reduce<Patch>((all, op) => ({ ...all, ...op.patch }), {});
        for (const [field, value] of changes(own)) {
          if (shown[field] !== value) wrong.push({ name, id, field, own: value, shown });
        }
        const key = `${name} ${id}`;
        const before = this.revs.get(key) ?? 0;
        if (shown.rev < before) wrong.push({ name, id, before, shown });
        this.revs.set(key, shown.rev);
      }
    }
    expect(wrong).toEqual([]);
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1)
      for (const name of NAMES) await this.sync(name, false);
  }

  async endsWell(): Promise<void> {
    const { book } = this.office;
    const key = ({
      id,
      rev,
      title,
      body,
      deleted,
      losers,
    }: Awaited<ReturnType<typeof listNotes>>[number] | (typeof book.notes)[number]) =>
      JSON.stringify({ id, rev, title, body, deleted, losers });
    const server = book.notes.map(key).sort();
    for (const name of NAMES) {
      const { db } = this.phone(name);
      expect(await queue(db)).toEqual([]);
      const notes = await Promise.all(NOTES.map((id) => readNote(db, id)));
      expect(notes.map((one) => (one === undefined ? '' : key(one))).sort()).toEqual(server);
    }
    // However often it travelled: each operation was applied once.
    expect(book.tally).toMatchObject({ merged: this.office.sent.size, rejected: 0 });
    this.#nothingLostInSilence();
  }

  /** Each value is still there, is kept as a loser, was overwritten by its own writer, or by one who had seen it. */
  #nothingLostInSilence(): void {
    for (const one of this.written.filter(({ field }) => field !== 'deleted')) {
      const now = this.office.book.notes.find(({ id }) => id === one.note);
      const later = this.written.filter(
        ({ note, field, value }) => note === one.note && field === one.field && value !== one.value,
      );
      const fine =
        now?.[one.field] === one.value ||
        now?.losers.some(({ field, value }) => field === one.field && value === one.value) ===
          true ||
        later.some((other) => other.who === one.who) ||
        later.some((other) => other.saw === one.value);
      expect([one, fine]).toEqual([one, true]);
    }
    // No conflict is told that was none: a loser is always the word of somebody else than its overwriter.
    for (const { losers, ...now } of this.office.book.notes) {
      for (const { field, value, device } of losers.filter((loser) => loser.field !== 'deleted')) {
        const overwriters = this.written.filter(
          (one) => one.note === now.id && one.field === field && one.saw !== value,
        );
        expect(overwriters.some((one) => !device.startsWith(`inspector-${one.who}`))).toBe(true);
      }
    }
  }
}

test('whatever happens, nothing is lost, doubled, or taken back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60, size: 'max' }), async (actions) => {
      const story = new Story();
      await story.begin();
      for (const what of actions) {
        await story.do(what);
        await story.alwaysTrue();
      }
      await story.settle();
      await story.alwaysTrue();
      await story.endsWell();
    }),
    { numRuns: RUNS, seed: 20_000, endOnFailure: true },
  );
}, 600_000);
