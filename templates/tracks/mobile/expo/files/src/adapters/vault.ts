/** The token in the phone's key store. A browser has none: see `vault.web.ts`. */
import { deleteItemAsync, getItemAsync, setItemAsync } from 'expo-secure-store';
import type { Vault } from '../sync/ports';

const KEY = 'sync-token';

export const vault: Vault = {
  read: async () => (await getItemAsync(KEY)) ?? undefined,
  write: (token) => (token === undefined ? deleteItemAsync(KEY) : setItemAsync(KEY, token)),
};
