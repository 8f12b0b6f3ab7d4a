// Finds a Chromium. Used by set-up, the end-to-end tests and the measurements, so that all take the same one.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a browser, `undefined` when there is none; a CHROMIUM_PATH that leads nowhere is an error. */
export async function findBrowser() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (!existsSync(asked)) throw new Error(`CHROMIUM_PATH names ${asked}, which does not exist`);
    return asked;
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = NAMES.map((name) => join(folder, name)).find(isProgram);
    if (found) return found;
  }
  if (existsSync(MAC)) return MAC;
  const { chromium } = await import('@playwright/test');
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

export const NO_BROWSER =
  'no Chromium found: install one (Debian/Ubuntu: apt install chromium) or run make browser';

export async function demandBrowser() {
  const found = await findBrowser().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
  if (!found) {
    console.error(NO_BROWSER);
    process.exit(1);
  }
  return found;
}

if (process.argv[1]?.endsWith('browser.mjs')) {
  try {
    const found = await findBrowser();
    console.log(found ? `browser: ${found}` : `${NO_BROWSER} (only e2e and perf need it)`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
