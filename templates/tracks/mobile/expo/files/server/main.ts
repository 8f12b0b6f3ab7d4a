/** The sync server as a process: journal, seed, faults, and the exported app where it is asked for. */
import type { HttpBindings } from '@hono/node-server';
import { makeApp } from './app';
import { Book } from './book';
import { cutConnection, misbehave, modeFrom } from './faults';
import { openJournal } from './journal';
import { isTaken, listen } from './listen';
import { seedBook } from './seed';
import { readSettings, SettingsError } from './settings';
import { webApp } from './static';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { journal, entries, torn } = openJournal(settings.JOURNAL);
  if (torn > 0) say({ event: 'torn line cut off', bytes: torn });
  const book = new Book(journal, entries);
  if (settings.SEED !== undefined && book.rev === 0) seedBook(book, settings.SEED);
  const sync = makeApp({
    book,
    token: settings.SYNC_TOKEN,
    origins: settings.ORIGINS.split(',').filter(Boolean),
    log: (line) => say({ event: 'request', ...line }),
  });
  const web =
    settings.WEB_DIR === undefined
      ? undefined
      : webApp({ folder: settings.WEB_DIR, development: settings.ENV !== 'production' });
  const { NET_FILE, NET_MODE } = settings;
  const mode =
    NET_FILE === undefined && NET_MODE === undefined ? undefined : modeFrom(NET_FILE, NET_MODE);
  const isSync = (path: string) => /^\/(v1\/|healthz$|readyz$|metrics$)/.test(path);

  await listen({
    host: settings.HOST,
    port: settings.PORT,
    orFree: settings.OR_FREE === '1',
    fetch: (request, { incoming }: HttpBindings) => {
      const { pathname } = new URL(request.url);
      const app = web !== undefined && !isSync(pathname) ? web : sync;
      if (mode === undefined || !pathname.startsWith('/v1/')) return app.fetch(request);
      return misbehave({
        mode: mode(),
        method: request.method,
        answer: () => app.fetch(request),
        cut: () => cutConnection(incoming),
        die: () => process.exit(1),
        chance: Math.random,
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      });
    },
  });
}

function say(line: object): void {
  console.log(JSON.stringify(line));
}

main().catch((thrown: unknown) => {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  const port = isTaken(thrown)
    ? `port ${process.env.PORT ?? ''} is taken; choose another by PORT`
    : why;
  console.error(`sync server: ${port}`);
  process.exit(thrown instanceof SettingsError ? 2 : 1);
});
