// Writes the contract's types. The option keeps request fields that have a default optional.
import { spawnSync } from 'node:child_process';
import { toolOf } from './processes.mjs';

const [out = 'src/api/schema.d.ts'] = process.argv.slice(2);
const done = spawnSync(
  process.execPath,
  [
    toolOf('openapi-typescript', 'bin/cli.js'),
    'contract/openapi.yaml',
    '--default-non-nullable=false',
    '-o',
    out,
  ],
  { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
);
if (done.status !== 0) {
  console.error(done.stderr);
  process.exit(1);
}
