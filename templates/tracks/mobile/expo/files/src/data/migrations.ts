/**
 * Forward only: an app cannot be taken back from a phone, so its database never goes back either.
 * Each step is one transaction with its new version number in it.
 */
import type { Db } from '../sync/ports';
import { StorageError } from './errors';

const STEPS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE note (
      id TEXT PRIMARY KEY, site TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL,
      deleted INTEGER NOT NULL, rev INTEGER NOT NULL)`,
    `CREATE TABLE outbox (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, op_id TEXT NOT NULL UNIQUE, note_id TEXT NOT NULL, base INTEGER NOT NULL,
      patch TEXT NOT NULL)`,
    `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)`,
  ],
  [
    // What the server last said, as JSON: unsent edits are laid over it again and again. Absent until it said anything.
    `ALTER TABLE note ADD COLUMN server TEXT`,
    `ALTER TABLE note ADD COLUMN losers TEXT NOT NULL DEFAULT '[]'`,
    // Newest first: the server's count, or far above it while an edit waits.
    `ALTER TABLE note ADD COLUMN rank INTEGER NOT NULL DEFAULT 0`,
    `UPDATE note SET rank = rev`,
    `UPDATE note SET server = json_object('id', id, 'site', site, 'title', title, 'body', body, 'state', state,
      'deleted', json(iif(deleted, 'true', 'false')), 'rev', rev, 'losers', json('[]'))
      WHERE rev > 0 AND id NOT IN (SELECT note_id FROM outbox)`,
    `CREATE INDEX note_by_rank ON note (deleted, rank DESC, id)`,
    // Few and often counted: after each key, and before the first row of a start.
    `CREATE INDEX note_undecided ON note (rank DESC, id) WHERE losers <> '[]'`,
    `ALTER TABLE outbox ADD COLUMN resolves TEXT NOT NULL DEFAULT '[]'`,
    `ALTER TABLE outbox ADD COLUMN written_at INTEGER NOT NULL DEFAULT 0`,
    // Set before the first flight: from then on the server may know the operation, so it must not change any more.
    `ALTER TABLE outbox ADD COLUMN sent INTEGER NOT NULL DEFAULT 1`,
    `ALTER TABLE outbox ADD COLUMN status TEXT NOT NULL DEFAULT 'waiting'`,
    `ALTER TABLE outbox ADD COLUMN problem TEXT`,
    `CREATE INDEX outbox_by_note ON outbox (note_id, seq)`,
    `CREATE TABLE backoff (way TEXT PRIMARY KEY, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL)`,
    // Version 1 kept no server state of a note with unsent edits; one full pull brings it.
    `DELETE FROM meta WHERE key = 'cursor' AND EXISTS (SELECT 1 FROM outbox)`,
  ],
];

export const VERSION = STEPS.length;

export async function migrate(db: Db, to = VERSION): Promise<void> {
  const [row] = await db.all<{ user_version: number }>('PRAGMA user_version');
  const from = row?.user_version ?? 0;
  if (from > VERSION) throw new StorageError('newer');
  for (const [index, statements] of STEPS.entries()) {
    if (index < from || index >= to) continue;
    await db.write(async (tx) => {
      for (const statement of statements) await tx.run(statement);
      await tx.run(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
