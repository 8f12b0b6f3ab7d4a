/** What is asked of every request before a handler sees it. */
import { Refusal } from './problems';

const MAX_BODY = 64 * 1024;

export async function readJson(request: Request): Promise<unknown> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Refusal('unsupported-media-type', 'Send the body as application/json.');
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    // Counted while it arrives: a length that is announced may be wrong, or absent.
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > MAX_BODY) throw new Refusal('body-too-large', 'A body may have 64 KiB.');
      chunks.push(chunk);
    }
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    const value: unknown = JSON.parse(text);
    if (hasLoneSurrogate(value)) throw new SyntaxError('half a surrogate pair');
    return value;
  } catch {
    throw new Refusal('malformed-body', 'The body is not JSON.');
  }
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, one]) => !name.isWellFormed() || hasLoneSurrogate(one));
}

export function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id') ?? '';
  return /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : crypto.randomUUID();
}

const EXPOSED = 'ETag, Location, Idempotent-Replayed, Retry-After, WWW-Authenticate, X-Request-Id';
const ALLOWED =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id';

/** Pages of this machine may call; others get no header and so read nothing. */
export function corsHeaders(request: Request, faults: boolean): Record<string, string> {
  const origin = request.headers.get('origin') ?? '';
  const headers: Record<string, string> = { Vary: 'Origin' };
  if (!/^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/.test(origin)) return headers;
  headers['Access-Control-Allow-Origin'] = origin;
  headers['Access-Control-Expose-Headers'] = EXPOSED;
  if (request.method === 'OPTIONS') {
    headers['Access-Control-Allow-Methods'] = 'GET, POST, PATCH, PUT, DELETE';
    headers['Access-Control-Allow-Headers'] = faults ? `${ALLOWED}, X-Fault` : ALLOWED;
    headers['Access-Control-Max-Age'] = '600';
  }
  return headers;
}

function tags(header: string): string[] {
  return header.split(',').map((tag) => tag.trim());
}

export const etagOf = (row: { readonly version: number }) => `"v${row.version.toString()}"`;

/** If-None-Match compares weakly: any form of the current tag means "I have it". */
export function isCurrent(request: Request, etag: string): boolean {
  const header = request.headers.get('if-none-match');
  if (header === null) return false;
  return tags(header).some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
}

/** If-Match compares strongly, and is demanded: a change without it may undo somebody else's. */
export function guardChange(request: Request, etag: string): void {
  const header = request.headers.get('if-match');
  if (header === null) {
    throw new Refusal('precondition-required', 'Send If-Match with the ETag that you read.');
  }
  if (!tags(header).some((tag) => tag === '*' || tag === etag)) {
    throw new Refusal('precondition-failed', 'It was changed since you read it.');
  }
}
