/** Reads of notes, and the one write of a note's row: the server's state with all unsent edits over it. */
import { z } from 'zod';
import { loserSchema, noteSchema, type Note } from '../domain/note';
import { overlay } from '../domain/overlay';
import type { Db, Sql } from '../sync/ports';
import { unsentOf } from './outbox';

interface NoteRow {
  id: string;
  site: string;
  title: string;
  body: string;
  state: Note['state'];
  deleted: number;
  rev: number;
  losers: string;
  rank: number;
  unsent: number;
}

/** A note as the list shows it. `waiting` says that an edit of it is still on this device only. */
export interface Listed extends Note {
  readonly rank: number;
  readonly waiting: boolean;
}

export interface ListQuery {
  readonly search?: string | undefined;
  readonly after?: { readonly rank: number; readonly id: string } | undefined;
  readonly limit: number;
}

const COLUMNS = `id, site, title, body, state, deleted, rev, losers, rank,
  EXISTS (SELECT 1 FROM outbox WHERE outbox.note_id = note.id) AS unsent`;

const losersSchema = z.array(loserSchema);

function noteOf({ rank, unsent, ...row }: NoteRow): Listed {
  const losers = losersSchema.parse(JSON.parse(row.losers));
  return { ...row, deleted: row.deleted === 1, losers, rank, waiting: unsent === 1 };
}

export async function listNotes(db: Db, { search, after, limit }: ListQuery): Promise<Listed[]> {
  const where = ['deleted = 0'];
  const params: (string | number)[] = [];
  if (search !== undefined && search.trim() !== '') {
    const pattern = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
    where.push(`(site LIKE ? ESCAPE '\\' OR title LIKE ? ESCAPE '\\')`);
    params.push(pattern, pattern);
  }
  if (after !== undefined) {
    where.push('(rank < ? OR (rank = ? AND id > ?))');
    params.push(after.rank, after.rank, after.id);
  }
  const rows = await db.all<NoteRow>(
    `SELECT ${COLUMNS} FROM note WHERE ${where.join(' AND ')} ORDER BY rank DESC, id LIMIT ?`,
    ...params,
    limit,
  );
  return rows.map(noteOf);
}

export async function readNote(db: Db | Sql, id: string): Promise<Listed | undefined> {
  const [row] = await db.all<NoteRow>(`SELECT ${COLUMNS} FROM note WHERE id = ?`, id);
  return row && noteOf(row);
}

export async function sitesOf(db: Db): Promise<string[]> {
  const rows = await db.all<{ site: string }>(
    'SELECT DISTINCT site FROM note WHERE deleted = 0 ORDER BY site',
  );
  return rows.map((row) => row.site);
}

/** The notes with a value that lost: a person has to choose. */
export async function undecided(db: Db): Promise<Pick<Note, 'id' | 'site' | 'title'>[]> {
  return db.all(`SELECT id, site, title FROM note WHERE losers <> '[]' ORDER BY rank DESC, id`);
}

/** Takes what the server says of a note, unless something newer of it is known already. */
export async function applyServer(tx: Sql, server: Note): Promise<void> {
  const [known] = await tx.all<{ rev: number }>('SELECT rev FROM note WHERE id = ?', server.id);
  if (known !== undefined && known.rev > server.rev) return;
  await store(tx, server.id, server);
}

/** Lays the unsent edits over the server's state anew; needed whenever one of them appears, changes or goes. */
export async function rebuild(tx: Sql, id: string): Promise<void> {
  const [row] = await tx.all<{ server: string | null }>('SELECT server FROM note WHERE id = ?', id);
  await store(tx, id, row?.server == null ? undefined : noteSchema.parse(JSON.parse(row.server)));
}

/** Far above any `rev`, and still exact in a double. */
const WAITING_RANK = 2 ** 50;

async function store(tx: Sql, id: string, server: Note | undefined): Promise<void> {
  const unsent = await unsentOf(tx, id);
  const newest = unsent.at(-1);
  if (server === undefined && newest === undefined) {
    await tx.run('DELETE FROM note WHERE id = ?', id);
    return;
  }
  const note = overlay(id, server, unsent);
  await tx.run(
    `INSERT OR REPLACE INTO note (id, site, title, body, state, deleted, rev, losers, server, rank)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    note.site,
    note.title,
    note.body,
    note.state,
    note.deleted ? 1 : 0,
    note.rev,
    JSON.stringify(note.losers),
    server === undefined ? null : JSON.stringify(server),
    newest === undefined ? note.rev : WAITING_RANK + newest.seq,
  );
}
