/** Counts statements, and fails the one that a test names: a crash between two statements is a case like any other. */
import type { Sql } from '../sync/ports';

export interface Counting extends Sql {
  readonly statements: string[];
  /** Fails every statement from this one on; the first is 1. `undefined` heals. */
  failFrom: number | undefined;
}

export function countingDb(sql: Sql, words = 'database disk image is malformed'): Counting {
  const statements: string[] = [];
  const note = (text: string) => {
    statements.push(text);
    const { failFrom } = counting;
    if (failFrom !== undefined && statements.length >= failFrom && text !== 'ROLLBACK') {
      throw new Error(words);
    }
  };
  const counting: Counting = {
    statements,
    failFrom: undefined,
    all: async (text, ...params) => {
      note(text);
      return sql.all(text, ...params);
    },
    run: async (text, ...params) => {
      note(text);
      await sql.run(text, ...params);
    },
  };
  return counting;
}
