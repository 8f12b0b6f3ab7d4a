/** Serves the exported app, and tells it at run time where the sync server is. */
import { Hono } from 'hono';
import { readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

export interface WebParts {
  readonly folder: string;
  /** The sync server's address; the page's own when absent. */
  readonly server?: string | undefined;
  readonly development: boolean;
}

export function webApp({ folder, server, development }: WebParts): Hono {
  const app = new Hono();
  const headers = securityHeaders(server);

  app.get('/config.json', (c) => {
    const config = { server: server ?? new URL(c.req.url).origin, development };
    return c.json(config, 200, { ...headers, 'Cache-Control': 'no-store' });
  });

  app.get('*', (c) => {
    const path = normalize(decodeURIComponent(c.req.path));
    const file = join(folder, path);
    const inside = file.startsWith(normalize(folder + sep));
    if (inside && isFile(file)) return answer(file, hasHash(path));
    // An address of the app is answered by its page; a file that is not there is not.
    if (extname(path) !== '')
      return c.json({ type: 'not-found', title: 'No such file' }, 404, headers);
    return answer(join(folder, 'index.html'), false);
  });

  function answer(file: string, forever: boolean): Response {
    return new Response(new Uint8Array(readFileSync(file)), {
      headers: {
        ...headers,
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
        'Cache-Control': forever ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  }

  return app;
}

/** Files of the export carry a hash of their content in their name. */
const hasHash = (path: string) => /[.-][0-9a-f]{32}\./.test(path);

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** SQLite in the browser needs WebAssembly and a worker; nothing else is let in. */
function securityHeaders(server: string | undefined): Record<string, string> {
  const policy = [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    // React Native for Web writes its style sheet at run time.
    "style-src 'self' 'unsafe-inline'",
    `connect-src 'self'${server === undefined ? '' : ` ${server}`}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return {
    'Content-Security-Policy': policy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
