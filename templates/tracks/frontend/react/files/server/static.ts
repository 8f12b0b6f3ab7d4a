/** Serves the built page: compressed at build time, cached for good where the name holds a hash, under a strict policy. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { Hono } from 'hono';

export interface StaticSettings {
  readonly dist: string;
  readonly apiOrigin: string;
  readonly log?: (line: object) => void;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
};
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
const NAMES = new Set(['CLS', 'INP', 'LCP', 'FCP']);
const MAX_VITAL = 2_048;

function policyFor(html: string, apiOrigin: string): string {
  // The one inline script sets the theme before the first paint; its hash allows it and nothing else.
  const hashes = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${apiOrigin}`,
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The path as a name of a file; undefined for one whose percent signs mean nothing. */
function pathOf(url: string): string | undefined {
  try {
    return normalize(decodeURIComponent(new URL(url).pathname));
  } catch {
    return undefined;
  }
}

export function makeStatic({ dist, apiOrigin, log }: StaticSettings): Hono {
  const html = readFileSync(join(dist, 'index.html'), 'utf8').replace('%API_ORIGIN%', apiOrigin);
  const security = {
    'Content-Security-Policy': policyFor(html, apiOrigin),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(security)) context.header(name, value);
  });
  app.get('/healthz', (context) => context.json({ status: 'ok' }));

  app.post('/vitals', async (context) => {
    const text = await context.req.text();
    if (text.length > MAX_VITAL) return context.body(null, 413);
    let vital: { name?: unknown; value?: unknown; path?: unknown };
    try {
      vital = JSON.parse(text) as typeof vital;
    } catch {
      return context.body(null, 400);
    }
    const { name, value, path } = vital;
    if (typeof name !== 'string' || !NAMES.has(name) || typeof value !== 'number')
      return context.body(null, 400);
    // Ids are cut out of the path: a log of figures need not say which transfer somebody looked at.
    const route =
      typeof path === 'string' ? path.replaceAll(/[0-9a-f-]{36}/g, ':id').slice(0, 60) : '';
    log?.({ event: 'vital', name, value, route });
    return context.body(null, 204);
  });

  const page = () =>
    new Response(html, {
      headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' },
    });

  app.get('*', (context) => {
    const path = pathOf(context.req.url);
    if (path === undefined) return context.text('Not found', 404);
    const file = join(dist, path);
    const isFile =
      file.startsWith(dist) &&
      !path.startsWith('/.') &&
      existsSync(file) &&
      statSync(file).isFile();
    // Only addresses of the page fall back to it; a missing file is missing, or old tabs would run HTML as a script.
    if (!isFile) return extname(path) === '' ? page() : context.text('Not found', 404);
    if (path === '/index.html') return page();
    const headers = new Headers({
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Cache-Control': path.startsWith('/assets/')
        ? 'public, max-age=31536000, immutable'
        : 'no-cache',
      Vary: 'Accept-Encoding',
    });
    const accepted = context.req.header('accept-encoding') ?? '';
    const packed = ENCODINGS.find(
      ([name, ending]) => accepted.includes(name) && existsSync(file + ending),
    );
    if (packed) headers.set('Content-Encoding', packed[0]);
    return new Response(readFileSync(file + (packed?.[1] ?? '')), { headers });
  });
  return app;
}
