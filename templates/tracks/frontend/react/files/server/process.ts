/** What every server here does as a process: say where it listens, and end when asked to. */
import type { AddressInfo } from 'node:net';
import type { ServerType } from '@hono/node-server';

const GRACE_MS = 5_000;

export function portFrom(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`server: PORT must be a number up to 65535, not ${text ?? ''}`);
    process.exit(1);
  }
  return port;
}

export function listening(info: AddressInfo): void {
  console.log(JSON.stringify({ event: 'listening', port: info.port }));
}

/** As the first process of a container Node ignores SIGTERM unless somebody handles it. */
export function closeOnSignal(server: ServerType): void {
  server.on('error', (error: NodeJS.ErrnoException) => {
    console.error(`server: ${error.code === 'EADDRINUSE' ? 'the port is taken' : error.message}`);
    process.exit(1);
  });
  const close = () => {
    server.close(() => process.exit(0));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    setTimeout(() => process.exit(0), GRACE_MS).unref();
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
}
