// Looks for secrets in every file that git tracks, after proving that a planted one is found.
// exit: 0 nothing found, 1 findings, 3 not scanned
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const AT_ONCE = 200; // keeps the command line short enough for every system

function scan(files) {
  // Names such as [id].tsx are patterns to a globbing scanner, which would then look at nothing.
  const options = ['--no-glob', '--no-color', '--secretlintrc', '.secretlintrc.json'];
  return spawnSync(
    process.execPath,
    ['node_modules/secretlint/bin/secretlint.js', ...options, ...files],
    { encoding: 'utf8' },
  );
}

function notScanned(why) {
  console.error(`NOT SCANNED: ${why}`);
  process.exit(3);
}

const folder = mkdtempSync(join(tmpdir(), 'plant-'));
try {
  const planted = join(folder, 'planted.js');
  // Put together here, so that this file does not hold a token itself.
  const token = ['ghp', '0123456789abcdefghijABCDEFGHIJ012345'].join('_');
  writeFileSync(planted, `const token = '${token}';\n`);
  const done = scan([planted]);
  if (done.status !== 1 || !done.stdout.includes('planted.js')) {
    notScanned(`the scanner does not find a planted token (it ended with ${done.status})`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

const listed = spawnSync('git', ['ls-files', '-z'], { encoding: 'utf8' });
if (listed.status !== 0) notScanned('git lists the files to scan, and this is no git repository');
const files = listed.stdout.split('\0').filter((name) => name !== '' && existsSync(name));
if (files.length === 0) notScanned('git tracks no file here');

let found = false;
for (let start = 0; start < files.length; start += AT_ONCE) {
  const done = scan(files.slice(start, start + AT_ONCE));
  if (done.status === 0) continue;
  // A scanner that breaks ends with 1 as well, but then it names no file.
  if (done.status !== 1 || done.stdout.trim() === '') notScanned(done.stderr.trim());
  console.log(done.stdout.trim());
  found = true;
}
if (!found) console.log(`${files.length} files scanned, no secret found`);
process.exitCode = found ? 1 : 0;
