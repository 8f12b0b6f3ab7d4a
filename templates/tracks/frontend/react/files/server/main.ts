/** Starts the local API. Prints one JSON line when it listens, then one per request. */
import { randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { makeApp } from './app';
import { DEFAULT_LIMITS } from './limits';
import { closeOnSignal, listening, portFrom } from './process';
import { seed } from './seed';
import { makeStore } from './store';

if (process.env.ENV === 'production') {
  console.error(
    'server: this is a stand-in for development and keeps nothing; it refuses ENV=production',
  );
  process.exit(1);
}
const cost = Number(process.env.HASH_COST ?? 2 ** 14);
// Pictures and demonstrations need the same day each time: NOW=2026-11-24T10:00:00Z starts the clock there.
const offset = process.env.NOW ? Date.parse(process.env.NOW) - Date.now() : 0;
const store = makeStore(() => Date.now() + offset);
if (process.env.SEED !== '0') await seed(store, cost);
const app = makeApp(store, {
  secret: randomBytes(32),
  cost,
  rateLimits: process.env.RATE_LIMITS ?? DEFAULT_LIMITS,
  faults: process.env.FAULTS === '1',
  log: (line) => {
    console.log(JSON.stringify(line));
  },
});
const server = serve(
  { fetch: app.fetch, hostname: '127.0.0.1', port: portFrom(process.env.PORT) },
  listening,
);
closeOnSignal(server);
