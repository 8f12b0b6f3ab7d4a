/** All notes and all operations that the server knows, in memory; the journal is what survives. */
import { merge, type Kept } from '../src/domain/merge';
import type { Note } from '../src/domain/note';
import { contentOf, type Op, type Verdict } from '../src/domain/op';
import { opSchema } from '../src/domain/protocol';
import type { Entry, Journal } from './journal';

export interface Tally {
  merged: number;
  replayed: number;
  rejected: number;
  conflicts: number;
}

export class Book {
  readonly tally: Tally = { merged: 0, replayed: 0, rejected: 0, conflicts: 0 };
  readonly #notes = new Map<string, Kept>();
  readonly #contents = new Map<string, string>();
  readonly #journal: Journal;
  #rev = 0;

  constructor(journal: Journal, entries: readonly Entry[] = []) {
    this.#journal = journal;
    for (const { device, at, ops } of entries) for (const op of ops) this.#apply(op, device, at);
  }

  get rev(): number {
    return this.#rev;
  }

  get journalBytes(): number {
    return this.#journal.bytes;
  }

  /** Judges each operation, keeps the good ones as one line, and only then changes anything. */
  push(device: string, raw: readonly { id: string }[], at: string): Verdict[] {
    const accepted = new Map<string, Op>();
    const refused = new Map<number, Verdict>();
    const ids = raw.map(({ id }) => id);
    for (const [index, one] of raw.entries()) {
      const judged = this.#judge(one, accepted);
      if ('verdict' in judged) refused.set(index, judged);
      else if (!this.#contents.has(judged.id)) accepted.set(judged.id, judged);
      else this.tally.replayed += 1;
    }
    const ops = [...accepted.values()];
    if (ops.length > 0) this.#journal.append({ device, at, ops });
    for (const op of ops) this.#apply(op, device, at);
    this.tally.rejected += refused.size;
    return ids.map((id, index) => refused.get(index) ?? this.#merged(id));
  }

  /** Notes that changed after this count, oldest change first. Undefined when the count is from another book. */
  pull(after: number, limit: number): { notes: Note[]; cursor: number; more: boolean } | undefined {
    if (after > this.#rev) return undefined;
    const notes = [...this.#notes.values()]
      .map(({ note }) => note)
      .filter(({ rev }) => rev > after)
      .sort((a, b) => a.rev - b.rev);
    const page = notes.slice(0, limit);
    const more = notes.length > limit;
    return { notes: page, cursor: more ? (page.at(-1)?.rev ?? after) : this.#rev, more };
  }

  get notes(): Note[] {
    return [...this.#notes.values()].map(({ note }) => note);
  }

  #judge(raw: { id: string }, accepted: ReadonlyMap<string, Op>): Op | Verdict {
    const reject = (type: 'invalid' | 'op-id-reused' | 'unknown-note', title: string): Verdict => ({
      id: raw.id,
      verdict: 'rejected',
      problem: { type, title },
    });
    const parsed = opSchema.safeParse(raw);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return reject('invalid', issue ? `${issue.path.join('.')}: ${issue.message}` : 'Not valid');
    }
    const op = parsed.data;
    const twin = accepted.get(op.id);
    const known = twin === undefined ? this.#contents.get(op.id) : contentOf(twin);
    if (known !== undefined && known !== contentOf(op)) {
      return reject('op-id-reused', 'This id was used for another change');
    }
    const before = this.#notes.has(op.noteId);
    const coming = [...accepted.values()].some(({ noteId }) => noteId === op.noteId);
    const whole = op.patch.site !== undefined && op.patch.title !== undefined;
    if (!before && !coming && !whole) {
      return reject('unknown-note', 'The server does not know this note');
    }
    return op;
  }

  #apply(op: Op, device: string, at: string): void {
    this.#rev += 1;
    const before = this.#notes.get(op.noteId);
    const after = merge(before, op, { device, rev: this.#rev, at });
    const known = new Set(before?.note.losers.map(({ id }) => id));
    this.tally.merged += 1;
    this.tally.conflicts += after.note.losers.filter(({ id }) => !known.has(id)).length;
    this.#notes.set(op.noteId, after);
    this.#contents.set(op.id, contentOf(op));
    this.#noteOf.set(op.id, op.noteId);
  }

  readonly #noteOf = new Map<string, string>();

  #merged(id: string): Verdict {
    const kept = this.#notes.get(this.#noteOf.get(id) ?? '');
    if (kept === undefined) throw new Error(`operation ${id} was judged but not applied`);
    return { id, verdict: 'merged', note: kept.note };
  }
}
