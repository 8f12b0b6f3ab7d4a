/** The phone's database; in a browser the same SQLite in a worker, on the origin's private file system. */
import { openDatabaseAsync, type SQLiteStatement } from 'expo-sqlite';
import { storageErrorOf } from '../data/errors';
import type { Param, Sql } from '../sync/ports';

/**
 * A commit is one append and one flush, which a key waits for; with the older kind of journal it is three. Nobody else
 * opens this file (in a browser the tab's lock sees to that), so its lock is kept, without which a browser has no WAL.
 * What was appended is read again at each start, so it is moved into the file while it is short.
 */
const SETTINGS = `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 100`;

export async function openExpoDb(name = 'rounds.db'): Promise<Sql> {
  try {
    const database = await openDatabaseAsync(name);
    await database.execAsync(SETTINGS);
    const prepared = new Map<string, SQLiteStatement>();

    /** Parsed once: preparing and finishing are two more ways into the worker and back, for each statement of a key. */
    const statementOf = async (text: string): Promise<SQLiteStatement> => {
      const statement = prepared.get(text) ?? (await database.prepareAsync(text));
      prepared.set(text, statement);
      return statement;
    };

    return {
      all: async <Row>(text: string, ...params: Param[]) => {
        const statement = await statementOf(text);
        return (await statement.executeAsync<Row>(params)).getAllAsync();
      },
      run: async (text: string, ...params: Param[]) => {
        const statement = await statementOf(text);
        await statement.executeAsync(params);
      },
    };
  } catch (thrown) {
    throw storageErrorOf(thrown);
  }
}
