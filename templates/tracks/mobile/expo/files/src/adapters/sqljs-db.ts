/** SQLite compiled to WebAssembly, in memory: the tests' database. The app uses `expo-db.ts`. */
import initSqlJs, { type Database } from 'sql.js';
import type { Param, Sql } from '../sync/ports';

/** Compiled once, however many databases are opened. */
let compiled: ReturnType<typeof initSqlJs> | undefined;

export async function openSqlJs(bytes?: Uint8Array): Promise<Sql & { export(): Uint8Array }> {
  compiled ??= initSqlJs();
  const sqlite = await compiled;
  const database: Database = new sqlite.Database(bytes);
  return {
    all: async <Row>(text: string, ...params: Param[]) => {
      await Promise.resolve();
      const statement = database.prepare(text, params);
      const rows: Row[] = [];
      while (statement.step()) rows.push(statement.getAsObject() as Row);
      statement.free();
      return rows;
    },
    run: async (text: string, ...params: Param[]) => {
      await Promise.resolve();
      database.run(text, params);
    },
    export: () => database.export(),
  };
}
