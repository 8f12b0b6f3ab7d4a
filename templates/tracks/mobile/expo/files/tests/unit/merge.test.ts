import { merge, type Kept } from '../../src/domain/merge';
import type { Patch } from '../../src/domain/note';

let ops = 0;

/** A short history of one note: who, having seen which `rev`, changed what. */
function history(
  ...steps: [device: string, base: number, patch: Patch, resolves?: string[]][]
): Kept {
  let kept: Kept | undefined;
  for (const [index, [device, base, patch, resolves = []]] of steps.entries()) {
    ops += 1;
    const op = { id: `op-${ops}`, noteId: 'n', base, patch, resolves };
    kept = merge(kept, op, { device, rev: index + 1, at: `2000-01-01T00:00:0${index}Z` });
  }
  if (kept === undefined) throw new Error('a history has at least one step');
  return kept;
}

const WRITTEN: Patch = { site: 'Brewery', title: 'Pump', body: '4 bar', state: 'ok' };

describe('merge', () => {
  test('takes a first operation as it is', () => {
    const { note } = history(['ana', 0, WRITTEN]);
    expect(note).toMatchObject({ ...WRITTEN, rev: 1, losers: [], deleted: false });
  });

  test('two people at two fields lose nothing', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5 bar' }],
      ['ben', 1, { state: 'watch' }],
    );
    expect(note).toMatchObject({ body: '5 bar', state: 'watch', losers: [] });
  });

  test('the arriving value wins, and the one that it had not seen is kept as a loser', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5 bar' }],
      ['ben', 1, { body: '6 bar' }],
    );
    expect(note.body).toBe('6 bar');
    expect(note.losers).toEqual([
      expect.objectContaining({
        field: 'body',
        value: '5 bar',
        device: 'ana',
        at: '2000-01-01T00:00:01Z',
      }),
    ]);
  });

  test('the same value twice is no conflict', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5 bar' }],
      ['ben', 1, { body: '5 bar' }],
    );
    expect(note.losers).toEqual([]);
  });

  test('a value that was seen is overwritten without a word', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5 bar' }],
      ['ben', 2, { body: '6 bar' }],
    );
    expect(note.losers).toEqual([]);
  });

  test('own consecutive edits never conflict, however stale their base is', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ana', 0, { body: '5 bar' }],
      ['ana', 0, { body: '6 bar' }],
    );
    expect(note).toMatchObject({ body: '6 bar', losers: [] });
  });

  test('a decision clears the loser that it names and no other', () => {
    const before = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5' }],
      ['ben', 1, { body: '6' }],
    );
    const [loser] = before.note.losers;
    const op = { id: 'op-choice', noteId: 'n', base: 3, patch: {}, resolves: [loser?.id ?? ''] };
    const arrival = { device: 'ana', rev: 4, at: '2000-01-01T00:00:09Z' };
    expect(merge(before, op, arrival).note.losers).toEqual([]);
    expect(merge(before, { ...op, resolves: ['other'] }, arrival).note.losers).toHaveLength(1);
  });

  test('two people who choose differently at the same time make no new conflict', () => {
    const before = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5' }],
      ['ben', 1, { body: '6' }],
    );
    const resolves = before.note.losers.map(({ id }) => id);
    const keeps = { id: 'op-keep', noteId: 'n', base: 3, patch: {}, resolves };
    const takes = { id: 'op-take', noteId: 'n', base: 3, patch: { body: '5' }, resolves };
    const at = '2000-01-01T00:00:09Z';
    for (const order of [
      [keeps, takes],
      [takes, keeps],
    ]) {
      let kept = before;
      for (const [index, op] of order.entries()) {
        kept = merge(kept, op, { device: op === keeps ? 'ben' : 'ana', rev: 4 + index, at });
      }
      expect(kept.note).toMatchObject({ body: '5', losers: [] });
    }
  });
});

describe('deleting', () => {
  test('hides a note that nobody else has touched since', () => {
    expect(history(['ana', 0, WRITTEN], ['ben', 1, { deleted: true }]).note).toMatchObject({
      deleted: true,
      losers: [],
    });
  });

  test('an edit that the deleter had not seen beats the delete, when it came first', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5' }],
      ['ben', 1, { deleted: true }],
    );
    expect(note).toMatchObject({ deleted: false, body: '5' });
    expect(note.losers).toEqual([
      expect.objectContaining({ field: 'deleted', value: true, device: 'ben' }),
    ]);
  });

  test('and when it came second', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ben', 1, { deleted: true }],
      ['ana', 1, { body: '5' }],
    );
    expect(note).toMatchObject({ deleted: false, body: '5' });
    expect(note.losers).toEqual([expect.objectContaining({ field: 'deleted', device: 'ben' })]);
  });

  test('even if the deleter had overwritten that edit in the same spell', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5' }],
      ['ben', 1, { body: '6' }],
      ['ben', 1, { deleted: true }],
    );
    expect(note.deleted).toBe(false);
    expect(note.losers.map(({ field }) => field).sort()).toEqual(['body', 'deleted']);
  });

  test('settling a conflict is no edit that a delete could overlook', () => {
    const before = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { body: '5' }],
      ['ben', 1, { body: '6' }],
    );
    const resolves = before.note.losers.map(({ id }) => id);
    const at = '2000-01-01T00:00:09Z';
    const settled = merge(
      before,
      { id: 'op-settle', noteId: 'n', base: 3, patch: {}, resolves },
      { device: 'ana', rev: 4, at },
    );
    const deleted = merge(
      settled,
      { id: 'op-delete', noteId: 'n', base: 3, patch: { deleted: true }, resolves: [] },
      { device: 'ben', rev: 5, at },
    );
    expect(deleted.note).toMatchObject({ deleted: true, losers: [] });
  });

  test('can be taken back', () => {
    const { note } = history(
      ['ana', 0, WRITTEN],
      ['ana', 1, { deleted: true }],
      ['ana', 2, { deleted: false }],
    );
    expect(note.deleted).toBe(false);
  });
});
