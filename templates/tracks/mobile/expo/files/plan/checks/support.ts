/** What a check imports that is not there yet: missing is said in words, not by a stack. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export function wanted(file: string, name: string): unknown {
  if (!existsSync(file)) throw new Error(`${name} is missing: there is no ${file} yet`);
  const found = jest.requireActual<Record<string, unknown>>(join(process.cwd(), file))[name];
  if (found === undefined) throw new Error(`${name} is missing from ${file}`);
  return found;
}
