export function bytecodeOf(folder: string): number;
export function webEntryOf(folder: string): number;
export function judge(
  name: string,
  bytes: number,
  most: number,
): { within: boolean; words: string };
