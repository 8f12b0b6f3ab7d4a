/** Settings that are read when the app starts. Nothing of them is built in: one build serves every server. */
import { z } from 'zod';

export const settingsSchema = z.object({
  server: z
    .url({ protocol: /^https?$/, error: 'An address like https://sync.example.com' })
    .transform((url) => url.replace(/\/+$/, '')),
  /** Shows the switches for a bad network; only a development server says so. */
  development: z.boolean().default(false),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A server on the device itself is reached without any network: day one, on a train. */
export const isOnDevice = ({ server }: Pick<Settings, 'server'>): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(server).hostname);

/** On the web the server that brought the page names the sync server; a phone keeps its own setting. */
export async function loadWebSettings(fetchConfig: typeof fetch): Promise<Settings> {
  const answer = await fetchConfig('/config.json', { cache: 'no-store' });
  return settingsSchema.parse(await answer.json());
}
