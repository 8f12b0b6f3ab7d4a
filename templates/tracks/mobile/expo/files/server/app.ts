/** The sync server's routes. It knows HTTP, sizes and rights; what a push means is the book's business. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { timingSafeEqual } from 'node:crypto';
import { deviceSchema, MOST_BYTES, MOST_PAGE, PAGE, pushSchema } from '../src/domain/protocol';
import type { Book } from './book';
import { Meters } from './meters';

export interface Access {
  readonly device: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

export interface AppParts {
  readonly book: Book;
  /** Nobody is asked for a token when there is none. */
  readonly token?: string | undefined;
  /** The pages that may call from a browser. */
  readonly origins?: readonly string[] | undefined;
  readonly now?: () => Date;
  readonly log?: (line: Access) => void;
  readonly ready?: () => boolean;
}

export function makeApp(parts: AppParts): Hono {
  const { book, token, origins = [], now = () => new Date(), log, ready = () => true } = parts;
  const app = new Hono();
  const meters = new Meters(book);

  app.use('*', async (c, next) => {
    const begin = performance.now();
    await next();
    const ms = performance.now() - begin;
    const route = c.req.path;
    if (!route.startsWith('/v1/')) return;
    meters.observe(route, ms);
    // Never a note's text, never the token: only who, where and how it went.
    log?.({
      device: deviceSchema.catch('-').parse(c.req.header('X-Device')),
      route,
      status: c.res.status,
      ms: Math.round(ms),
    });
  });
  app.use(
    '/v1/*',
    cors({
      origin: origins.includes('*') ? '*' : [...origins],
      allowHeaders: ['Authorization', 'Content-Type', 'X-Device'],
    }),
  );
  app.use('/v1/*', async (c, next) => {
    if (token !== undefined && !isSame(c.req.header('Authorization') ?? '', `Bearer ${token}`)) {
      return problem(401, 'auth', 'The token is missing or not valid');
    }
    return next();
  });
  app.use(
    '/v1/push',
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: () => problem(413, 'too-large', 'At most 1 MiB in one request'),
    }),
  );

  app.post('/v1/push', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const parsed = pushSchema.safeParse(body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return problem(400, 'invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
    }
    const { device, ops } = parsed.data;
    return c.json({ verdicts: book.push(device, ops, now().toISOString()) });
  });

  app.get('/v1/pull', (c) => {
    const after = count(c.req.query('after') ?? '0', 0, Number.MAX_SAFE_INTEGER);
    const limit = count(c.req.query('limit') ?? String(PAGE), 1, MOST_PAGE);
    if (after === undefined) return problem(400, 'invalid', 'after: a whole number from 0');
    if (limit === undefined) return problem(400, 'invalid', `limit: 1 to ${MOST_PAGE}`);
    const page = book.pull(after, limit);
    if (page === undefined) {
      return problem(410, 'cursor-too-old', 'This cursor is not of this book; pull from 0');
    }
    return c.json(page);
  });

  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/readyz', (c) => (ready() ? c.json({ ok: true }) : c.json({ ok: false }, 503)));
  app.get('/metrics', (c) => c.text(meters.text()));
  app.notFound(() => problem(404, 'not-found', 'There is nothing at this address'));
  app.onError((error) => {
    console.error(JSON.stringify({ event: 'fault', name: error.name, message: error.message }));
    return problem(500, 'fault', 'The server made a mistake; nothing was changed');
  });
  return app;
}

function problem(status: number, type: string, title: string): Response {
  return new Response(JSON.stringify({ type, title, status }), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
}

function count(text: string, least: number, most: number): number | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

/** Takes the same time whatever is wrong with the token. */
function isSame(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
