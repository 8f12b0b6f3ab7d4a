/** A bad network on demand, for development: chosen by `make net MODE=...` while the server runs. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

export const MODES = ['up', 'down', 'slow', 'lossy', 'failing', 'dies-after-commit'] as const;
export type Mode = (typeof MODES)[number];

const fileSchema = z.object({ mode: z.enum(MODES) });

/** Reads the mode anew at each request; a file that is not there, or half written, leaves it as it was at the start. */
export function modeFrom(path: string | undefined, first: Mode = 'up'): () => Mode {
  if (path === undefined) return () => first;
  return () => {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).mode;
    } catch {
      return first;
    }
  };
}

export interface FaultParts {
  readonly mode: Mode;
  readonly method: string;
  readonly answer: () => Response | Promise<Response>;
  /** Ends the connection without a word. */
  readonly cut: () => Response;
  readonly die: () => void;
  readonly chance: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

const SLOW_MS = 3_000;

/** One request through a network of this mode. A browser's question before the request itself is let through. */
export async function misbehave(parts: FaultParts): Promise<Response> {
  const { mode, method, answer, cut, die, chance, wait } = parts;
  if (method === 'OPTIONS' && mode !== 'down') return answer();
  switch (mode) {
    case 'up':
      return answer();
    case 'down':
      return cut();
    case 'slow':
      await wait(SLOW_MS);
      return answer();
    case 'lossy': {
      // One request in four is lost on its way, one answer in four on its way back.
      const luck = chance();
      if (luck < 0.25) return cut();
      const said = await answer();
      return luck < 0.5 ? cut() : said;
    }
    case 'failing':
      // Without the headers that let a page read it: to a browser this looks like most broken servers do.
      return new Response(null, { status: 503 });
    case 'dies-after-commit': {
      const said = await answer();
      if (method === 'POST') die();
      return said;
    }
  }
}

/** The connection behind a request, ended; the answer that is given back goes nowhere. */
export function cutConnection(incoming: IncomingMessage): Response {
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
