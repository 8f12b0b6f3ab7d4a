/** In a browser the server that brought the page also says where the sync server is. */
import { loadWebSettings, type Settings } from '../config';

let chosen: string | undefined;

export async function loadSettings(): Promise<Settings> {
  const settings = await loadWebSettings((url, init) => fetch(url, init));
  return chosen === undefined ? settings : { ...settings, server: chosen };
}

/** Until the page is loaded again: the page's own server has the last word. */
export const keepServer = (address: string): Promise<void> => {
  chosen = address;
  return Promise.resolve();
};
