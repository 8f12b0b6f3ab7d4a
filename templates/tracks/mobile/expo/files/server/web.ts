/** The exported app alone, so that the sync server can be taken away while the page stays. */
import { z } from 'zod';
import { listen } from './listen';
import { webApp } from './static';

const { WEB_DIR, SYNC_SERVER, HOST, PORT, OR_FREE } = z
  .object({
    WEB_DIR: z.string().default('dist'),
    SYNC_SERVER: z.url(),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65535).default(0),
    OR_FREE: z.string().optional(),
  })
  .parse(process.env);

const app = webApp({ folder: WEB_DIR, server: SYNC_SERVER, development: true });

listen({ fetch: app.fetch, host: HOST, port: PORT, orFree: OR_FREE === '1' }).catch(
  (thrown: unknown) => {
    console.error(`web server: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exit(1);
  },
);
