import { makeApp, type Access } from '../../server/app';
import { Book } from '../../server/book';
import { memoryJournal } from '../../server/journal';
import { seedBook, seedNotes } from '../../server/seed';

const PATCH = { site: 'Dairy', title: 'Fan 1', body: 'quiet', state: 'ok' };
const op = (id: string, more: object = {}) => ({
  id: `operation-${id}`,
  noteId: id,
  base: 0,
  patch: PATCH,
  resolves: [],
  ...more,
});

function world(token?: string) {
  const log: Access[] = [];
  const book = new Book(memoryJournal());
  const app = makeApp({ book, token, origins: ['http://app.test'], log: (line) => log.push(line) });
  const push = (ops: readonly object[], init: RequestInit = {}) =>
    app.request('/v1/push', {
      method: 'POST',
      body: JSON.stringify({ device: 'inspector-1', ops }),
      headers: { 'Content-Type': 'application/json', 'X-Device': 'inspector-1' },
      ...init,
    });
  return { app, book, log, push };
}

describe('push', () => {
  test('answers each operation with the note as it is now', async () => {
    const { push } = world();
    const answer = await push([op('n1'), op('n2')]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      verdicts: [
        { id: 'operation-n1', verdict: 'merged', note: { id: 'n1', rev: 1 } },
        { id: 'operation-n2', verdict: 'merged', note: { id: 'n2', rev: 2 } },
      ],
    });
  });

  test('a known operation changes nothing', async () => {
    const { push, book } = world();
    await push([op('n1')]);
    const answer = await push([op('n1'), op('n1')]);
    expect(await answer.json()).toMatchObject({
      verdicts: [{ verdict: 'merged' }, { verdict: 'merged' }],
    });
    expect(book.rev).toBe(1);
    expect(book.tally).toMatchObject({ merged: 1, replayed: 2 });
  });

  test('the same operation twice in one push counts once', async () => {
    const { push, book } = world();
    await push([op('n1'), op('n1')]);
    expect(book.rev).toBe(1);
  });

  test('the same id with another content is rejected', async () => {
    const { push, book } = world();
    await push([op('n1')]);
    const answer = await push([op('n1', { patch: { ...PATCH, body: 'loud' } })]);
    expect(await answer.json()).toMatchObject({
      verdicts: [{ verdict: 'rejected', problem: { type: 'op-id-reused' } }],
    });
    expect(book.notes[0]?.body).toBe('quiet');
  });

  test('a bad operation does not take its neighbours with it', async () => {
    const { push, book } = world();
    const answer = await push([op('n1', { patch: { ...PATCH, state: 'broken' } }), op('n2')]);
    expect(await answer.json()).toMatchObject({
      verdicts: [{ verdict: 'rejected', problem: { type: 'invalid' } }, { verdict: 'merged' }],
    });
    expect(book.notes.map(({ id }) => id)).toEqual(['n2']);
  });

  test.each([
    ['no JSON', 'not json'],
    ['no device', JSON.stringify({ ops: [op('n1')] })],
    ['no operation', JSON.stringify({ device: 'inspector-1', ops: [] })],
    [
      'more than fifty',
      JSON.stringify({
        device: 'inspector-1',
        ops: Array.from({ length: 51 }, (_, at) => op(`n${at}`)),
      }),
    ],
  ])('%s is a problem document', async (_name, body) => {
    const { push } = world();
    const answer = await push([], { body });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('Content-Type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'invalid' });
  });

  test('more than a mebibyte is refused before it is read', async () => {
    const { push } = world();
    const answer = await push([], { body: 'x'.repeat(1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
  });
});

describe('pull', () => {
  test('gives pages from a cursor, oldest change first', async () => {
    const { app, book } = world();
    seedBook(book, 250);
    const seen: string[] = [];
    let after = 0;
    for (let more = true; more;) {
      const page = (await (await app.request(`/v1/pull?after=${after}&limit=100`)).json()) as {
        notes: { id: string }[];
        cursor: number;
        more: boolean;
      };
      seen.push(...page.notes.map(({ id }) => id));
      ({ cursor: after, more } = page);
    }
    expect(seen).toEqual(seedNotes(250).map(({ id }) => id));
    expect(after).toBe(250);
  });

  test.each(['after=-1', 'after=x', 'limit=0', 'limit=201', 'after=1.5'])(
    '%s is refused',
    async (query) => {
      expect((await world().app.request(`/v1/pull?${query}`)).status).toBe(400);
    },
  );

  test('a cursor of another book is too old', async () => {
    const answer = await world().app.request('/v1/pull?after=7');
    expect(answer.status).toBe(410);
    expect(await answer.json()).toMatchObject({ type: 'cursor-too-old' });
  });
});

describe('rights and logs', () => {
  const token = 'a-token-of-some-length';

  test('a token is asked for where one is set', async () => {
    const { app } = world(token);
    const ask = (given?: string) =>
      app.request(
        '/v1/pull',
        given === undefined ? {} : { headers: { Authorization: `Bearer ${given}` } },
      );
    expect((await ask()).status).toBe(401);
    expect((await ask('a-token-of-same-length')).status).toBe(401);
    expect((await ask(token)).status).toBe(200);
    expect((await app.request('/healthz')).status).toBe(200);
  });

  test('the log holds who, where and how it went, and never a text or the token', async () => {
    const { push, log } = world(token);
    await push([op('n1', { patch: { ...PATCH, body: 'call ana@example.com' } })], {
      headers: { Authorization: `Bearer ${token}`, 'X-Device': 'inspector-1' },
    });
    expect(log).toEqual([
      { device: 'inspector-1', route: '/v1/push', status: 200, ms: expect.any(Number) as number },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/ana@example|token-of|quiet|Fan/);
  });

  test('what calls itself a device and is none is not written into the log', async () => {
    const { app, log } = world();
    await app.request('/v1/pull', { headers: { 'X-Device': 'ana@example.com' } });
    await app.request('/v1/pull');
    expect(log.map(({ device }) => device)).toEqual(['-', '-']);
  });

  test('only the page that it was told of may call from a browser', async () => {
    const { app } = world();
    const from = async (origin: string) =>
      (await app.request('/v1/pull', { headers: { Origin: origin } })).headers.get(
        'Access-Control-Allow-Origin',
      );
    expect(await from('http://app.test')).toBe('http://app.test');
    expect(await from('http://elsewhere.test')).toBeNull();
  });
});

test('a fault of the server is a problem document and changes nothing', async () => {
  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const full = {
    append: () => {
      throw new Error('no space left');
    },
    bytes: 0,
    close: () => undefined,
  };
  const book = new Book(full);
  const app = makeApp({ book });
  const answer = await app.request('/v1/push', {
    method: 'POST',
    body: JSON.stringify({ device: 'inspector-1', ops: [op('n1')] }),
  });
  expect(answer.status).toBe(500);
  expect(book.notes).toEqual([]);
  expect(silence).toHaveBeenCalledTimes(1);
  silence.mockRestore();
});

test('health, readiness, figures, and nothing elsewhere', async () => {
  const { app, push } = world();
  await push([op('n1')]);
  await app.request('/v1/pull');
  expect((await app.request('/readyz')).status).toBe(200);
  expect(
    (await makeApp({ book: new Book(memoryJournal()), ready: () => false }).request('/readyz'))
      .status,
  ).toBe(503);
  const figures = await (await app.request('/metrics')).text();
  expect(figures).toContain('rounds_operations_total{outcome="merged"} 1');
  expect(figures).toContain('rounds_request_ms_count{route="/v1/push"} 1');
  expect((await app.request('/v2/push')).status).toBe(404);
});
