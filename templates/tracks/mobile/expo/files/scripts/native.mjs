// `make native`: Hermes bytecode for both phones, and the budget that it has to keep. No SDK of a phone is needed.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportOnce } from './expo.mjs';

const MEGABYTE = 1_000_000;
const budget = JSON.parse(readFileSync('perf/budget.json', 'utf8'));

function bytecodeOf(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.hbc'));
  if (files.length !== 1)
    throw new Error(`${folder} holds ${files.length} bundles of bytecode, not 1`);
  return statSync(join(folder, files[0])).size;
}

try {
  let over = 0;
  for (const platform of ['android', 'ios']) {
    const folder = join('var', 'native', platform);
    const how = exportOnce(platform, folder);
    const bytes = bytecodeOf(folder);
    const most = budget[`${platform}Bytes`];
    const verdict = bytes > most ? 'over the budget' : 'within the budget';
    console.log(
      `${platform.padEnd(8)} ${(bytes / MEGABYTE).toFixed(2)} MB, ${verdict} of ${(most / MEGABYTE).toFixed(2)} MB (${how})`,
    );
    if (bytes > most) over += 1;
  }
  process.exitCode = over > 0 ? 1 : 0;
} catch (error) {
  console.error(`native: ${error.message}`);
  process.exit(1);
}
