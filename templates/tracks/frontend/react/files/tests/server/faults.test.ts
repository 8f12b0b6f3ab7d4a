import { expect, test } from 'vitest';
import { makeApp } from '../../server/app';
import { makeStore } from '../../server/store';

const appWith = (faults: boolean) => {
  const lines: string[] = [];
  const log = (line: object) => lines.push(JSON.stringify(line));
  const app = makeApp(makeStore(), { secret: 'x', cost: 2, rateLimits: 'off', faults, log });
  const ask = (fault: string) => app.request('/healthz', { headers: { 'X-Fault': fault } });
  return { app, ask, lines };
};

test('faults come when they are asked for and allowed', async () => {
  const { ask } = appWith(true);
  expect((await ask('500')).status).toBe(500);
  await expect((await ask('malformed')).json()).rejects.toThrow(SyntaxError);
  await expect((await ask('drop-after-commit')).text()).rejects.toThrow('dropped');
  expect((await ask('delay=1')).status).toBe(200);
  expect((await ask('delay=forever')).status).toBe(200);
});

test('otherwise they are ignored', async () => {
  const { ask } = appWith(false);
  expect((await ask('500')).status).toBe(200);
});

test('no log holds what a person typed or a token', async () => {
  const { app, lines } = appWith(false);
  const secret = { email: 'mira@example.com', password: 'correct-horse-battery' };
  const post = (path: string, body: object) =>
    app.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/v1/auth/register', { ...secret, display_name: 'Mira' });
  const pair = (await (await post('/v1/auth/token', secret)).json()) as Record<string, string>;
  await app.request('/v1/me', { headers: { Authorization: `Bearer ${pair.access_token ?? ''}` } });
  await post('/v1/auth/token', { ...secret, password: 'wrong-password-1' });
  const log = lines.join('\n');
  expect(lines).toHaveLength(4);
  for (const told of [
    secret.email,
    secret.password,
    'wrong-password',
    'Mira',
    pair.access_token,
    pair.refresh_token,
  ]) {
    expect(log).not.toContain(told);
  }
});
