/** What the command line says, and what is said to somebody who mistyped it. */
export const env: Readonly<Record<string, string | undefined>> = process.env;

/** What the command line says a number is, or the usual one; throws for anything but a whole number from 1 to 99999. */
export function count(name: string, usual: number): number {
  const given = env[name] ?? String(usual);
  if (/^[1-9][0-9]{0,4}$/.test(given)) return Number(given);
  throw new Error(`${name} is a whole number from 1 to 99999, for example ${name}=${usual}`);
}

export const notes = (): number => count('NOTES', 2000);

export function checkLabel(label: string | undefined, name: string): string {
  if (label !== undefined && /^[a-z0-9-]{1,30}$/.test(label)) return label;
  throw new Error(`${name}=… is needed: letters, digits and dashes, for example ${name}=before`);
}
