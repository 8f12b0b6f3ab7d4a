/** The owner's edits. The note's row and the outbox row are written together, or neither is. */
import { changes, patchSchema, type Patch } from '../domain/note';
import type { Clock, Db, NewId, Sql } from '../sync/ports';
import { readNote, rebuild } from './notes';
import { insertOp, removeOp, replacePatch, unsentOf, type Queued } from './outbox';

/** Typing goes on in one operation as long as the pauses are shorter than this. */
export const TYPING_MS = 5_000;

export interface WriterParts {
  readonly db: Db;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
}

export class Writer {
  readonly #parts: WriterParts;
  /** Told after each commit, so that screens read again and the engine wakes. */
  onWritten: () => void = () => undefined;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Durable once it resolves. An invalid patch is a fault of the caller: the form asks `faultsOf` first. */
  async edit(noteId: string, patch: Patch, resolves: readonly string[] = []): Promise<void> {
    const valid = patchSchema.parse(patch);
    const { db, clock, newId } = this.#parts;
    await db.write(async (tx) => {
      const unsent = await unsentOf(tx, noteId);
      const now = clock.now();
      const typed = unsent.at(-1);
      if (typed !== undefined && resolves.length === 0 && isSameTyping(typed, valid, now)) {
        await replacePatch(tx, typed.seq, { ...typed.patch, ...valid }, now);
      } else {
        const base = await baseOf(tx, noteId, valid, unsent);
        await insertOp(tx, { id: newId(), noteId, base, patch: valid, resolves }, now);
      }
      await rebuild(tx, noteId);
    });
    this.onWritten();
  }

  /** Gives up a refused operation: the note shows again what the server has. */
  async discard(op: Queued): Promise<void> {
    await this.#parts.db.write(async (tx) => {
      await removeOp(tx, op.id);
      await rebuild(tx, op.noteId);
    });
    this.onWritten();
  }

  /** Sends a refused operation again under a new id, with what was mended. Mended already: an edit like any other. */
  async resend({ id, noteId }: Pick<Queued, 'id' | 'noteId'>, mended: Patch): Promise<void> {
    const { db, clock, newId } = this.#parts;
    const found = await db.write(async (tx) => {
      const unsent = await unsentOf(tx, noteId);
      const op = unsent.find((one) => one.id === id && one.refusal !== undefined);
      if (op === undefined) return false;
      const patch = patchSchema.parse({ ...op.patch, ...mended });
      await removeOp(tx, id);
      await insertOp(tx, { ...op, id: newId(), patch }, clock.now());
      await rebuild(tx, noteId);
      return true;
    });
    if (found) this.onWritten();
    else await this.edit(noteId, mended);
  }
}

function isSameTyping(op: Queued, patch: Patch, now: number): boolean {
  const age = now - op.writtenAt;
  return (
    !op.sent &&
    op.refusal === undefined &&
    op.resolves.length === 0 &&
    age >= 0 &&
    age < TYPING_MS &&
    changes(patch).every(([field]) => op.patch[field] !== undefined)
  );
}

/**
 * What the writer had before their eyes. While an own edit of the same field waits, that edit hides whatever the
 * server sent since, so its base holds; with a newer one a colleague's value could be overwritten unseen.
 */
async function baseOf(
  tx: Sql,
  noteId: string,
  patch: Patch,
  unsent: readonly Queued[],
): Promise<number> {
  const note = await readNote(tx, noteId);
  const hiding = unsent.filter((op) => changes(patch).some(([f]) => op.patch[f] !== undefined));
  return Math.min(note?.rev ?? 0, ...hiding.map((op) => op.base));
}
