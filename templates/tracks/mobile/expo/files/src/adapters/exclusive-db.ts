/** A database out of raw SQL: everything goes through one queue, because one connection has one transaction. */
import { storageErrorOf } from '../data/errors';
import type { Db, Param, Sql } from '../sync/ports';

export function exclusiveDb(sql: Sql): Db {
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    all: <Row>(text: string, ...params: Param[]) =>
      inTurn(() => sql.all<Row>(text, ...params)).catch((thrown: unknown) => {
        throw storageErrorOf(thrown);
      }),
    write: (work) =>
      inTurn(async () => {
        try {
          await sql.run('BEGIN IMMEDIATE');
        } catch (thrown) {
          throw storageErrorOf(thrown);
        }
        try {
          const result = await work(sql);
          await sql.run('COMMIT');
          return result;
        } catch (thrown) {
          // A full disk has rolled back by itself; then there is nothing to take back.
          await sql.run('ROLLBACK').catch(() => undefined);
          throw isStorage(thrown) ? storageErrorOf(thrown) : thrown;
        }
      }),
  };
}

/** Faults of our own keep their name; what SQLite says becomes a storage fault. */
const isStorage = (thrown: unknown) =>
  /sqlite|database|disk/i.test(thrown instanceof Error ? thrown.message : String(thrown));
