/** A document that a program writes has the form that `make check` asks for. */
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

export async function writeMarkdown(path: string, text: string): Promise<void> {
  const options = await resolveConfig('README.md');
  writeFileSync(path, await format(text, { ...options, parser: 'markdown' }));
}

/** Replaces what stands between two markers, and touches nothing else of a document that people write in. */
export function fillBetween(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`the document has no markers ${open} and ${close}`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}
