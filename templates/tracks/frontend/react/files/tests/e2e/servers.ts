/** The page on one origin, the API on another: as in production, so that CORS is part of every test. */
import { endAll, startServer } from '../../scripts/processes.mjs';

export default async function start(): Promise<() => Promise<void>> {
  try {
    const other = process.env.API?.replace(/\/$/, '');
    const api = other
      ? other
      : (
          await startServer('server/main.ts', {
            PORT: '0',
            SEED: process.env.E2E_NOW ? '1' : '0',
            NOW: process.env.E2E_NOW ?? '',
            HASH_COST: '1024',
            RATE_LIMITS: 'off',
          })
        ).url;
    const web = (await startServer('server/serve.ts', { PORT: '0', API_ORIGIN: api })).url;
    process.env.E2E_API = api;
    process.env.E2E_WEB = web;
  } catch (error) {
    await endAll();
    throw error;
  }
  return endAll;
}
