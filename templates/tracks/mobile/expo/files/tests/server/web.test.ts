import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { misbehave, modeFrom, type FaultParts, type Mode } from '../../server/faults';
import { readSettings, SettingsError } from '../../server/settings';
import { webApp } from '../../server/static';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'web-'));
  mkdirSync(join(folder, 'js'));
  writeFileSync(join(folder, 'index.html'), '<title>Rounds</title>');
  writeFileSync(join(folder, 'js', `entry-${'a'.repeat(32)}.js`), 'start()');
  writeFileSync(join(folder, '..', 'outside.txt'), 'secret');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(join(folder, '..', 'outside.txt'));
});

const ask = (path: string, server?: string) =>
  webApp({ folder, server, development: true }).request(path);

test('every address of the app is answered by its page, which is asked for anew', async () => {
  for (const path of ['/', '/note?id=n1', '/settings']) {
    const answer = await ask(path);
    expect(await answer.text()).toBe('<title>Rounds</title>');
    expect(answer.headers.get('Cache-Control')).toBe('no-cache');
  }
});

test('a file with its hash in its name is kept for ever', async () => {
  const answer = await ask(`/js/entry-${'a'.repeat(32)}.js`);
  expect(answer.headers.get('Cache-Control')).toContain('immutable');
  expect(answer.headers.get('Content-Type')).toContain('text/javascript');
});

test('a missing file is not answered by the page', async () => {
  expect((await ask('/js/gone.js')).status).toBe(404);
});

test('nothing outside the folder is given away', async () => {
  for (const path of ['/../outside.txt', '/%2e%2e/outside.txt', '/js/..%2f..%2foutside.txt']) {
    expect(await (await ask(path)).text()).not.toContain('secret');
  }
});

test('the page learns its server at run time, and may talk to no other', async () => {
  const answer = await ask('/config.json', 'http://sync.test');
  expect(await answer.json()).toEqual({ server: 'http://sync.test', development: true });
  expect(answer.headers.get('Content-Security-Policy')).toContain(
    "connect-src 'self' http://sync.test;",
  );
  expect(await (await ask('http://app.test/config.json')).json()).toMatchObject({
    server: 'http://app.test',
  });
});

describe('settings of the server', () => {
  const refused = (env: Record<string, string>) => {
    try {
      readSettings(env);
    } catch (thrown) {
      if (thrown instanceof SettingsError) return thrown.message;
      throw thrown;
    }
    return 'nothing was refused';
  };

  test('have defaults, and an empty variable is one that is not set', () => {
    expect(readSettings({ SYNC_TOKEN: '', PORT: '' })).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 0,
    });
  });

  test('production without a token, with faults or with invented notes is refused', () => {
    const ENV = 'production';
    const SYNC_TOKEN = 'a-token-of-some-length';
    expect(refused({ ENV })).toContain('needs SYNC_TOKEN');
    expect(refused({ ENV, SYNC_TOKEN, NET_FILE: 'x' })).toContain('refuses NET_FILE');
    expect(refused({ ENV, SYNC_TOKEN, NET_MODE: 'lossy' })).toContain('refuses NET_FILE');
    expect(refused({ ENV, SYNC_TOKEN, SEED: '3' })).toContain('refuses SEED');
    expect(readSettings({ ENV, SYNC_TOKEN })).toMatchObject({ ENV });
  });

  test('a port that is none is named', () => {
    expect(refused({ PORT: '70000' })).toContain('PORT');
  });
});

test('the mode of the network is read at each request, and nonsense means the one of the start', () => {
  const file = join(folder, 'net.json');
  const mode = modeFrom(file);
  expect(mode()).toBe('up');
  writeFileSync(file, '{"mode":"down"}');
  expect(mode()).toBe('down');
  writeFileSync(file, '{"mode":"sideways"}');
  expect(mode()).toBe('up');
  expect(modeFrom(file, 'slow')()).toBe('slow');
  expect(modeFrom(undefined, 'lossy')()).toBe('lossy');
});

describe('a bad network', () => {
  async function ask(mode: Mode, more: Partial<FaultParts> = {}) {
    const happened: string[] = [];
    const answer = await misbehave({
      mode,
      method: 'POST',
      answer: () => {
        happened.push('answered');
        return new Response('fine');
      },
      cut: () => {
        happened.push('cut');
        return new Response(null);
      },
      die: () => happened.push('died'),
      chance: () => 0,
      wait: (ms) => {
        happened.push(`waited ${ms}`);
        return Promise.resolve();
      },
      ...more,
    });
    return { happened, status: answer.status };
  }

  test.each<[Mode, Partial<FaultParts>, string[]]>([
    ['up', {}, ['answered']],
    ['down', {}, ['cut']],
    ['down', { method: 'OPTIONS' }, ['cut']],
    ['slow', {}, ['waited 3000', 'answered']],
    ['lossy', {}, ['cut']],
    ['lossy', { chance: () => 0.3 }, ['answered', 'cut']],
    ['lossy', { chance: () => 0.7 }, ['answered']],
    ['failing', { method: 'OPTIONS' }, ['answered']],
    ['failing', {}, []],
    ['dies-after-commit', {}, ['answered', 'died']],
    ['dies-after-commit', { method: 'GET' }, ['answered']],
  ])('%s %j', async (mode, more, happened) => {
    expect((await ask(mode, more)).happened).toEqual(happened);
  });

  test('a failing server says 503', async () => {
    expect((await ask('failing')).status).toBe(503);
  });
});
