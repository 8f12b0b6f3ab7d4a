/** The phone's database; in a browser the same SQLite in a worker, on the origin's private file system. */
import { openDatabaseAsync, type SQLiteStatement } from 'expo-sqlite';
import { storageErrorOf } from '../data/errors';
import type { Param, Sql } from '../sync/ports';

export async function openExpoDb(name = 'rounds.db'): Promise<Sql> {
  try {
    const database = await openDatabaseAsync(name);
    await database.execAsync('PRAGMA synchronous = FULL');
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
