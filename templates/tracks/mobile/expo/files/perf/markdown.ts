/** A document that a program writes has the form that `make check` asks for. */
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

export async function writeMarkdown(path: string, text: string): Promise<void> {
  const options = await resolveConfig('README.md');
  writeFileSync(path, await format(text, { ...options, parser: 'markdown' }));
}
