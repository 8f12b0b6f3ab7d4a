import { countingDb } from '../../src/adapters/counting-db';
import { exclusiveDb } from '../../src/adapters/exclusive-db';
import { openSqlJs } from '../../src/adapters/sqljs-db';
import { migrate, VERSION } from '../../src/data/migrations';
import { listNotes, undecided } from '../../src/data/notes';
import { counts, queue } from '../../src/data/outbox';

async function versionOne() {
  const raw = await openSqlJs();
  const sql = countingDb(raw);
  const db = exclusiveDb(sql);
  await migrate(db, 1);
  await db.write(async (tx) => {
    await tx.run(`INSERT INTO note VALUES ('n1', 'Dairy', 'Fan 1', 'quiet', 'ok', 0, 4)`);
    await tx.run(`INSERT INTO note VALUES ('n2', 'Dairy', 'Fan 2', 'loud', 'watch', 0, 0)`);
    await tx.run(`INSERT INTO meta VALUES ('device', 'inspector-old'), ('cursor', '4')`);
    for (const [id, note, body] of [
      ['op-1', 'n2', 'louder'],
      ['op-2', 'n2', 'loud again'],
      ['op-3', 'n1', 'hums'],
    ] as const) {
      await tx.run(
        'INSERT INTO outbox (op_id, note_id, base, patch) VALUES (?, ?, 0, ?)',
        id,
        note,
        JSON.stringify({ body }),
      );
    }
  });
  return { raw, sql, db };
}

const versionOf = async (db: { all<R>(sql: string): Promise<R[]> }) =>
  (await db.all<{ user_version: number }>('PRAGMA user_version'))[0]?.user_version;

const schemaOf = (db: { all<R>(sql: string): Promise<R[]> }) =>
  db.all<{ sql: string }>('SELECT name, sql FROM sqlite_master ORDER BY name');

test('a database of version 1 keeps its notes and its three unsent operations', async () => {
  const { db } = await versionOne();
  await migrate(db);
  expect(await versionOf(db)).toBe(VERSION);
  expect((await queue(db)).map(({ id, patch, sent }) => [id, patch.body, sent])).toEqual([
    ['op-1', 'louder', true],
    ['op-2', 'loud again', true],
    ['op-3', 'hums', true],
  ]);
  expect(await listNotes(db, { limit: 10 })).toHaveLength(2);
});

test('a crash after any statement leaves an older version whole', async () => {
  const whole = await versionOne();
  const before = whole.sql.statements.length;
  await migrate(whole.db);
  const needed = whole.sql.statements.length - before;
  for (let at = 2; at <= needed; at += 1) {
    const { sql, db } = await versionOne();
    sql.failFrom = sql.statements.length + at;
    await expect(migrate(db)).rejects.toThrow();
    sql.failFrom = undefined;
    const left = (await versionOf(db)) ?? 0;
    expect(left).toBeLessThan(VERSION);
    const same = await versionOne();
    await migrate(same.db, left);
    expect(await schemaOf(db)).toEqual(await schemaOf(same.db));
    expect(await db.all('SELECT op_id FROM outbox')).toHaveLength(3);
    await migrate(db);
    expect(await versionOf(db)).toBe(VERSION);
  }
});

test('a newer database is not touched', async () => {
  const { sql, db } = await versionOne();
  await db.write((tx) => tx.run(`PRAGMA user_version = ${VERSION + 1}`));
  const before = sql.statements.length;
  await expect(migrate(db)).rejects.toMatchObject({ fault: 'newer' });
  expect(sql.statements.slice(before)).toEqual(['PRAGMA user_version']);
});

test('migrating twice changes nothing', async () => {
  const { sql, db } = await versionOne();
  await migrate(db);
  const before = sql.statements.length;
  await migrate(db);
  expect(sql.statements).toHaveLength(before + 1);
});

test('what needs a person is counted without reading every note', async () => {
  const sql = countingDb(await openSqlJs());
  const db = exclusiveDb(sql);
  await migrate(db);
  for (const ask of [counts, undecided]) {
    await ask(db);
    const plan = await db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql.statements.at(-1)}`);
    const steps = plan.map(({ detail }) => detail);
    expect(steps).toContainEqual(expect.stringMatching(/^SCAN note USING .*INDEX note_undecided/));
    expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
  }
});
