// Copies what the sync server needs out of node_modules, with everything that those packages need in turn.
// usage: node scripts/server-modules.mjs FOLDER
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOTS = ['hono', '@hono/node-server', 'tsx', 'zod'];
const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node scripts/server-modules.mjs FOLDER');
  process.exit(2);
}
const done = new Set();
const waiting = [...ROOTS];
for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
  const from = join('node_modules', name);
  // An optional package of another platform is not there, and need not be.
  if (done.has(name) || !existsSync(from)) continue;
  done.add(name);
  cpSync(from, join(folder, name), { recursive: true });
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(from, 'package.json'), 'utf8'),
  );
  waiting.push(...Object.keys({ ...dependencies, ...optionalDependencies }));
}
console.log(`${done.size} packages for the server`);
