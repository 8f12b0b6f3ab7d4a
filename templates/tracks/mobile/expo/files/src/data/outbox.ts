/** Edits that the server has not answered yet, in the order they were made. Nothing leaves without an answer. */
import { z } from 'zod';
import { patchSchema, type Patch } from '../domain/note';
import type { Op } from '../domain/op';
import type { Refusal } from '../domain/problem';
import type { Db, Sql } from '../sync/ports';

interface OpRow {
  seq: number;
  op_id: string;
  note_id: string;
  base: number;
  patch: string;
  resolves: string;
  written_at: number;
  sent: number;
  status: 'waiting' | 'needs-you';
  problem: string | null;
}

export interface Queued extends Op {
  readonly seq: number;
  readonly writtenAt: number;
  readonly sent: boolean;
  /** Why the server refused it; absent while it waits. */
  readonly refusal: Refusal | undefined;
}

const idsSchema = z.array(z.string());
const refusalSchema: z.ZodType<Refusal> = z.object({
  type: z.enum(['invalid', 'op-id-reused', 'too-large', 'unknown-note']),
  title: z.string(),
});

function queuedOf(row: OpRow): Queued {
  return {
    seq: row.seq,
    id: row.op_id,
    noteId: row.note_id,
    base: row.base,
    patch: patchSchema.parse(JSON.parse(row.patch)),
    resolves: idsSchema.parse(JSON.parse(row.resolves)),
    writtenAt: row.written_at,
    sent: row.sent === 1,
    refusal: row.problem === null ? undefined : refusalSchema.parse(JSON.parse(row.problem)),
  };
}

export async function unsentOf(sql: Sql | Db, noteId: string): Promise<Queued[]> {
  const rows = await sql.all<OpRow>('SELECT * FROM outbox WHERE note_id = ? ORDER BY seq', noteId);
  return rows.map(queuedOf);
}

export async function queue(db: Sql | Db): Promise<Queued[]> {
  return (await db.all<OpRow>('SELECT * FROM outbox ORDER BY seq')).map(queuedOf);
}

export interface Counts {
  readonly waiting: number;
  /** Refused operations, and notes with a value that lost: both need a person. */
  readonly needYou: number;
}

export async function counts(db: Db): Promise<Counts> {
  const [row] = await db.all<Counts>(
    `SELECT (SELECT count(*) FROM outbox WHERE status = 'waiting') AS waiting,
      (SELECT count(*) FROM outbox WHERE status = 'needs-you')
      + (SELECT count(*) FROM note WHERE losers <> '[]') AS needYou`,
  );
  return row ?? { waiting: 0, needYou: 0 };
}

export async function insertOp(tx: Sql, op: Op, writtenAt: number): Promise<void> {
  await tx.run(
    `INSERT INTO outbox (op_id, note_id, base, patch, resolves, written_at, sent) VALUES (?, ?, ?, ?, ?, ?, 0)`,
    op.id,
    op.noteId,
    op.base,
    JSON.stringify(op.patch),
    JSON.stringify(op.resolves),
    writtenAt,
  );
}

/** Only for an operation that was never sent. */
export async function replacePatch(tx: Sql, seq: number, patch: Patch, at: number): Promise<void> {
  await tx.run(
    'UPDATE outbox SET patch = ?, written_at = ? WHERE seq = ?',
    JSON.stringify(patch),
    at,
    seq,
  );
}

/** The next operations to send, marked as sent before they fly: a crash in mid-air must not let them change. */
export async function takeBatch(db: Db, most: number): Promise<Queued[]> {
  return db.write(async (tx) => {
    const rows = await tx.all<OpRow>(
      `SELECT * FROM outbox WHERE status = 'waiting' ORDER BY seq LIMIT ?`,
      most,
    );
    const last = rows.at(-1);
    if (last !== undefined) {
      await tx.run(
        `UPDATE outbox SET sent = 1 WHERE sent = 0 AND status = 'waiting' AND seq <= ?`,
        last.seq,
      );
    }
    return rows.map(queuedOf);
  });
}

export async function removeOp(tx: Sql, opId: string): Promise<void> {
  await tx.run('DELETE FROM outbox WHERE op_id = ?', opId);
}

export async function refuseOp(tx: Sql, opId: string, refusal: Refusal): Promise<void> {
  await tx.run(
    `UPDATE outbox SET status = 'needs-you', problem = ? WHERE op_id = ?`,
    JSON.stringify(refusal),
    opId,
  );
}
