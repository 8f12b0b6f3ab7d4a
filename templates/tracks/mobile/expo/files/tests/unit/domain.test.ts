import { afterFailure, isDue, NO_BACKOFF, type Backoff } from '../../src/domain/backoff';
import { faultsOf } from '../../src/domain/note';
import { contentOf } from '../../src/domain/op';
import { overlay } from '../../src/domain/overlay';
import { problemOf, problemOfStatus, SyncError } from '../../src/domain/problem';

const always = (value: number) => () => value;

describe('backoff', () => {
  test('doubles its ceiling up to five minutes', () => {
    let backoff: Backoff = NO_BACKOFF;
    const waits: number[] = [];
    for (let failure = 0; failure < 12; failure += 1) {
      backoff = afterFailure(backoff, 0, always(0.999_999));
      waits.push(Math.round(backoff.nextAt / 1000));
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
    expect(backoff.attempts).toBe(12);
  });

  test('spreads over the whole range, but never under a second', () => {
    expect(afterFailure({ attempts: 5, nextAt: 0 }, 0, always(0.5)).nextAt).toBe(32_000);
    expect(afterFailure({ attempts: 5, nextAt: 0 }, 0, always(0)).nextAt).toBe(1_000);
  });

  test('obeys a server that asks for more', () => {
    expect(afterFailure(NO_BACKOFF, 500, always(0), 90_000).nextAt).toBe(90_500);
  });

  test('is due from its moment on', () => {
    expect(isDue({ attempts: 1, nextAt: 10 }, 9)).toBe(false);
    expect(isDue({ attempts: 1, nextAt: 10 }, 10)).toBe(true);
  });
});

describe('validation', () => {
  test.each([
    [{ title: '' }, { title: 'A title is needed' }],
    [{ title: '  ' }, { title: 'A title is needed' }],
    [{ title: 'a\nb' }, { title: 'One line only' }],
    [{ title: 'x'.repeat(121) }, { title: 'At most 120 characters' }],
    [{ body: 'x'.repeat(4001) }, { body: 'At most 4,000 characters' }],
    [{ site: ' ' }, { site: 'A site is needed' }],
  ])('%j', (patch, faults) => {
    expect(faultsOf(patch)).toEqual(faults);
  });

  test('finds nothing wrong with the longest that is allowed', () => {
    expect(faultsOf({ title: 'x'.repeat(120), body: 'x'.repeat(4000), site: 'S' })).toEqual({});
  });
});

describe('overlay', () => {
  const server = {
    id: 'n',
    site: 'Dairy',
    title: 'Fan',
    body: 'quiet',
    state: 'ok' as const,
    deleted: false,
    rev: 7,
    losers: [
      {
        id: 'l1',
        field: 'body' as const,
        value: 'loud',
        device: 'ben',
        at: '2000-01-01T00:00:00Z',
      },
    ],
  };

  test('lays unsent edits over the server in their order', () => {
    const unsent = [
      { patch: { body: 'warm' }, resolves: [] },
      { patch: { body: 'hot', state: 'watch' as const }, resolves: [] },
    ];
    expect(overlay('n', server, unsent)).toMatchObject({
      title: 'Fan',
      body: 'hot',
      state: 'watch',
      rev: 7,
    });
  });

  test('hides a loser that an unsent decision settles', () => {
    expect(overlay('n', server, []).losers).toHaveLength(1);
    expect(overlay('n', server, [{ patch: {}, resolves: ['l1'] }]).losers).toEqual([]);
  });
});

describe('problems', () => {
  const refusal = { type: 'invalid' as const, title: 'no' };

  test.each([
    [401, { kind: 'auth' }],
    [408, { kind: 'timeout' }],
    [410, { kind: 'cursor-too-old' }],
    [413, { kind: 'too-large' }],
    [400, { kind: 'rejected', refusal }],
    [422, { kind: 'rejected', refusal }],
    [429, { kind: 'server', status: 429, retryAfterMs: 7_000 }],
    [503, { kind: 'server', status: 503, retryAfterMs: 7_000 }],
  ])('%d', (status, problem) => {
    expect(problemOfStatus(status, '7', refusal)).toEqual(problem);
  });

  test('a date in Retry-After would need a clock that is right', () => {
    expect(problemOfStatus(503, 'Mon, 03 Jan 2000 10:00:00 GMT', refusal)).toMatchObject({
      retryAfterMs: undefined,
    });
  });

  test('a fault of our own is not taken for a bad network', () => {
    expect(problemOf(new SyncError({ kind: 'timeout' }))).toEqual({ kind: 'timeout' });
    expect(() => problemOf(new RangeError('bug'))).toThrow(RangeError);
  });
});

test('operations are the same when their content is, whatever the order of keys', () => {
  const op = {
    id: 'a',
    noteId: 'n',
    base: 1,
    patch: { title: 't', body: 'b' },
    resolves: ['x', 'y'],
  };
  expect(contentOf({ ...op, patch: { body: 'b', title: 't' }, resolves: ['y', 'x'] })).toBe(
    contentOf(op),
  );
  expect(contentOf({ ...op, base: 2 })).not.toBe(contentOf(op));
});
