/** Starts the static server. API_ORIGIN says where the API is; HOST is for containers only. */
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { closeOnSignal, listening, portFrom } from './process';
import { makeStatic } from './static';

const apiOrigin = process.env.API_ORIGIN ?? '';
if (!/^https?:\/\/[\w.-]+(:\d+)?$/.test(apiOrigin)) {
  console.error('serve: set API_ORIGIN to the address of the API, such as http://127.0.0.1:4020');
  process.exit(1);
}
const app = makeStatic({
  dist: process.env.DIST ?? join(import.meta.dirname, '..', 'dist'),
  apiOrigin,
  log: (line) => {
    console.log(JSON.stringify(line));
  },
});
const hostname = process.env.HOST ?? '127.0.0.1';
const server = serve({ fetch: app.fetch, hostname, port: portFrom(process.env.PORT) }, listening);
closeOnSignal(server);
