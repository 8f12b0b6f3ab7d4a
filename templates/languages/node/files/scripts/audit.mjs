// Looks the locked packages up among known advisories, and never takes silence for a clean bill.
// exit: 0 audited and clean, 1 findings of level high or critical, 3 not audited
import { spawnSync } from 'node:child_process';

const args = ['audit', '--audit-level=high', '--json'];
// Under `npm run` npm says where it is, which also works where `npm` is a batch file.
const npm = process.env.npm_execpath;
const done = npm
  ? spawnSync(process.execPath, [npm, ...args], { encoding: 'utf8' })
  : spawnSync('npm', args, { encoding: 'utf8' });

function report() {
  try {
    return JSON.parse(done.stdout);
  } catch {
    return {};
  }
}

const { metadata, vulnerabilities, message, error } = report();
const total = metadata?.dependencies?.total ?? 0;
if (total === 0 || !vulnerabilities) {
  const why = message ?? error?.summary ?? done.stderr?.trim().split('\n').pop();
  console.error(`NOT AUDITED: ${why || 'npm audit gave no answer'}`);
  process.exit(3);
}
const grave = Object.values(vulnerabilities).filter((one) =>
  ['high', 'critical'].includes(one.severity),
);
for (const one of grave) console.log(`${one.name} ${one.range}: ${one.severity}`);
const lesser = Object.keys(vulnerabilities).length - grave.length;
console.log(`${total} packages audited, ${grave.length} findings, ${lesser} of a lower level`);
process.exitCode = grave.length > 0 ? 1 : 0;
