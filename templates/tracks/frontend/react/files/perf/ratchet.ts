/** `make ratchet`: lowers perf/budget.json to what the build needs today. */
import { readFileSync, writeFileSync } from 'node:fs';
import { ratchet, type Budget } from './budget';
import { measureSizes } from './bytes';

const FILE = 'perf/budget.json';
const budget = JSON.parse(readFileSync(FILE, 'utf8')) as Budget;
try {
  const next = ratchet(budget, measureSizes('dist'), process.env.BECAUSE);
  writeFileSync(FILE, `${JSON.stringify(next, null, 2)}\n`);
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`entry ${kB(budget.entry)} -> ${kB(next.entry)}`);
  console.log(`landing chain ${kB(budget.landing)} -> ${kB(next.landing)}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
