/** The filter: right rows in the right order, an index for each combination, a migration that keeps the outbox. */
import { fireEvent, screen, waitFor } from '@testing-library/react-native';
import { countingDb } from '../../src/adapters/counting-db';
import { exclusiveDb } from '../../src/adapters/exclusive-db';
import { openSqlJs } from '../../src/adapters/sqljs-db';
import { migrate } from '../../src/data/migrations';
import { listNotes, type Listed, type ListQuery } from '../../src/data/notes';
import { queue } from '../../src/data/outbox';
import type { State } from '../../src/domain/note';
import type { Db } from '../../src/sync/ports';
import { ListScreen } from '../../src/ui/screens/ListScreen';
import { makeScene, show } from '../../tests/support/screen';
import { PUMP } from '../../tests/support/world';

interface Filtered extends ListQuery {
  readonly site?: string | undefined;
  readonly state?: State | undefined;
}
const list: (db: Db, query: Filtered) => Promise<Listed[]> = listNotes;

const SITES = ['Bath', 'Brewery', 'Dairy', 'Theatre'];
const STATES: readonly State[] = ['ok', 'watch', 'defect'];

async function filled() {
  const sql = countingDb(await openSqlJs());
  const db = exclusiveDb(sql);
  await migrate(db);
  await db.write(async (tx) => {
    for (let at = 0; at < 5000; at += 1) {
      await tx.run(
        `INSERT INTO note (id, site, title, body, state, deleted, rev, rank) VALUES (?, ?, ?, '', ?, ?, ?, ?)`,
        `n${at}`,
        SITES[(at * 7) % 4] ?? '',
        `Fan ${at}`,
        STATES[(at * 5) % 3] ?? '',
        at % 11 === 0 ? 1 : 0,
        at,
        at,
      );
    }
  });
  return { sql, db };
}

const COMBINATIONS: readonly Pick<Filtered, 'site' | 'state'>[] = [
  ...SITES.map((site) => ({ site })),
  ...STATES.map((state) => ({ state })),
  ...SITES.flatMap((site) => STATES.map((state) => ({ site, state }))),
];

test('each combination gives its rows, newest first, page by page, without what is deleted', async () => {
  const { db } = await filled();
  const all = await list(db, { limit: 10_000 });
  for (const filter of COMBINATIONS) {
    const right = all.filter(
      ({ site, state }) => site === (filter.site ?? site) && state === (filter.state ?? state),
    );
    const seen: Listed[] = [];
    for (let after: Listed | undefined; ; after = seen.at(-1)) {
      const page = await list(db, { ...filter, limit: 170, after });
      seen.push(...page);
      if (page.length < 170) break;
      if (seen.length > 5000) throw new Error(`${JSON.stringify(filter)}: paging does not end`);
    }
    const wrong = right.findIndex(({ id }, at) => seen[at]?.id !== id);
    expect({ ...filter, rows: seen.length, firstWrong: wrong }).toEqual({
      ...filter,
      rows: right.length,
      firstWrong: -1,
    });
  }
});

test('the database finds them by an index, and need not sort', async () => {
  const { sql, db } = await filled();
  for (const filter of [
    { site: 'Dairy' },
    { state: 'watch' as const },
    { site: 'Dairy', state: 'watch' as const },
  ]) {
    await list(db, { ...filter, limit: 50 });
    const text = sql.statements.at(-1) ?? '';
    const plan = (await db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`)).map(
      ({ detail }) => detail,
    );
    const byIndex = plan.some((line) =>
      /SEARCH note USING .*INDEX .*\(.*(site|state)=\?/.test(line),
    );
    expect({ filter, byIndex, plan }).toMatchObject({ byIndex: true });
    expect({ filter, sorts: plan.filter((line) => line.includes('TEMP B-TREE')) }).toEqual({
      filter,
      sorts: [],
    });
  }
});

test('a database of version 2 becomes version 3 and keeps its unsent operations', async () => {
  const db = exclusiveDb(await openSqlJs());
  await migrate(db, 2);
  await db.write((tx) =>
    tx.run(
      `INSERT INTO outbox (op_id, note_id, base, patch) VALUES ('op-1', 'n1', 0, '{"body":"loud"}')`,
    ),
  );
  await migrate(db);
  const [row] = await db.all<{ user_version: number }>('PRAGMA user_version');
  expect(row).toEqual({ user_version: 3 });
  expect(await queue(db)).toMatchObject([{ id: 'op-1', patch: { body: 'loud' } }]);
});

test('the list offers both, says what is chosen, and remembers it', async () => {
  const nothing = () => undefined;
  const screenOf = (
    <ListScreen onOpen={nothing} onNew={nothing} onQueue={nothing} onSettings={nothing} />
  );
  const scene = await makeScene();
  await scene.phone.writer.edit('n1', PUMP);
  await scene.phone.writer.edit('n2', { ...PUMP, title: 'Fan 7', state: 'defect' });
  const first = show(scene, screenOf);
  await screen.findByText('Fan 7');
  const defect = await screen.findByRole('radio', { name: 'Defect' }).catch(() => undefined);
  if (defect === undefined) throw new Error('the list has no radio "Defect" yet');
  fireEvent.press(defect);
  await waitFor(() => expect(screen.queryByText('Pump 3')).toBeNull());
  expect(screen.getByRole('radio', { name: 'Defect', checked: true })).toBeOnTheScreen();
  expect(screen.getByRole('radio', { name: PUMP.site, checked: false })).toBeOnTheScreen();
  await waitFor(async () =>
    expect(await scene.phone.db.all(`SELECT key FROM meta WHERE key = 'filter'`)).toHaveLength(1),
  );
  first.unmount();

  const again = await makeScene('ana', scene.office, scene.phone.bytes());
  show(again, screenOf);
  await screen.findByText('Fan 7');
  expect(await screen.findByRole('radio', { name: 'Defect', checked: true })).toBeOnTheScreen();
  await waitFor(() => expect(screen.queryByText('Pump 3')).toBeNull());
});
