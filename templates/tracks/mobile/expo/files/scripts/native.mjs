// `make native`: Hermes bytecode for both phones, and the budget that it has to keep. No SDK of a phone is needed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportOnce } from './expo.mjs';
import { bytecodeOf, judge } from './sizes.mjs';

try {
  const budget = JSON.parse(readFileSync('perf/budget.json', 'utf8'));
  for (const platform of ['android', 'ios']) {
    const folder = join('var', 'native', platform);
    const how = exportOnce(platform, folder);
    const { within, words } = judge(platform, bytecodeOf(folder), budget[`${platform}Bytes`]);
    console.log(`${words} (${how})`);
    if (!within) process.exitCode = 1;
  }
} catch (error) {
  console.error(`native: ${error.message}`);
  process.exit(1);
}
