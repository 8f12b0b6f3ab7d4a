/** Listens on loopback, says where in one line, and ends when asked to. */
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listen {
  readonly fetch: (request: Request, bindings: HttpBindings) => Response | Promise<Response>;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Takes a free port instead of ending when this one is taken. */
  readonly orFree?: boolean;
}

export async function listen({ fetch, host, port, orFree = false }: Listen): Promise<void> {
  const server = await open(fetch, host, port).catch((thrown: unknown) => {
    if (!orFree || !isTaken(thrown)) throw thrown;
    return open(fetch, host, 0);
  });
  const end = () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // Whoever still talks after five seconds is cut off; what was answered is on disk.
    setTimeout(() => process.exit(0), 5_000).unref();
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  const { port: taken } = server.address() as AddressInfo;
  console.log(JSON.stringify({ event: 'listening', port: taken }));
}

function open(fetch: Listen['fetch'], hostname: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const listener = getRequestListener((request, env) => fetch(request, env as HttpBindings));
    const server = createServer((request, response) => void listener(request, response));
    server.once('error', reject);
    server.listen(port, hostname, () => resolve(server));
  });
}

export const isTaken = (thrown: unknown) =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE';
