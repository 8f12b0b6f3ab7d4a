// What this machine has, and what to export where something is missing.
import { readFileSync } from 'node:fs';
import { findBrowser, NO_BROWSER } from './browser.mjs';
import { isFree } from './processes.mjs';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const rows = [['Node', `${process.version} (needed: ${engines.node})`]];
try {
  const browser = await findBrowser();
  rows.push(['browser', browser ?? NO_BROWSER]);
  if (browser) rows.push(['export', `CHROMIUM_PATH=${browser}`]);
} catch (error) {
  rows.push(['browser', error.message]);
}
for (const [name, port] of [
  ['PORT', 4010],
  ['API_PORT', 4020],
]) {
  const free = await isFree(port);
  rows.push([`${name} ${port}`, free ? 'free' : 'taken; make run takes the next one']);
}
for (const [name, value] of rows) console.log(`${name.padEnd(14)} ${value}`);
