/** The phone's database; in a browser the same SQLite in a worker, on the origin's private file system. */
import { openDatabaseAsync } from 'expo-sqlite';
import { storageErrorOf } from '../data/errors';
import type { Param, Sql } from '../sync/ports';

export async function openExpoDb(name = 'rounds.db'): Promise<Sql> {
  try {
    const database = await openDatabaseAsync(name);
    await database.execAsync('PRAGMA synchronous = FULL');
    return {
      all: <Row>(text: string, ...params: Param[]) => database.getAllAsync<Row>(text, params),
      run: async (text: string, ...params: Param[]) => {
        await database.runAsync(text, params);
      },
    };
  } catch (thrown) {
    throw storageErrorOf(thrown);
  }
}
