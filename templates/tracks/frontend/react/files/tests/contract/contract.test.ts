/** What any implementation of the contract must do. `make contract BASE_URL=...` asks another server. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  elsewhere,
  NOBODY,
  newKey,
  PASSWORD,
  Person,
  send,
  type Answer,
  type Page,
  type Row,
} from './judge';

const isProblem = (answer: Answer<unknown>, status: number, name: string) => {
  expect([answer.status, (answer.body as { type?: string }).type], answer.text).toEqual([
    status,
    `/problems/${name}`,
  ]);
};
const faultsOf = (answer: Answer<unknown>) =>
  (answer.body as { errors?: { pointer: string; code: string }[] }).errors?.map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

let mira: Person;
let noor: Person;
let bank: Row;
let till: Row;
let shop: Row;

beforeAll(async () => {
  mira = await Person.register();
  noor = await Person.register();
  bank = await mira.account('Customers', 'EUR', 'funding');
  till = await mira.account('Till');
  shop = await mira.account('Shop');
  expect((await mira.move(bank.id, till.id, 100_000)).status).toBe(201);
});

describe('sessions', () => {
  test('a taken address is a conflict, whatever its case', async () => {
    const body = { email: mira.email.toUpperCase(), password: PASSWORD, display_name: 'Mira' };
    isProblem(await send('POST', '/v1/auth/register', { body }), 409, 'email-taken');
  });
  test('every fault of a registration is named', async () => {
    const answer = await send('POST', '/v1/auth/register', {
      body: { email: 'x', password: 'short', role: 1 },
    });
    isProblem(answer, 422, 'validation');
    expect(faultsOf(answer)?.sort()).toEqual([
      '/display_name missing',
      '/email pattern',
      '/password too_short',
      '/role unknown_field',
    ]);
  });
  test('an unknown address and a wrong password look the same', async () => {
    for (const email of [mira.email, 'nobody@example.com']) {
      const body = { email, password: 'wrong-password-1' };
      isProblem(await send('POST', '/v1/auth/token', { body }), 401, 'invalid-credentials');
    }
  });
  test('without a token nothing is told', async () => {
    for (const path of ['/v1/me', '/v1/accounts', '/v1/transfers', '/v1/reports/receipts']) {
      isProblem(await send('GET', path), 401, 'unauthorized');
    }
    isProblem(await send('GET', '/v1/me', { token: 'a.b.c' }), 401, 'unauthorized');
  });
  test('a refresh token works once, and its second use ends the family', async () => {
    const person = new Person();
    Object.assign(person, { email: mira.email });
    await person.signIn();
    const refresh = (token: string) =>
      send<{ access_token: string; refresh_token: string }>('POST', '/v1/auth/refresh', {
        body: { refresh_token: token },
      });
    const next = await refresh(person.refresh);
    expect((await send('GET', '/v1/me', { token: next.body.access_token })).status).toBe(200);
    isProblem(await refresh(person.refresh), 401, 'invalid-refresh-token');
    isProblem(await refresh(next.body.refresh_token), 401, 'invalid-refresh-token');
    expect((await mira.get('/v1/me')).status).toBe(200);
  });
  test('signing out ends the session and never complains', async () => {
    const person = new Person();
    Object.assign(person, { email: mira.email });
    await person.signIn();
    const body = { refresh_token: person.refresh };
    for (let n = 0; n < 2; n += 1)
      expect((await send('POST', '/v1/auth/logout', { body })).status).toBe(204);
    isProblem(await send('POST', '/v1/auth/refresh', { body }), 401, 'invalid-refresh-token');
  });
  test.skipIf(elsewhere)('guessing is slowed down, and the wait is named', async () => {
    const body = { email: 'guess@example.com', password: 'guess' };
    for (let n = 0; n < 10; n += 1) {
      isProblem(await send('POST', '/v1/auth/token', { body }), 401, 'invalid-credentials');
    }
    const answer = await send('POST', '/v1/auth/token', { body });
    isProblem(answer, 429, 'rate-limited');
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(6);
  });
});

describe('requests', () => {
  test('an unknown path and an unknown method are problems', async () => {
    isProblem(await send('GET', '/nowhere'), 404, 'not-found');
    const answer = await send('DELETE', '/v1/me');
    isProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toContain('GET');
  });
  test.each(['{', '', '"\\ud800"'])('the body %j is not JSON', async (raw) => {
    const headers = { 'Idempotency-Key': newKey() };
    const answer = await send('POST', '/v1/transfers', { token: mira.token, raw, headers });
    expect([400, 422]).toContain(answer.status);
  });
  test('another media type is refused', async () => {
    const headers = { 'Idempotency-Key': newKey(), 'Content-Type': 'text/plain' };
    const answer = await send('POST', '/v1/transfers', { token: mira.token, raw: '{}', headers });
    isProblem(answer, 415, 'unsupported-media-type');
  });
  test('a body over 64 KiB is refused', async () => {
    const headers = { 'Idempotency-Key': newKey() };
    const answer = await send('POST', '/v1/transfers', {
      token: mira.token,
      raw: ' '.repeat(70_000),
      headers,
    });
    isProblem(answer, 413, 'body-too-large');
  });
  test('a request id that is plain is kept', async () => {
    const answer = await send('GET', '/healthz', { headers: { 'X-Request-Id': 'trace.1_2-3' } });
    expect(answer.headers.get('x-request-id')).toBe('trace.1_2-3');
    const other = await send('GET', '/healthz', { headers: { 'X-Request-Id': 'two words' } });
    expect(other.headers.get('x-request-id')).not.toBe('two words');
  });
  test('pages of this machine may read the answers, others may not', async () => {
    const from = async (origin: string) =>
      (await send('GET', '/v1/me', { headers: { Origin: origin } })).headers;
    const near = await from('http://localhost:5173');
    expect(near.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(near.get('access-control-expose-headers')?.toLowerCase()).toContain('retry-after');
    expect((await from('https://evil.example')).get('access-control-allow-origin')).toBeNull();
  });
  test('the probes answer', async () => {
    expect((await send('GET', '/healthz')).status).toBe(200);
    expect((await send('GET', '/readyz')).status).toBe(200);
  });
});

describe('accounts', () => {
  test('a new one is open and empty, and says where it is', async () => {
    const made = await mira.post('/v1/accounts', { name: 'Flour', currency: 'EUR' });
    expect(made.body).toMatchObject({ kind: 'standard', status: 'open', balance_minor: 0 });
    expect(made.headers.get('location')).toBe(`/v1/accounts/${made.body.id}`);
    expect((await mira.get(`/v1/accounts/${made.body.id}`)).body).toEqual(made.body);
  });
  test('a book has one funding account per currency', async () => {
    const wish = { name: 'More', currency: 'EUR', kind: 'funding' };
    isProblem(await mira.post('/v1/accounts', wish), 409, 'funding-account-exists');
    expect((await noor.post('/v1/accounts', wish)).status).toBe(201);
  });
  test('a foreign one looks like none', async () => {
    for (const id of [till.id, NOBODY]) {
      isProblem(await noor.get(`/v1/accounts/${id}`), 404, 'account-not-found');
      isProblem(
        await noor.patch(`/v1/accounts/${id}`, { name: 'Mine' }, '*'),
        404,
        'account-not-found',
      );
    }
  });
  test('a current copy is not sent again', async () => {
    const first = await mira.get(`/v1/accounts/${shop.id}`);
    const tag = first.headers.get('etag') ?? '';
    for (const known of [tag, `W/${tag}`, '*', `"v0", ${tag}`]) {
      const again = await mira.get(`/v1/accounts/${shop.id}`, { 'If-None-Match': known });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
    }
  });
  test('a change names the copy that it was made from', async () => {
    const { id } = await mira.account('Butter');
    const path = `/v1/accounts/${id}`;
    const tag = (await mira.get(path)).headers.get('etag') ?? '';
    isProblem(await mira.patch(path, { name: 'Cream' }), 428, 'precondition-required');
    isProblem(await mira.patch(path, { name: 'Cream' }, '"v0"'), 412, 'precondition-failed');
    expect((await mira.patch(path, { name: 'Cream' }, tag)).body.name).toBe('Cream');
    isProblem(await mira.patch(path, { name: 'Milk' }, tag), 412, 'precondition-failed');
  });
  test.each([{}, { name: null }, { status: 'closed' }, { currency: 'EUR' }])(
    'a change to %j is refused',
    async (body) => {
      isProblem(await mira.patch(`/v1/accounts/${shop.id}`, body, '*'), 422, 'validation');
    },
  );
});

describe('transfers', () => {
  test('money leaves here and arrives there', async () => {
    const before = [await mira.balance(till.id), await mira.balance(shop.id)];
    const made = await mira.move(till.id, shop.id, 29, newKey(), { memo: 'Flour' });
    expect(made.body).toMatchObject({
      amount_minor: 29,
      memo: 'Flour',
      status: 'posted',
      receipt: 'queued',
    });
    const after = [await mira.balance(till.id), await mira.balance(shop.id)];
    expect(after).toEqual([(before[0] ?? 0) - 29, (before[1] ?? 0) + 29]);
  });
  test('a repeated key gives the first answer, byte for byte, and moves nothing', async () => {
    const key = newKey();
    const first = await mira.move(till.id, shop.id, 5, key);
    const balance = await mira.balance(shop.id);
    const again = await mira.move(till.id, shop.id, 5, key);
    expect(again.text).toBe(first.text);
    expect([first, again].map((one) => one.headers.get('idempotent-replayed'))).toEqual([
      null,
      'true',
    ]);
    expect(await mira.balance(shop.id)).toBe(balance);
  });
  test('a key belongs to one request of one person', async () => {
    const key = newKey();
    await mira.move(till.id, shop.id, 5, key);
    isProblem(await mira.move(till.id, shop.id, 6, key), 422, 'idempotency-key-reused');
    isProblem(
      await mira.post('/v1/accounts', { name: 'X', currency: 'EUR' }, key),
      422,
      'idempotency-key-reused',
    );
    isProblem(await noor.move(till.id, shop.id, 5, key), 404, 'account-not-found');
  });
  test('a refusal does not use the key up', async () => {
    const key = newKey();
    const { id } = await mira.account('Poor');
    isProblem(await mira.move(id, shop.id, 10, key), 409, 'insufficient-funds');
    await mira.move(bank.id, id, 10);
    expect((await mira.move(id, shop.id, 10, key)).status).toBe(201);
  });
  test.each(['short', 'has space in it', 'x'.repeat(129)])('%j is no key', async (key) => {
    isProblem(await mira.post('/v1/transfers', {}, key), 400, 'idempotency-key-required');
  });
  test.each<[unknown, string]>([
    [0, 'too_small'],
    [1.5, 'type'],
    ['5', 'type'],
    [null, 'type'],
    [100_000_000_001, 'too_large'],
  ])('an amount of %j is %s', async (amount_minor, code) => {
    const answer = await mira.move(till.id, shop.id, 1, newKey(), { amount_minor });
    expect(faultsOf(answer)).toEqual([`/amount_minor ${code}`]);
  });
  test('rules are checked in the order of the contract', async () => {
    const yen = await mira.account('Kyoto', 'JPY');
    const frozen = await mira.account('Frozen');
    await mira.patch(`/v1/accounts/${frozen.id}`, { status: 'frozen' }, '*');
    isProblem(await mira.move(frozen.id, frozen.id, 1), 409, 'same-account');
    isProblem(await mira.move(frozen.id, yen.id, 1), 409, 'currency-mismatch');
    isProblem(await mira.move(frozen.id, shop.id, 1), 409, 'account-frozen');
    isProblem(await mira.move(till.id, frozen.id, 1), 409, 'account-frozen');
    isProblem(await mira.move(till.id, shop.id, 99_999_999), 409, 'insufficient-funds');
    isProblem(await mira.move(till.id, NOBODY, 1), 404, 'account-not-found');
  });
  test('a reversal is an opposite transfer, once', async () => {
    const first = await mira.move(till.id, shop.id, 40);
    const path = `/v1/transfers/${first.body.id}/reversal`;
    const undo = await mira.post(path, { reason: 'Entered twice' });
    expect(undo.body).toMatchObject({
      reverses: first.body.id,
      memo: 'Entered twice',
      amount_minor: 40,
    });
    expect((await mira.get(`/v1/transfers/${first.body.id}`)).body).toMatchObject({
      status: 'reversed',
      reversed_by: undo.body.id,
    });
    isProblem(await mira.post(path, { reason: 'Again' }), 409, 'already-reversed');
    isProblem(
      await mira.post(`/v1/transfers/${undo.body.id}/reversal`, { reason: 'Back' }),
      409,
      'not-reversible',
    );
    isProblem(await noor.post(path, { reason: 'Mine' }), 404, 'transfer-not-found');
  });
  test('a receipt comes a moment later, and raises the version', async () => {
    const { body } = await mira.move(till.id, shop.id, 1);
    await expect
      .poll(
        async () =>
          (await mira.get<{ state: string }>(`/v1/transfers/${body.id}/receipt`)).body.state,
        {
          timeout: 15_000,
          interval: 200,
        },
      )
      .toBe('issued');
    expect((await mira.get(`/v1/transfers/${body.id}`)).body.version).toBeGreaterThan(body.version);
  });
});

describe('lists', () => {
  test('a walk meets each row once, whatever arrives meanwhile', async () => {
    const before = (await mira.get<Page>('/v1/transfers?limit=100')).body.items.map(({ id }) => id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer<Page> = await mira.get<Page>(
        `/v1/transfers?limit=3${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.next_cursor;
      if (seen.length < 7) await mira.move(bank.id, till.id, 1);
    }
    expect(seen).toEqual(before);
  });
  test.each(['0', '101', '1.0', ' 7', '+5', 'ten', '1e1'])('%j is no limit', async (limit) => {
    const answer = await mira.get(`/v1/transfers?limit=${encodeURIComponent(limit)}`);
    expect(faultsOf(answer)?.[0]).toMatch(/^\/limit /);
  });
  test.each(['', 'A'.repeat(21), `${'A'.repeat(21)}B`, `${'A'.repeat(20)}+A`])(
    '%j is no cursor',
    async (cursor) => {
      const answer = await mira.get(`/v1/accounts?cursor=${encodeURIComponent(cursor)}`);
      expect(faultsOf(answer)?.[0]).toMatch(/^\/cursor /);
    },
  );
  test('any text of the right form is a cursor', async () => {
    expect((await mira.get(`/v1/transfers?cursor=${'_'.repeat(21)}w`)).status).toBe(200);
  });
  test('filters narrow each other, and a foreign account gives an empty page', async () => {
    const count = async (query: string, who = mira) =>
      (await who.get<Page>(`/v1/transfers?limit=100&${query}`)).body.items.length;
    expect(await count('status=reversed')).toBeGreaterThan(0);
    expect(await count(`status=reversed&account_id=${bank.id}`)).toBe(0);
    expect(await count('to=2020-01-01')).toBe(0);
    expect(await count('from=9999-12-31&to=0001-01-01')).toBe(0);
    expect(await count(`account_id=${till.id}`, noor)).toBe(0);
  });
  test.each(['from=20261124', 'to=2026-02-30', 'status=gone', 'receipt=lost', 'account_id=7'])(
    'the filter %s is refused',
    async (query) => {
      isProblem(await mira.get(`/v1/transfers?${query}`), 422, 'validation');
    },
  );
});

describe('reports', () => {
  interface Report {
    readonly days: { date: string; count: number; volume_minor: number }[];
    readonly totals: { count: number; reversed_count: number };
    readonly previous: { count: number };
  }
  const volume = (query: string, who = mira) =>
    who.get<Report>(`/v1/reports/daily-volume?${query}`);

  test('days without transfers are rows of zeros, and reversals are not counted', async () => {
    const { body } = await volume('currency=EUR&days=5');
    const { items } = (await mira.get<Page>('/v1/transfers?limit=100')).body;
    const moved = items.filter((row) => !('reverses' in row) || row.reverses === null);
    expect(body.days).toHaveLength(5);
    expect(body.days[0]).toMatchObject({ count: 0, volume_minor: 0 });
    expect(body.totals).toMatchObject({ count: moved.length, reversed_count: 1 });
    expect(body.previous.count).toBe(0);
  });
  test('the window is thirty days unless asked otherwise, and is cut at the end of the calendar', async () => {
    expect((await volume('currency=EUR')).body.days).toHaveLength(30);
    expect((await volume('currency=EUR&days=10&until=0001-01-03')).body.days).toHaveLength(3);
    expect((await volume('currency=EUR&days=2&until=9999-12-31')).body.days.at(-1)?.date).toBe(
      '9999-12-31',
    );
  });
  test.each(['', 'currency=yen', 'currency=JPY&days=93', 'currency=JPY&until=0'])(
    '%j is refused',
    async (query) => {
      isProblem(await volume(query), 422, 'validation');
    },
  );
  test('the backlog counts receipts by state', async () => {
    const { body } = await mira.get<Record<string, number>>('/v1/reports/receipts');
    const { items } = (await mira.get<Page>('/v1/transfers?limit=100')).body;
    expect((body.queued ?? 0) + (body.issued ?? 0)).toBe(items.length);
  });
});
