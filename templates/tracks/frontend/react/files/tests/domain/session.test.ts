import { describe, expect, test, vi } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import { safeNext, Session, SignedOutError, type Lock } from '../../src/api/session';

const pairOf = (n: number) => ({
  access_token: `access-${n.toString()}`,
  token_type: 'Bearer' as const,
  expires_in: 900,
  refresh_token: `refresh-${n.toString()}`.padEnd(43, '-'),
  refresh_expires_in: 86_400,
});

function memory(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  } as unknown as Storage;
}

/** One lock for all tabs, first come first served, as the browser's is. */
function sharedLock(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return (_name, run) => {
    const next = last.then(run);
    last = next.catch(() => undefined);
    return next;
  };
}

function refusal(): ProblemError {
  return new ProblemError(
    {
      type: '/problems/invalid-refresh-token',
      title: '',
      status: 401,
      detail: 'Gone.',
      request_id: 'r',
    },
    new Response(null, { status: 401 }),
  );
}

function tabs(count: number, tell: (run: () => void) => unknown = queueMicrotask) {
  const storage = memory();
  const lock = sharedLock();
  let made = 1;
  const exchange = vi.fn((token: string) => {
    // Single use: whoever comes with an old token is a thief.
    if (token !== pairOf(made).refresh_token) return Promise.reject(refusal());
    made += 1;
    return Promise.resolve(pairOf(made));
  });
  const ears: ((event: Event) => void)[] = [];
  const open = Array.from({ length: count }, (_, own) => {
    const channel = {
      addEventListener: (_type: string, ear: (event: Event) => void) => {
        ears[own] = ear;
      },
      postMessage: (data: unknown) => {
        for (const [n, ear] of ears.entries()) {
          if (n !== own) tell(() => ear(new MessageEvent('message', { data })));
        }
      },
    } as unknown as BroadcastChannel;
    return new Session({ storage, lock, channel, exchange, patienceMs: 50 });
  });
  open[0]?.start(pairOf(1));
  return { storage, exchange, open };
}

describe('the session', () => {
  test('renews once for ten requests that were refused at the same time', async () => {
    const { open, exchange } = tabs(1);
    const [tab] = open as [Session];
    const stale = await tab.token();
    const renewed = await Promise.all(Array.from({ length: 10 }, () => tab.renew(stale)));
    expect(new Set(renewed)).toEqual(new Set(['access-2']));
    expect(exchange).toHaveBeenCalledTimes(1);
  });

  test('renews once for two tabs, and both go on', async () => {
    const { open, exchange } = tabs(2);
    const [one, two] = open as [Session, Session];
    await Promise.resolve();
    const renewed = await Promise.all([one.renew('access-1'), two.renew('access-1')]);
    expect(renewed).toEqual(['access-2', 'access-2']);
    expect(exchange).toHaveBeenCalledTimes(1);
  });

  test('waits for the token of a quicker tab that is still on its way', async () => {
    const underway: (() => void)[] = [];
    const { open, exchange } = tabs(2, (run) => underway.push(run));
    const [one, two] = open as [Session, Session];
    for (const arrive of underway.splice(0)) arrive();
    await one.renew('access-1');
    const late = two.renew('access-1');
    await Promise.resolve();
    for (const arrive of underway.splice(0)) arrive();
    expect(await late).toBe('access-2');
    expect(exchange).toHaveBeenCalledTimes(1);
  });

  test('takes the token that is stored once it has waited in vain', async () => {
    const { storage, open, exchange } = tabs(2, () => undefined);
    const [one, two] = open as [Session, Session];
    await two.token();
    expect(storage.getItem('ledger.refresh')).toBe(pairOf(2).refresh_token);
    expect(await one.renew('access-1')).toBe('access-3');
    expect(exchange).toHaveBeenLastCalledWith(pairOf(2).refresh_token);
  });

  test('lets a duplicated tab in without signing the first one out', async () => {
    const { storage, open, exchange } = tabs(1);
    const [first] = open as [Session];
    const copy = new Session({ storage, lock: sharedLock(), channel: undefined, exchange });
    expect(await copy.token()).toBe('access-2');
    expect(await first.renew('access-1')).toBe('access-3');
  });

  test('ends when the server refuses the refresh token', async () => {
    const { open, exchange } = tabs(1);
    const [tab] = open as [Session];
    const ended = vi.fn();
    tab.onEnd(ended);
    exchange.mockRejectedValueOnce(refusal());
    await expect(tab.renew('access-1')).rejects.toBeInstanceOf(SignedOutError);
    expect(ended).toHaveBeenCalledOnce();
    expect(tab.isSignedIn()).toBe(false);
  });

  test('survives a network that is away for a moment', async () => {
    const { open, exchange } = tabs(1);
    const [tab] = open as [Session];
    exchange.mockRejectedValueOnce(new TypeError('network'));
    await expect(tab.renew('access-1')).rejects.toThrow('network');
    expect(tab.isSignedIn()).toBe(true);
    expect(await tab.renew('access-1')).toBe('access-2');
  });

  test('ends in the other tabs as well', () => {
    const { open } = tabs(2);
    const [, other] = open as [Session, Session];
    const ended = vi.fn();
    other.onEnd(ended);
    other.noticeStorage({ key: 'theme', newValue: null });
    expect(ended).not.toHaveBeenCalled();
    other.noticeStorage({ key: 'ledger.refresh', newValue: null });
    expect(ended).toHaveBeenCalledOnce();
  });
});

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/a\tb',
  '',
  7,
  undefined,
])('signing in never leads to %j', (next) => {
  expect(safeNext(next)).toBe('/');
});

test('signing in leads back to a place of the page', () => {
  expect(safeNext('/transfers?status=posted')).toBe('/transfers?status=posted');
});
