/** On a phone the server's address is a setting of this device; an emulator reaches its host as 10.0.2.2. */
import { getItemAsync, setItemAsync } from 'expo-secure-store';
import { settingsSchema, type Settings } from '../config';

const KEY = 'sync-server';
const FIRST = 'http://10.0.2.2:4030';

export async function loadSettings(): Promise<Settings> {
  const server = (await getItemAsync(KEY)) ?? FIRST;
  return settingsSchema.parse({ server, development: false });
}

export const keepServer = (address: string): Promise<void> => setItemAsync(KEY, address);
