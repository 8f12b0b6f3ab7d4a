import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { makeStatic } from '../../server/static';

const SCRIPT = 'document.documentElement.dataset.theme = localStorage.theme;';
const dist = mkdtempSync(join(tmpdir(), 'dist-'));
mkdirSync(join(dist, 'assets'));
mkdirSync(join(dist, '.vite'));
writeFileSync(join(dist, '.vite/manifest.json'), '{}');
writeFileSync(join(dist, 'robots.txt'), 'User-agent: *\n');
writeFileSync(join(dist, 'assets/app-1a2b.js'), 'run()');
writeFileSync(join(dist, 'assets/app-1a2b.js.gz'), gzipSync('run()'));
writeFileSync(
  join(dist, 'index.html'),
  `<meta name="api-origin" content="%API_ORIGIN%"><script>${SCRIPT}</script>`,
);
afterAll(() => {
  rmSync(dist, { recursive: true });
});

const lines: object[] = [];
const app = makeStatic({
  dist,
  apiOrigin: 'http://127.0.0.1:4020',
  log: (line) => lines.push(line),
});
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

test('the page names its API and allows scripts by hash and no other way', async () => {
  const answer = await get('/');
  const policy = answer.headers.get('content-security-policy') ?? '';
  const hash = createHash('sha256').update(SCRIPT).digest('base64');
  expect(await answer.text()).toContain('content="http://127.0.0.1:4020"');
  expect(policy).toContain(`script-src 'self' 'sha256-${hash}'`);
  expect(policy).toContain("connect-src 'self' http://127.0.0.1:4020");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
});

test('an address of the page is answered by the page', async () => {
  for (const path of ['/transfers', '/accounts/019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11']) {
    expect((await get(path)).headers.get('content-type')).toMatch('text/html');
  }
});

test('a missing file is missing, so that an old tab does not run the page as a script', async () => {
  for (const path of ['/assets/app-0000.js', '/assets/%E0%A4%A.js']) {
    const answer = await get(path);
    expect(answer.status, path).toBe(404);
    expect(answer.headers.get('content-type')).not.toMatch('html');
  }
});

test('a hashed file is kept for good and comes compressed to whoever takes that', async () => {
  const packed = await get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip, br' });
  expect(packed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('vary')).toBe('Accept-Encoding');
  expect(await (await get('/assets/app-1a2b.js')).text()).toBe('run()');
  expect((await get('/robots.txt')).headers.get('cache-control')).toBe('no-cache');
});

test('nothing outside the folder can be read, nor what the build keeps for itself', async () => {
  for (const path of ['/..%2f..%2fetc/passwd', '/.vite/manifest.json', '/%2e%2e/package.json']) {
    expect(await (await get(path)).text(), path).not.toMatch(/root:|\{\}|"name"/);
  }
});

test('figures of a visit become one line without an address in it', async () => {
  const post = (body: string) => app.request('/vitals', { method: 'POST', body });
  const path = '/transfers/019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11';
  expect((await post(JSON.stringify({ name: 'LCP', value: 1234.5, path, who: 'x' }))).status).toBe(
    204,
  );
  expect(lines).toEqual([{ event: 'vital', name: 'LCP', value: 1234.5, route: '/transfers/:id' }]);
  expect((await post('{')).status).toBe(400);
  expect((await post(JSON.stringify({ name: 'LCP"', value: 1 }))).status).toBe(400);
  expect((await post('x'.repeat(3_000))).status).toBe(413);
  expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
});
