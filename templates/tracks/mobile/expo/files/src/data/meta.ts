/** The few facts that a device remembers about itself. */
import type { Backoff } from '../domain/backoff';
import { NO_BACKOFF } from '../domain/backoff';
import type { Db, NewId, Sql } from '../sync/ports';

async function read(sql: Sql | Db, key: string): Promise<string | undefined> {
  const [row] = await sql.all<{ value: string }>('SELECT value FROM meta WHERE key = ?', key);
  return row?.value;
}

async function keep(tx: Sql, key: string, value: string): Promise<void> {
  await tx.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, value);
}

/** The device's name, made once; a reinstalled app is another device. */
export async function deviceOf(db: Db, newId: NewId): Promise<string> {
  return db.write(async (tx) => {
    const known = await read(tx, 'device');
    if (known !== undefined) return known;
    const device = `inspector-${newId()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 8)}`;
    await keep(tx, 'device', device);
    return device;
  });
}

export async function cursorOf(sql: Sql | Db): Promise<number> {
  return Number((await read(sql, 'cursor')) ?? 0);
}

export async function keepCursor(tx: Sql, cursor: number): Promise<void> {
  await keep(tx, 'cursor', String(cursor));
}

/** The server no longer knows our cursor: forget its states, keep everything that it has not answered. */
export async function forgetServer(tx: Sql): Promise<void> {
  await tx.run('DELETE FROM note WHERE id NOT IN (SELECT note_id FROM outbox)');
  await tx.run('UPDATE note SET rev = 0, server = NULL');
  await tx.run('UPDATE outbox SET base = 0');
  await keepCursor(tx, 0);
}

export type Way = 'push' | 'pull';

export async function backoffOf(db: Db, way: Way): Promise<Backoff> {
  const [row] = await db.all<Backoff>(
    'SELECT attempts, next_at AS nextAt FROM backoff WHERE way = ?',
    way,
  );
  return row ?? NO_BACKOFF;
}

export async function keepBackoff(tx: Sql, way: Way, { attempts, nextAt }: Backoff): Promise<void> {
  await tx.run(
    'INSERT OR REPLACE INTO backoff (way, attempts, next_at) VALUES (?, ?, ?)',
    way,
    attempts,
    nextAt,
  );
}
