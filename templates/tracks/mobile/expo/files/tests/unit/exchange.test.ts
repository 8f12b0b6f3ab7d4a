import { listNotes, applyServer, readNote } from '../../src/data/notes';
import { backoffOf, cursorOf } from '../../src/data/meta';
import { counts, queue } from '../../src/data/outbox';
import { makeOffice, makePhone, PUMP, TestClock, type Office, type Phone } from '../support/world';

let office: Office;
let ana: Phone;
let ben: Phone;
beforeEach(async () => {
  office = makeOffice();
  ana = await makePhone(office, { name: 'ana' });
  ben = await makePhone(office, { name: 'ben' });
});

const status = (code: number, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ type: 'x', title: 'x' }), { status: code, headers });
const pushes = () => office.log.filter(({ route }) => route === '/v1/push').length;

describe('sending', () => {
  test('what one writes the other reads', async () => {
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    await ben.engine.wake('start');
    expect(await readNote(ben.db, 'n1')).toMatchObject({ ...PUMP, waiting: false });
    expect(await queue(ana.db)).toEqual([]);
    expect(ana.engine.state).toEqual({ kind: 'idle' });
  });

  test('goes in batches of fifty, in order', async () => {
    for (let at = 0; at < 120; at += 1) await ana.writer.edit(`n${at}`, PUMP);
    await ana.engine.wake('edit');
    expect(pushes()).toBe(3);
    expect(office.book.notes.map(({ id }) => id)).toEqual(
      Array.from({ length: 120 }, (_, at) => `n${at}`),
    );
  });

  test('a lost answer is asked for again, and nothing is done twice', async () => {
    office.weather.loseAnswer = () => true;
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    expect(await counts(ana.db)).toMatchObject({ waiting: 1 });
    office.weather.loseAnswer = () => false;
    await ana.engine.wake('manual');
    expect(await queue(ana.db)).toEqual([]);
    expect(office.book.tally).toMatchObject({ merged: 1, replayed: 1 });
  });

  test('an edit that is written during the flight stays in the outbox', async () => {
    await ana.writer.edit('n1', PUMP);
    const seen: (string | undefined)[] = [];
    office.weather.before = async (path) => {
      if (path !== '/v1/push') return undefined;
      seen.push((await readNote(ana.db, 'n1'))?.body);
      if (seen.length === 1) await ana.writer.edit('n1', { body: 'while it flew' });
      return undefined;
    };
    await ana.engine.wake('edit');
    // Between the two pushes the answer to the first one was taken in; it did not cover what was typed since.
    expect(seen).toEqual(['4.2 bar', 'while it flew']);
    expect(office.book.notes[0]?.body).toBe('while it flew');
  });

  test('a refused operation waits for a person, and later ones go on', async () => {
    await ana.writer.edit('n1', { body: 'of a note that nobody knows' });
    await ana.writer.edit('n2', PUMP);
    await ana.engine.wake('edit');
    expect(await queue(ana.db)).toMatchObject([
      {
        noteId: 'n1',
        refusal: { type: 'unknown-note', title: 'The server does not know this note' },
      },
    ]);
    expect(await counts(ana.db)).toEqual({ waiting: 0, needYou: 1 });
    await ana.writer.edit('n3', PUMP);
    await ana.engine.wake('edit');
    expect(office.book.notes.map(({ id }) => id)).toEqual(['n2', 'n3']);
  });

  test('discarding gives the server the last word, mending sends again under a new id', async () => {
    await ana.writer.edit('n1', { body: 'orphan' });
    await ana.engine.wake('edit');
    const [op] = await queue(ana.db);
    if (op === undefined) throw new Error('it was not refused');
    await ana.writer.resend(op, PUMP);
    await ana.engine.wake('edit');
    expect(office.book.notes).toMatchObject([{ id: 'n1', ...PUMP }]);

    await ana.writer.edit('n9', { body: 'another orphan' });
    await ana.engine.wake('edit');
    const [other] = await queue(ana.db);
    if (other === undefined) throw new Error('it was not refused');
    await ana.writer.discard(other);
    expect(await queue(ana.db)).toEqual([]);
    expect(await readNote(ana.db, 'n9')).toBeUndefined();
  });

  test('a request that is too large is halved until the guilty one stands alone', async () => {
    for (let at = 0; at < 8; at += 1) await ana.writer.edit(`n${at}`, PUMP);
    await ana.writer.edit('big', { ...PUMP, title: 'Big' });
    office.weather.before = () => undefined;
    const fetch = office.fetch;
    const picky: typeof fetch = (input, init) =>
      typeof init?.body === 'string' && init.body.includes('"Big"')
        ? Promise.resolve(status(413))
        : fetch(input, init);
    const cleo = await makePhone({ ...office, fetch: picky }, { name: 'cleo', bytes: ana.bytes() });
    await cleo.engine.wake('start');
    expect(office.book.notes).toHaveLength(8);
    expect(await queue(cleo.db)).toMatchObject([{ noteId: 'big', refusal: { type: 'too-large' } }]);
  });

  test('an answer that names none of ours is a failure, not an endless loop', async () => {
    office.weather.before = (path) =>
      path === '/v1/push' ? new Response(JSON.stringify({ verdicts: [] })) : undefined;
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    expect(ana.engine.state.kind).toBe('waiting');
    expect(await counts(ana.db)).toMatchObject({ waiting: 1 });
  });
});

describe('fetching', () => {
  test('a page and its cursor are stored together or not at all', async () => {
    for (let at = 0; at < 250; at += 1) await ana.writer.edit(`n${at}`, PUMP);
    await ana.engine.wake('edit');
    await ben.engine.wake('start');
    expect(await listNotes(ben.db, { limit: 500 })).toHaveLength(250);
    expect(office.log.filter(({ route }) => route === '/v1/pull').length).toBeGreaterThanOrEqual(4);

    const cleo = await makePhone(office, { name: 'cleo' });
    // The storage fails at the first note of the second page.
    let atSecondPage = false;
    const run = cleo.sql.run.bind(cleo.sql);
    cleo.sql.run = async (text, ...params) => {
      if (atSecondPage && /^INSERT (OR REPLACE )?INTO note/.test(text)) {
        atSecondPage = false;
        throw new Error('database disk image is malformed');
      }
      await run(text, ...params);
      if (params[0] === 'cursor') atSecondPage = params[1] === '100';
    };
    await cleo.engine.wake('start');
    expect(cleo.engine.state).toEqual({ kind: 'paused', reason: 'storage' });
    expect(await cursorOf(cleo.db)).toBe(100);
    expect(await listNotes(cleo.db, { limit: 500 })).toHaveLength(100);
    await cleo.engine.wake('manual');
    expect(await listNotes(cleo.db, { limit: 500 })).toHaveLength(250);
  });

  test('a state older than the known one is ignored', async () => {
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    const now = await readNote(ana.db, 'n1');
    if (now === undefined) throw new Error('n1 is missing');
    const { rank: _rank, waiting: _waiting, ...note } = now;
    await ana.db.write((tx) => applyServer(tx, { ...note, body: 'old news', rev: note.rev - 1 }));
    expect(await readNote(ana.db, 'n1')).toMatchObject({ body: '4.2 bar' });
  });

  test('a server that starts anew causes one full pull and keeps the outbox', async () => {
    for (let at = 0; at < 5; at += 1) await ana.writer.edit(`n${at}`, PUMP);
    await ana.engine.wake('edit');
    const fresh = makeOffice();
    const moved = await makePhone(fresh, { name: 'ana', bytes: ana.bytes() });
    await ben.writer.edit('other', PUMP);
    await moved.writer.edit('n9', PUMP);
    fresh.weather.before = (path) => (path === '/v1/push' ? status(503) : undefined);
    await moved.engine.wake('start');
    expect(fresh.log.filter((line) => line.status === 410)).toHaveLength(1);
    expect((await listNotes(moved.db, { limit: 9 })).map(({ id }) => id)).toEqual(['n9']);
    expect(await queue(moved.db)).toHaveLength(1);
  });

  test('after a reinstall everything that was sent is there again', async () => {
    for (let at = 0; at < 30; at += 1) await ana.writer.edit(`n${at}`, PUMP);
    await ana.engine.wake('edit');
    const again = await makePhone(office, { name: 'new' });
    await again.engine.wake('start');
    expect(await listNotes(again.db, { limit: 99 })).toHaveLength(30);
  });

  test('a pull goes on although the push fails', async () => {
    await ben.writer.edit('n1', PUMP);
    await ben.engine.wake('edit');
    await ana.writer.edit('n2', PUMP);
    office.weather.before = (path) => (path === '/v1/push' ? status(503) : undefined);
    await ana.engine.wake('edit');
    expect(await readNote(ana.db, 'n1')).toBeDefined();
    expect(await counts(ana.db)).toMatchObject({ waiting: 1 });
    expect(await backoffOf(ana.db, 'push')).toMatchObject({ attempts: 1 });
  });
});

describe('conflicts', () => {
  async function disagree() {
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    await ben.engine.wake('start');
    await ana.writer.edit('n1', { body: 'from ana' });
    await ben.writer.edit('n1', { body: 'from ben' });
    await ana.engine.wake('edit');
    await ben.engine.wake('edit');
    await ana.engine.wake('timer');
  }

  test('both devices see both values', async () => {
    await disagree();
    for (const phone of [ana, ben]) {
      const note = await readNote(phone.db, 'n1');
      expect(note?.body).toBe('from ben');
      expect(note?.losers).toMatchObject([{ value: 'from ana', device: ana.device }]);
    }
    expect(office.book.tally.conflicts).toBe(1);
  });

  test('a decision works offline and clears it everywhere', async () => {
    await disagree();
    const note = await readNote(ana.db, 'n1');
    const [loser] = note?.losers ?? [];
    ana.network = 'none';
    await ana.writer.edit('n1', { body: 'from ana' }, [loser?.id ?? '']);
    expect(await readNote(ana.db, 'n1')).toMatchObject({ body: 'from ana', losers: [] });
    ana.network = 'wifi';
    await ana.engine.wake('returned');
    await ben.engine.wake('timer');
    expect(await readNote(ben.db, 'n1')).toMatchObject({ body: 'from ana', losers: [] });
  });

  test('an unsent edit hides what came in, so its base holds for the next one as well', async () => {
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    await ben.engine.wake('start');
    await ben.writer.edit('n1', { body: 'from ben' });
    await ben.engine.wake('edit');
    ana.clock.advance(60_000);
    await ana.writer.edit('n1', { body: 'first' });
    office.weather.before = (path) => (path === '/v1/push' ? status(503) : undefined);
    await ana.engine.wake('edit');
    ana.clock.advance(60_000);
    await ana.writer.edit('n1', { body: 'second' });
    expect((await queue(ana.db)).map(({ base }) => base)).toEqual([1, 1]);
  });
});

test('clocks decide nothing: a day ahead and a day behind give the same book', async () => {
  const DAY = 86_400_000;
  async function bookOf(anaAt: number, benAt: number): Promise<string> {
    const place = makeOffice();
    const one = await makePhone(place, { name: 'ana', clock: new TestClock(anaAt) });
    const two = await makePhone(place, { name: 'ben', clock: new TestClock(benAt) });
    await one.writer.edit('n1', PUMP);
    await one.engine.wake('edit');
    await two.engine.wake('start');
    await one.writer.edit('n1', { body: 'from ana' });
    await two.writer.edit('n1', { body: 'from ben' });
    await two.writer.edit('n1', { deleted: true });
    for (const phone of [one, two, one]) await phone.engine.wake('manual');
    // The ids of losers hold the id of their operation, which is a new one each time.
    return JSON.stringify(place.book.notes).replace(/"id":"(ana|ben)-\d+/g, '"id":"$1');
  }
  const right = await bookOf(10 * DAY, 10 * DAY);
  expect(right).toContain('from ana');
  expect(await bookOf(11 * DAY, 9 * DAY)).toBe(right);
  expect(await bookOf(9 * DAY, 11 * DAY)).toBe(right);
});
