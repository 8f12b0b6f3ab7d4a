// How many bytes a device has to read before anything happens.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

function onlyOne(folder, pattern, verb) {
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((name) => pattern.test(name))
    : [];
  if (files.length !== 1) {
    throw new Error(`${folder} holds ${files.length} files like ${pattern}, not 1: ${verb} first`);
  }
  return statSync(join(folder, files[0])).size;
}

export const bytecodeOf = (folder) => onlyOne(folder, /\.hbc$/, 'make native');
export const webEntryOf = (folder) => onlyOne(folder, /entry-[0-9a-f]+\.js$/, 'make export');

/** One line for a person, and whether it is within. */
export function judge(name, bytes, most) {
  const megabytes = (value) => `${(value / 1_000_000).toFixed(2)} MB`;
  const within = bytes <= most;
  const words = `${name.padEnd(8)} ${megabytes(bytes)}, ${within ? 'within' : 'over'} the budget of ${megabytes(most)}`;
  return { within, words };
}
