/** SQLite compiled to WebAssembly, in memory: the tests' database. The app uses `expo-db.ts`. */
import initSqlJs, { type Database, type Statement } from 'sql.js';
import type { Param, Sql } from '../sync/ports';

/** Compiled once, however many databases are opened. */
let compiled: ReturnType<typeof initSqlJs> | undefined;

export async function openSqlJs(bytes?: Uint8Array): Promise<Sql & { export(): Uint8Array }> {
  compiled ??= initSqlJs();
  const sqlite = await compiled;
  const database: Database = new sqlite.Database(bytes);
  const prepared = new Map<string, Statement>();
  // Its file is memory already: a rollback journal beside it, and its locks, would only be work.
  const begin = () =>
    database.run(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF',
    );
  begin();

  /** The rows of one statement, which is parsed once however often it runs. */
  const rowsOf = (text: string, params: Param[]): Record<string, unknown>[] => {
    const statement = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, statement);
    try {
      statement.bind(params);
      const rows: Record<string, unknown>[] = [];
      while (statement.step()) rows.push(statement.getAsObject());
      return rows;
    } finally {
      statement.reset();
    }
  };

  return {
    all: async <Row>(text: string, ...params: Param[]) => {
      await Promise.resolve();
      return rowsOf(text, params) as Row[];
    },
    run: async (text: string, ...params: Param[]) => {
      await Promise.resolve();
      rowsOf(text, params);
    },
    export: () => {
      // sql.js closes its database for a moment, and every statement with it.
      prepared.clear();
      const bytes = database.export();
      begin();
      return bytes;
    },
  };
}
