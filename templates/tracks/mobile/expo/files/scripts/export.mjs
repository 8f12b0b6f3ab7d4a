// `make export`: the web build in dist/, made anew only when something it is made of has changed, within its budget.
import { existsSync, readFileSync } from 'node:fs';
import { exportOnce } from './expo.mjs';
import { judge, webEntryOf } from './sizes.mjs';

try {
  const how = exportOnce('web', 'dist');
  // An image is built without the budget: by then the check has been made.
  if (existsSync('perf/budget.json')) {
    const budget = JSON.parse(readFileSync('perf/budget.json', 'utf8'));
    const { within, words } = judge('web', webEntryOf('dist'), budget.webEntryBytes);
    console.log(`${words} (${how})`);
    if (!within) process.exitCode = 1;
  }
} catch (error) {
  console.error(`export: ${error.message}`);
  process.exit(1);
}
