// Writes the contract's types, or with --check only says whether they are those of the contract.
// The option keeps request fields that have a default optional.
import { spawnSync } from 'node:child_process';
import { toolOf } from './processes.mjs';

const words = process.argv.slice(2);
const check = words.includes('--check');
const [out = 'src/api/schema.d.ts'] = words.filter((word) => word !== '--check');
const done = spawnSync(
  process.execPath,
  [
    toolOf('openapi-typescript', 'bin/cli.js'),
    'contract/openapi.yaml',
    '--default-non-nullable=false',
    ...(check ? ['--check'] : []),
    '-o',
    out,
  ],
  { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
);
if (done.status !== 0) {
  console.error(
    check ? `${out} is not what contract/openapi.yaml says: run make gen` : done.stderr.trim(),
  );
  process.exit(1);
}
