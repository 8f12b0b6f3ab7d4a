/** The server over HTTP. Every way in which a request can end becomes one kind of problem. */
import type { z } from 'zod';
import { problemOfStatus, SyncError } from '../domain/problem';
import { PAGE, problemSchema, pullAnswerSchema, pushAnswerSchema } from '../domain/protocol';
import type { Transport } from '../sync/ports';

export const TIMEOUT_MS = 15_000;

export interface HttpParts {
  readonly fetch: typeof fetch;
  /** Asked at each request: both can be changed while the app runs. */
  readonly settings: () => Promise<{ server: string; token: string | undefined }>;
  readonly timeoutMs?: number;
}

export function httpTransport({ fetch, settings, timeoutMs = TIMEOUT_MS }: HttpParts): Transport {
  async function ask<T>(
    path: string,
    device: string,
    schema: z.ZodType<T>,
    body?: unknown,
  ): Promise<T> {
    const { server, token } = await settings();
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
      const answer = await fetch(`${server}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          'X-Device': device,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: abort.signal,
      });
      const said: unknown = await answer.json().catch(() => undefined);
      if (answer.ok) {
        const parsed = schema.safeParse(said);
        if (parsed.success) return parsed.data;
        // A captive portal answers 200 with a page of its own.
        throw new SyncError({ kind: 'server', status: answer.status, retryAfterMs: undefined });
      }
      const problem = problemSchema.safeParse(said);
      const title = problem.success ? problem.data.title : `The server said ${answer.status}`;
      throw new SyncError(
        problemOfStatus(answer.status, answer.headers.get('Retry-After'), {
          type: 'invalid',
          title,
        }),
      );
    } catch (thrown) {
      if (thrown instanceof SyncError) throw thrown;
      throw new SyncError({ kind: abort.signal.aborted ? 'timeout' : 'unreachable' });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    push: (device, ops) =>
      ask('/v1/push', device, pushAnswerSchema, {
        device,
        ops: ops.map(({ id, noteId, base, patch, resolves }) => ({
          id,
          noteId,
          base,
          patch,
          resolves,
        })),
      }),
    pull: (device, after) => ask(`/v1/pull?after=${after}&limit=${PAGE}`, device, pullAnswerSchema),
  };
}
