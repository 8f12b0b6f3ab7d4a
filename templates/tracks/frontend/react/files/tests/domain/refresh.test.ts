/** The refresh through a worker: the real worker's text, run in a realm of its own, behind the real page side. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { forgetRefresh, refreshFetch } from '../../src/api/refresh';

const WORKER = readFileSync('public/refresh-worker.js', 'utf8');
const URL = 'http://127.0.0.1:4020/v1/auth/refresh';
type Listener = (event: { data: unknown; ports: readonly MessagePort[] }) => void;

/** What survives the worker's own end. */
const kept = new Map<string, string>();
const cache = {
  match: (name: string) => {
    const text = kept.get(name);
    return Promise.resolve(text === undefined ? undefined : new Response(text));
  },
  put: async (name: string, response: Response) => void kept.set(name, await response.text()),
};
const caches = {
  open: () => Promise.resolve(cache),
  delete: () => {
    kept.clear();
    return Promise.resolve(true);
  },
};
const asked: string[] = [];
let used = 1;
const next = vi.fn<() => Promise<Response> | undefined>();

/** Single use: `refresh-1` gives `refresh-2`, and an old token ends everything. */
function server(_url: string, { body }: { body: string }): Promise<Response> {
  const { refresh_token: token } = JSON.parse(body) as { refresh_token: string };
  asked.push(token);
  const planned = next();
  if (planned) return planned;
  if (token !== `refresh-${used.toString()}`)
    return Promise.resolve(Response.json({ type: 'used' }, { status: 401 }));
  used += 1;
  return Promise.resolve(Response.json({ refresh_token: `refresh-${used.toString()}` }));
}

/** A first visit, or a window whose browser has no worker for it. */
function noWorker() {
  vi.stubGlobal('navigator', {
    serviceWorker: { getRegistration: () => Promise.reject(new Error()) },
  });
  vi.stubGlobal('caches', caches);
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (request) =>
    server(URL, { body: await (request as Request).text() }),
  );
}

/** A browser ends an idle worker whenever it likes and starts it anew. */
function startWorker() {
  const listeners = new Map<string, Listener>();
  const world = {
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
  };
  runInContext(
    WORKER,
    createContext({ self: world, caches, fetch: server, Response: globalThis.Response }),
  );
  const active = {
    postMessage: (data: unknown, ports: MessagePort[] = []) => {
      listeners.get('message')?.({ data, ports, waitUntil: () => undefined } as never);
    },
  };
  vi.stubGlobal('navigator', {
    serviceWorker: { getRegistration: () => Promise.resolve({ active }) },
  });
}

async function come(token: string) {
  const answer = await refreshFetch(
    new Request(URL, { method: 'POST', body: JSON.stringify({ refresh_token: token }) }),
  );
  return { status: answer.status, body: (await answer.json()) as unknown };
}

beforeEach(() => {
  kept.clear();
  asked.length = 0;
  used = 1;
  next.mockReset();
  startWorker();
});

test('whoever comes with the same token is told the same answer', async () => {
  const [first, second] = await Promise.all([come('refresh-1'), come('refresh-1')]);
  expect(first).toEqual({ status: 200, body: { refresh_token: 'refresh-2' } });
  expect(second).toEqual(first);
  expect(await come('refresh-1')).toEqual(first);
  expect(asked).toEqual(['refresh-1']);
});

test('a used token goes on where its exchange led, also after the worker has ended', async () => {
  await come('refresh-1');
  startWorker();
  expect(await come('refresh-1')).toEqual({ status: 200, body: { refresh_token: 'refresh-3' } });
  expect(asked).toEqual(['refresh-1', 'refresh-2']);
});

test('a refusal and a broken network are not remembered', async () => {
  next.mockResolvedValueOnce(Response.json({ type: 'wait' }, { status: 429 }));
  next.mockRejectedValueOnce(new TypeError('network'));
  expect((await come('refresh-1')).status).toBe(429);
  await expect(come('refresh-1')).rejects.toThrow(TypeError);
  expect((await come('refresh-1')).status).toBe(200);
});

test('nothing is remembered after signing out', async () => {
  await come('refresh-1');
  await forgetRefresh();
  expect(kept.size).toBe(0);
  expect((await come('refresh-1')).status).toBe(401);
});

describe('without a worker', () => {
  beforeEach(noWorker);
  afterEach(() => vi.unstubAllGlobals());

  test('a tab that still reads the used token goes on where its exchange led', async () => {
    await come('refresh-1');
    expect(await come('refresh-1')).toEqual({ status: 200, body: { refresh_token: 'refresh-3' } });
    expect(asked).toEqual(['refresh-1', 'refresh-2']);
  });

  test('the worker that comes later goes on where the page was', async () => {
    await come('refresh-1');
    startWorker();
    expect(await come('refresh-1')).toEqual({ status: 200, body: { refresh_token: 'refresh-3' } });
  });

  test('a refusal is not remembered, and nothing is after signing out', async () => {
    next.mockResolvedValueOnce(Response.json({ type: 'wait' }, { status: 429 }));
    expect((await come('refresh-1')).status).toBe(429);
    expect(kept.size).toBe(0);
    await come('refresh-1');
    expect(kept.size).toBe(1);
    await forgetRefresh();
    expect(kept.size).toBe(0);
  });

  test.each([
    ['has no cache', undefined],
    ['refuses its cache', { open: () => Promise.reject(new Error('SecurityError')) }],
  ])('a browser that %s asks all the same', async (_what, without) => {
    if (without) vi.stubGlobal('caches', without);
    else Reflect.deleteProperty(globalThis, 'caches');
    expect((await come('refresh-1')).status).toBe(200);
    expect((await come('refresh-1')).status).toBe(401);
  });
});
