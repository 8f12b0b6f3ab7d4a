// Starts Expo's own command line: offline, without telemetry, and without questions.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const INPUTS = [
  'app',
  'src',
  'app.config.ts',
  'babel.config.js',
  'metro.config.js',
  'package-lock.json',
];

const cli = () =>
  join(dirname(createRequire(import.meta.url).resolve('expo/package.json')), 'bin', 'cli');

/** Hash of everything that an export is made of. */
export function inputHash() {
  const hash = createHash('sha256');
  const add = (path) => {
    hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  };
  const walk = (path) => {
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    for (const entry of entries) {
      const inner = `${path}/${entry.name}`;
      if (entry.isDirectory()) walk(inner);
      else add(inner);
    }
  };
  for (const input of INPUTS) (/\./.test(input) ? add : walk)(input);
  return hash.digest('hex');
}

/** Exports unless this very input was exported into the same folder before. */
export function exportOnce(platform, folder) {
  const stamp = join('var', 'exports', `${platform}.sha256`);
  const hash = inputHash();
  if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    return 'as it was';
  }
  rmSync(stamp, { force: true });
  const done = spawnSync(
    process.execPath,
    [cli(), 'export', '--platform', platform, '--output-dir', folder],
    {
      env: {
        ...process.env,
        CI: '1',
        EXPO_OFFLINE: '1',
        EXPO_NO_TELEMETRY: '1',
        // What Expo remembers about its user stays in this folder as well.
        __UNSAFE_EXPO_HOME_DIRECTORY: join(process.cwd(), 'var', 'expo'),
      },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (done.status !== 0) {
    throw new Error(`the export for ${platform} failed:\n${done.stdout}\n${done.stderr}`);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return 'made anew';
}
