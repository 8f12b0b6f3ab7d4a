/** A user of its own with a book of its own, made over the API: no test relies on anybody's seed. */
import { randomUUID } from 'node:crypto';
import type { components } from '../../src/api/schema';

type Schemas = components['schemas'];
export type Account = Schemas['Account'];
export type Transfer = Schemas['Transfer'];

const PASSWORD = 'correct-horse-battery';

export class Book {
  readonly email = `e2e.${randomUUID().slice(0, 12)}@example.com`;
  readonly password = PASSWORD;
  readonly #api: string;
  #token = '';

  private constructor(api: string) {
    this.#api = api;
  }

  static async create(): Promise<Book> {
    const book = new Book(process.env.E2E_API ?? '');
    const { email, password } = book;
    await book.#send('POST', '/v1/auth/register', {
      email,
      password,
      display_name: 'Corner bakery',
    });
    await book.signIn();
    return book;
  }

  /** A fresh session; refresh tokens work once, so each page needs its own. */
  async signIn(): Promise<string> {
    const { email, password } = this;
    const pair = await this.#send<Schemas['TokenPair']>('POST', '/v1/auth/token', {
      email,
      password,
    });
    this.#token = pair.access_token;
    return pair.refresh_token;
  }

  account(name: string, currency: Account['currency'] = 'EUR', kind: Account['kind'] = 'standard') {
    return this.#send<Account>('POST', '/v1/accounts', { name, currency, kind });
  }

  read(id: string) {
    return this.#send<Account>('GET', `/v1/accounts/${id}`);
  }

  async rename(id: string, patch: Schemas['AccountPatch']) {
    return this.#send<Account>('PATCH', `/v1/accounts/${id}`, patch);
  }

  move(source: Account, target: Account, amount_minor: number, memo: string | null = null) {
    return this.#send<Transfer>('POST', '/v1/transfers', {
      source_account_id: source.id,
      target_account_id: target.id,
      amount_minor,
      currency: source.currency,
      memo,
    });
  }

  transfers() {
    return this.#send<Schemas['TransferPage']>('GET', '/v1/transfers?limit=100');
  }

  volume() {
    return this.#send<Schemas['DailyVolume']>(
      'GET',
      '/v1/reports/daily-volume?currency=EUR&days=30',
    );
  }

  /** Two accounts with money, the least that most tests need. */
  async funded(minor = 100_000) {
    const owner = await this.account('Customers and owners', 'EUR', 'funding');
    const till = await this.account('Till');
    const bank = await this.account('House bank');
    await this.move(owner, till, minor, 'Counter sale');
    return { owner, till, bank };
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = { 'X-Request-Id': randomUUID() };
    if (body) headers['Content-Type'] = 'application/json';
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    if (method === 'POST') headers['Idempotency-Key'] = randomUUID();
    if (method === 'PATCH') headers['If-Match'] = '*';
    const answer = await fetch(this.#api + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} -> ${answer.status.toString()} ${text}`);
    return JSON.parse(text) as T;
  }
}
