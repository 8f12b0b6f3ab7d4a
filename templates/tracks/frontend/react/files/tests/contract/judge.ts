/** A client that judges every answer by contract/openapi.yaml, in process or against any server (BASE_URL=...). */
import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { makeApp } from '../../server/app';
import { makeStore } from '../../server/store';
import { Contract, type Operation } from '../../server/validate';

const contract = new Contract();
const base = process.env.CONTRACT_URL?.replace(/\/$/, '') || undefined;
const own = makeApp(makeStore(), {
  secret: 'x',
  cost: 2,
  rateLimits: 'auth:1000,signin:10,write:3000',
  faults: false,
});

/** With somebody else's server its clock is real, and its limits are its own. */
export const elsewhere = base !== undefined;
export const PASSWORD = 'correct-horse-battery';
export const NOBODY = '019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11';
export const newKey = () => `test-${randomBytes(12).toString('hex')}`;

export interface Answer<T = Record<string, never>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

function find(method: string, path: string): Operation | undefined {
  const route = contract.routes().find((one) => {
    const pattern = new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return one.method === method.toLowerCase() && pattern.test(path);
  });
  return route?.operation;
}

interface Response {
  readonly content?: Record<string, { schema: Record<string, unknown> }>;
  readonly headers?: Record<string, { $ref: string }>;
}

function judge(method: string, path: string, answer: Answer<unknown>): void {
  const where = `${method} ${path} -> ${answer.status.toString()} ${answer.text.slice(0, 200)}`;
  expect(answer.headers.get('x-request-id'), where).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
  if (answer.status >= 400) {
    expect(answer.headers.get('content-type'), where).toBe('application/problem+json');
    expect(
      contract.faults('body', '', { $ref: '#/components/schemas/Problem' }, answer.body),
      where,
    ).toEqual([]);
    expect(answer.body, where).toMatchObject({
      status: answer.status,
      request_id: answer.headers.get('x-request-id'),
    });
  }
  const operation = find(method, path);
  if (!operation) return;
  const response = operation.responses[answer.status.toString()];
  expect(response, `${where}: not a status of this operation`).toBeDefined();
  const { content, headers } = contract.resolve(response as Response);
  for (const [name, reference] of Object.entries(headers ?? {})) {
    const { required, schema } = contract.resolve<{ required?: boolean; schema: { type: string } }>(
      reference,
    );
    const text = answer.headers.get(name);
    if (required) expect(text, `${where}: no ${name}`).not.toBeNull();
    if (text !== null) {
      const value = schema.type === 'integer' ? Number(text) : text;
      expect(contract.faults('header', name, schema, value), where).toEqual([]);
    }
  }
  const body = content?.[answer.status >= 400 ? 'application/problem+json' : 'application/json'];
  if (!body) expect(answer.text, where).toBe('');
  else expect(contract.faults('body', '', body.schema, answer.body), where).toEqual([]);
}

export async function send<T = Record<string, never>>(
  method: string,
  path: string,
  options: { token?: string; body?: unknown; raw?: string; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const { token, body, raw, headers = {} } = options;
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(`${base ?? 'http://localhost'}${path}`, {
    method,
    headers: {
      ...(payload !== undefined && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(payload !== undefined && { body: payload }),
  });
  const response = base ? await fetch(request) : await own.fetch(request);
  const text = await response.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  const answer = { status: response.status, headers: response.headers, text, body: parsed as T };
  judge(method, new URL(request.url).pathname, answer);
  return answer;
}

export interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly balance_minor: number;
  readonly status: string;
  readonly receipt: string;
  readonly created_at: string;
}
export interface Page {
  readonly items: Row[];
  readonly next_cursor: string | null;
}

/** Somebody with a book of their own. */
export class Person {
  readonly email = `${randomBytes(6).toString('hex')}@example.com`;
  token = '';
  refresh = '';

  static async register(): Promise<Person> {
    const person = new Person();
    const body = { email: person.email, password: PASSWORD, display_name: 'Mira' };
    expect((await send('POST', '/v1/auth/register', { body })).status).toBe(201);
    await person.signIn();
    return person;
  }

  async signIn(): Promise<void> {
    const body = { email: this.email, password: PASSWORD };
    const pair = await send<{ access_token: string; refresh_token: string }>(
      'POST',
      '/v1/auth/token',
      { body },
    );
    this.token = pair.body.access_token;
    this.refresh = pair.body.refresh_token;
  }

  get<T = Row>(path: string, headers: Record<string, string> = {}) {
    return send<T>('GET', path, { token: this.token, headers });
  }

  post<T = Row>(path: string, body: unknown, key = newKey()) {
    return send<T>('POST', path, { token: this.token, body, headers: { 'Idempotency-Key': key } });
  }

  patch(path: string, body: unknown, tag?: string) {
    return send<Row>('PATCH', path, {
      token: this.token,
      body,
      headers: tag ? { 'If-Match': tag } : {},
    });
  }

  async account(name: string, currency = 'EUR', kind = 'standard'): Promise<Row> {
    const made = await this.post('/v1/accounts', { name, currency, kind });
    expect(made.status).toBe(201);
    return made.body;
  }

  move(source: string, target: string, amount_minor: number, key = newKey(), more: object = {}) {
    const body = {
      source_account_id: source,
      target_account_id: target,
      amount_minor,
      currency: 'EUR',
      ...more,
    };
    return this.post('/v1/transfers', body, key);
  }

  async balance(id: string): Promise<number> {
    return (await this.get(`/v1/accounts/${id}`)).body.balance_minor;
  }
}
