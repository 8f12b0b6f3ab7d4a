import { listNotes, readNote, sitesOf } from '../../src/data/notes';
import { counts, queue, takeBatch } from '../../src/data/outbox';
import { makeOffice, makePhone, PUMP, type Phone } from '../support/world';

let phone: Phone;
beforeEach(async () => {
  phone = await makePhone(makeOffice(), { name: 'ana' });
});

describe('an edit', () => {
  test('is in the note and in the outbox together', async () => {
    await phone.writer.edit('n1', PUMP);
    expect(await readNote(phone.db, 'n1')).toMatchObject({ ...PUMP, waiting: true, rev: 0 });
    expect(await queue(phone.db)).toMatchObject([{ noteId: 'n1', base: 0, patch: PUMP }]);
  });

  test('leaves nothing behind when the storage fails between the two', async () => {
    const { statements } = phone.sql;
    await phone.writer.edit('n1', PUMP);
    const before = statements.length;
    await phone.writer.edit('n2', PUMP);
    const needed = statements.length - before;
    for (let at = 2; at <= needed; at += 1) {
      phone.sql.failFrom = statements.length + at;
      await expect(phone.writer.edit('n3', PUMP)).rejects.toMatchObject({ name: 'StorageError' });
      phone.sql.failFrom = undefined;
      expect(await readNote(phone.db, 'n3')).toBeUndefined();
      expect(await queue(phone.db)).toHaveLength(2);
    }
  });

  test('on a full disk says so', async () => {
    const { statements } = phone.sql;
    phone.sql.failFrom = statements.length + 3;
    const full = jest
      .spyOn(phone.sql, 'run')
      .mockRejectedValue(new Error('database or disk is full'));
    await expect(phone.writer.edit('n1', PUMP)).rejects.toMatchObject({ fault: 'full' });
    full.mockRestore();
  });

  test('that is not valid never enters the outbox', async () => {
    await expect(phone.writer.edit('n1', { ...PUMP, title: '' })).rejects.toThrow(
      'A title is needed',
    );
    expect(await queue(phone.db)).toEqual([]);
  });

  test('typing a sentence is one operation, a pause of five seconds begins another', async () => {
    await phone.writer.edit('n1', PUMP);
    phone.clock.advance(60_000);
    for (const body of ['w', 'wa', 'war', 'warm']) {
      await phone.writer.edit('n1', { body });
      phone.clock.advance(4_999);
    }
    expect((await queue(phone.db)).map(({ patch }) => patch.body)).toEqual(['4.2 bar', 'warm']);
    phone.clock.advance(1);
    await phone.writer.edit('n1', { body: 'warm and loud' });
    expect(await queue(phone.db)).toHaveLength(3);
  });

  test('another field is another operation', async () => {
    await phone.writer.edit('n1', PUMP);
    phone.clock.advance(60_000);
    await phone.writer.edit('n1', { body: 'warm' });
    await phone.writer.edit('n1', { state: 'watch' });
    expect(await queue(phone.db)).toHaveLength(3);
  });

  test('an operation that may have left is never changed again', async () => {
    await phone.writer.edit('n1', PUMP);
    await takeBatch(phone.db, 50);
    await phone.writer.edit('n1', { body: 'warm' });
    expect(await queue(phone.db)).toMatchObject([
      { patch: { body: '4.2 bar' }, sent: true },
      { patch: { body: 'warm' }, sent: false },
    ]);
  });
});

describe('reading', () => {
  test('shows what waits first, then the newest', async () => {
    await phone.writer.edit('n1', PUMP);
    await phone.engine.wake('manual');
    await phone.writer.edit('n2', { ...PUMP, title: 'Fan 2' });
    await phone.engine.wake('manual');
    await phone.writer.edit('n1', { body: 'later' });
    expect((await listNotes(phone.db, { limit: 10 })).map(({ id }) => id)).toEqual(['n1', 'n2']);
    expect(await counts(phone.db)).toEqual({ waiting: 1, needYou: 0 });
  });

  test('finds words of site and title, and takes signs of the pattern language as they are', async () => {
    await phone.writer.edit('n1', PUMP);
    await phone.writer.edit('n2', { ...PUMP, title: '100 % load', site: 'Dairy' });
    const found = async (search: string) =>
      (await listNotes(phone.db, { search, limit: 10 })).map(({ id }) => id);
    expect(await found('pump')).toEqual(['n1']);
    expect(await found('dairy')).toEqual(['n2']);
    expect(await found('%')).toEqual(['n2']);
    expect(await found('_')).toEqual([]);
    expect(await sitesOf(phone.db)).toEqual(['Brewery, cellar 1', 'Dairy']);
  });

  test('pages without a gap and hides what is deleted', async () => {
    for (let at = 0; at < 25; at += 1) await phone.writer.edit(`n${at}`, PUMP);
    await phone.writer.edit('n7', { deleted: true });
    const seen: string[] = [];
    let after: { rank: number; id: string } | undefined;
    for (;;) {
      const page = await listNotes(phone.db, { limit: 10, after });
      seen.push(...page.map(({ id }) => id));
      after = page.at(-1);
      if (page.length < 10) break;
    }
    expect(seen).toHaveLength(24);
    expect(new Set(seen).size).toBe(24);
    expect(seen).not.toContain('n7');
  });
});
