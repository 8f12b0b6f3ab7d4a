import { httpTransport } from '../../src/adapters/http-transport';
import { SyncError, type Problem } from '../../src/domain/problem';
import { isOnDevice, loadWebSettings } from '../../src/config';

const settings = () => Promise.resolve({ server: 'http://office.test', token: 'secret-token' });

function pulling(fetch: typeof globalThis.fetch, timeoutMs?: number): Promise<unknown> {
  const transport = httpTransport({
    fetch,
    settings,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  return transport.pull('inspector-1', 0);
}

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await promise.catch((error: unknown) => error);
  if (thrown instanceof SyncError) return thrown.problem;
  throw new Error('no problem was reported');
}

test('says who asks, sends the token, and asks from the cursor', async () => {
  const asked: [string, Headers][] = [];
  const page = { notes: [], cursor: 3, more: false };
  const answer = await pulling((input, init) => {
    asked.push([input as string, new Headers(init?.headers)]);
    return Promise.resolve(new Response(JSON.stringify(page)));
  });
  expect(answer).toEqual(page);
  expect(asked[0]?.[0]).toBe('http://office.test/v1/pull?after=0&limit=100');
  expect(asked[0]?.[1].get('Authorization')).toBe('Bearer secret-token');
  expect(asked[0]?.[1].get('X-Device')).toBe('inspector-1');
});

test('a connection that fails is a problem of the network', async () => {
  expect(await problemOf(pulling(() => Promise.reject(new TypeError('failed to fetch'))))).toEqual({
    kind: 'unreachable',
  });
});

test('a server that never answers is given up for real', async () => {
  let aborted = false;
  const never: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => {
        aborted = true;
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  expect(await problemOf(pulling(never, 20))).toEqual({ kind: 'timeout' });
  expect(aborted).toBe(true);
});

test('a captive portal that answers 200 with a page of its own is no success', async () => {
  const portal = () => Promise.resolve(new Response('<html>Welcome to our Wi-Fi</html>'));
  expect(await problemOf(pulling(portal))).toMatchObject({ kind: 'server', status: 200 });
});

test('401 is not tried again, it pauses', async () => {
  expect(
    await problemOf(pulling(() => Promise.resolve(new Response('{}', { status: 401 })))),
  ).toEqual({
    kind: 'auth',
  });
});

test("a refusal carries the server's reason", async () => {
  const refused = new Response(
    JSON.stringify({ type: 'invalid', title: 'after: a whole number' }),
    {
      status: 400,
    },
  );
  expect(await problemOf(pulling(() => Promise.resolve(refused)))).toMatchObject({
    kind: 'rejected',
    refusal: { title: 'after: a whole number' },
  });
});

describe('settings of the web build', () => {
  const from = (body: unknown) =>
    loadWebSettings(() => Promise.resolve(new Response(JSON.stringify(body))));

  test('come from the server that brought the page, without a trailing slash', async () => {
    expect(await from({ server: 'http://127.0.0.1:4030/', development: true })).toEqual({
      server: 'http://127.0.0.1:4030',
      development: true,
    });
  });

  test('that make no sense are refused', async () => {
    await expect(from({ server: 'ftp://x' })).rejects.toThrow('An address like');
  });
});

test('only a server on the device itself needs no network', () => {
  const on = (server: string) => isOnDevice({ server });
  expect(['http://127.0.0.1:4030', 'http://localhost:4030', 'http://[::1]:4030'].map(on)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['http://10.0.2.2:4030', 'https://localhost.example.com'].map(on)).toEqual([false, false]);
});
