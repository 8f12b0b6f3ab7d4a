/** Who is asking: passwords, short access tokens, refresh tokens that work once. */
import {
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
  type BinaryLike,
} from 'node:crypto';
import { Refusal } from './problems';
import { emptyBook, userByEmail, type Store, type User } from './store';

const ACCESS_SECONDS = 15 * 60;
const REFRESH_SECONDS = 30 * 24 * 3600;

export interface AuthSettings {
  readonly secret: BinaryLike;
  /** scrypt's N; tests use a small one, because they do not defend anybody. */
  readonly cost: number;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const digest = (token: string) => createHash('sha256').update(token).digest('hex');

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, { N: cost }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await derive(password, salt, cost)).toString('hex')}`;
}

export class Auth {
  readonly #store: Store;
  readonly #settings: AuthSettings;
  readonly #nobody: Promise<string>;

  constructor(store: Store, settings: AuthSettings) {
    this.#store = store;
    this.#settings = settings;
    this.#nobody = hashPassword(randomBytes(12).toString('hex'), settings.cost);
  }

  async register(wish: { email: string; password: string; display_name: string }): Promise<User> {
    const password = await hashPassword(wish.password, this.#settings.cost);
    if (userByEmail(this.#store, wish.email)) {
      throw new Refusal('email-taken', 'Somebody has registered with this e-mail address.');
    }
    const user: User = {
      id: this.#store.newId(),
      email: wish.email.toLowerCase(),
      display_name: wish.display_name,
      created_at: new Date(this.#store.now()).toISOString(),
      password,
    };
    this.#store.users.set(user.id, user);
    this.#store.books.set(user.id, emptyBook());
    return user;
  }

  /** An unknown address costs the same work as a wrong password, so neither can be told from the other. */
  async signIn(email: string, password: string) {
    const user = userByEmail(this.#store, email);
    const [salt = '', wanted = ''] = (user?.password ?? (await this.#nobody)).split(':');
    const key = await derive(password, Buffer.from(salt, 'hex'), this.#settings.cost);
    if (!timingSafeEqual(key, Buffer.from(wanted, 'hex')) || !user) {
      throw new Refusal('invalid-credentials', 'E-mail and password do not belong together.');
    }
    return this.#pair(user.id, this.#store.newId());
  }

  /** A token that comes a second time was copied by somebody, so its whole family ends. */
  refresh(token: string) {
    const known = this.#store.tokens.get(digest(token));
    const alive =
      known && !this.#store.endedFamilies.has(known.family) && known.expires > this.#store.now();
    if (alive && known.used) this.#store.endedFamilies.add(known.family);
    if (!alive || known.used) {
      throw new Refusal(
        'invalid-refresh-token',
        'This refresh token does not work any more; sign in again.',
      );
    }
    known.used = true;
    return this.#pair(known.userId, known.family);
  }

  signOut(token: string): void {
    const known = this.#store.tokens.get(digest(token));
    if (known) this.#store.endedFamilies.add(known.family);
  }

  userOf(header: string | undefined): User {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(header ?? '')?.[1];
    const user = token === undefined ? undefined : this.#store.users.get(this.#read(token) ?? '');
    if (!user)
      throw new Refusal('unauthorized', 'The access token is missing, expired or not valid here.');
    return user;
  }

  #sign(head: string): string {
    return createHmac('sha256', this.#settings.secret).update(head).digest('base64url');
  }

  #read(token: string): string | undefined {
    const [header = '', claims = '', signature = ''] = token.split('.');
    const wanted = Buffer.from(this.#sign(`${header}.${claims}`));
    const given = Buffer.from(signature);
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return undefined;
    const { sub, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      sub: string;
      exp: number;
    };
    return exp * 1000 > this.#store.now() ? sub : undefined;
  }

  #pair(userId: string, family: string) {
    const now = this.#store.now();
    const exp = Math.floor(now / 1000) + ACCESS_SECONDS;
    const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: userId, exp, jti: this.#store.newId() })}`;
    const refresh = randomBytes(32).toString('base64url');
    const expires = now + REFRESH_SECONDS * 1000;
    this.#store.tokens.set(digest(refresh), { userId, family, expires, used: false });
    return {
      access_token: `${head}.${this.#sign(head)}`,
      token_type: 'Bearer',
      expires_in: ACCESS_SECONDS,
      refresh_token: refresh,
      refresh_expires_in: REFRESH_SECONDS,
    };
  }
}
