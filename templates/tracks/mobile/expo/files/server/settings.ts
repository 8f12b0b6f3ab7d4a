/** What the environment asks for; a setting that makes no sense ends the start with one line. */
import { z } from 'zod';
import { MODES } from './faults';

const schema = z
  .object({
    ENV: z.enum(['development', 'production']).default('development'),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65535).default(0),
    OR_FREE: z.literal('1').optional(),
    JOURNAL: z.string().default('var/run/journal.jsonl'),
    /** A bad network on purpose: from the start, and by a file while the server runs. */
    NET_MODE: z.enum(MODES).optional(),
    NET_FILE: z.string().optional(),
    SYNC_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
    ORIGINS: z.string().default(''),
    SEED: z.coerce.number().int().min(0).max(100_000).optional(),
    /** The exported app, when one process is to serve both. */
    WEB_DIR: z.string().optional(),
  })
  .superRefine(({ ENV, SYNC_TOKEN, NET_MODE, NET_FILE, SEED }, context) => {
    if (ENV !== 'production') return;
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    if (SYNC_TOKEN === undefined) refuse('ENV=production needs SYNC_TOKEN, at least 16 characters');
    if (NET_FILE !== undefined || NET_MODE !== undefined) {
      refuse('ENV=production refuses NET_FILE and NET_MODE: no faults on purpose');
    }
    if (SEED !== undefined) refuse('ENV=production refuses SEED: no invented notes');
  });

export type ServerSettings = z.infer<typeof schema>;

export class SettingsError extends Error {}

export function readSettings(env: Readonly<Record<string, string | undefined>>): ServerSettings {
  // An empty variable is one that is not set: make and compose files pass many of them.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  throw new SettingsError(
    parsed.error.issues
      .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
      .join('; '),
  );
}
