/**
 * Squashing: what waits for one note travels as one operation, and what may have left is never touched.
 * The property of two devices belongs to it: it has to hold over the new engine as it held over the old one.
 */
import '../../tests/property/sync.test';
import { memoryJournal, type Entry } from '../../server/journal';
import { queue, takeBatch } from '../../src/data/outbox';
import { applyServer, readNote } from '../../src/data/notes';
import { makeOffice, makePhone, PUMP, type Office, type Phone } from '../../tests/support/world';

let lines: Entry[];
let office: Office;
let ana: Phone;
beforeEach(async () => {
  lines = [];
  office = makeOffice(undefined, {
    ...memoryJournal(),
    append: (line) => {
      lines.push(line);
    },
  });
  ana = await makePhone(office, { name: 'ana' });
  await ana.writer.edit('n1', PUMP);
  await ana.writer.edit('n2', PUMP);
  await ana.engine.wake('manual');
  ana.clock.advance(60_000);
});

test('ten edits of three fields, minutes apart and with another note between them, are one operation', async () => {
  const before = office.book.tally.merged;
  const written = lines.length;
  for (let at = 0; at < 10; at += 1) {
    const patch = [{ body: `reading ${at}` }, { title: `Pump ${at}` }, { state: 'watch' as const }][
      at % 3
    ];
    await ana.writer.edit('n1', patch ?? {});
    if (at === 4) await ana.writer.edit('n2', { body: 'another note' });
    ana.clock.advance(120_000);
  }
  const waiting = (await queue(ana.db)).filter(({ noteId }) => noteId === 'n1');
  expect(waiting.map(({ patch }) => patch)).toEqual([
    { body: 'reading 9', title: 'Pump 7', state: 'watch' },
  ]);
  await ana.engine.wake('manual');
  expect(office.book.tally.merged - before).toBe(2);
  const grown = lines.slice(written).map(({ ops }) => ops.map(({ noteId }) => noteId));
  expect(grown).toEqual([['n1', 'n2']]);
  expect(office.book.notes.find(({ id }) => id === 'n1')).toMatchObject({
    body: 'reading 9',
    title: 'Pump 7',
    state: 'watch',
  });
});

test('what came in unseen is still a conflict, and what was seen is none', async () => {
  const ben = await makePhone(office, { name: 'ben' });
  await ben.engine.wake('manual');
  await ana.writer.edit('n1', { body: 'from ana' });
  await ben.writer.edit('n1', { body: 'from ben', title: 'Pump B' });
  await ben.engine.wake('manual');
  // It comes in while the edit waits: the title can be seen now, the body is covered by the own one.
  const theirs = office.book.notes.find(({ id }) => id === 'n1');
  if (theirs === undefined) throw new Error('n1 is missing at the office');
  await ana.db.write((tx) => applyServer(tx, theirs));
  ana.clock.advance(120_000);
  await ana.writer.edit('n1', { title: 'Pump A' });
  await ana.writer.edit('n1', { body: 'from ana, later' });
  await ana.engine.wake('manual');
  const note = await readNote(ana.db, 'n1');
  expect(note).toMatchObject({ title: 'Pump A', body: 'from ana, later' });
  expect(note?.losers).toMatchObject([{ field: 'body', value: 'from ben' }]);
});

test('an operation that may have left is never changed', async () => {
  await ana.writer.edit('n1', { body: 'first' });
  await takeBatch(ana.db, 50);
  await ana.writer.edit('n1', { title: 'Pump 9' });
  ana.clock.advance(120_000);
  await ana.writer.edit('n1', { body: 'second' });
  expect((await queue(ana.db)).map(({ patch, sent }) => [patch, sent])).toEqual([
    [{ body: 'first' }, true],
    [{ title: 'Pump 9', body: 'second' }, false],
  ]);
});

test('a refused operation waits for its person, and nothing is folded into it', async () => {
  await ana.writer.edit('n9', { body: 'of a note that nobody knows' });
  await ana.engine.wake('manual');
  await ana.writer.edit('n9', { title: 'Fan' });
  const waiting = (await queue(ana.db)).filter(({ noteId }) => noteId === 'n9');
  expect(waiting.map(({ refusal }) => refusal !== undefined)).toEqual([true, false]);
});
