/** One change on its way from a device to the server. */
import type { Note, Patch } from './note';
import type { Refusal } from './problem';

/**
 * `base` is the note's `rev` that the writer had before their eyes, `resolves` names the losers that this settles.
 * It carries no time: clocks of phones are wrong, so they decide nothing.
 */
export interface Op {
  readonly id: string;
  readonly noteId: string;
  readonly base: number;
  readonly patch: Patch;
  readonly resolves: readonly string[];
}

/** What the server said to one operation. */
export type Verdict =
  | { readonly id: string; readonly verdict: 'merged'; readonly note: Note }
  | { readonly id: string; readonly verdict: 'rejected'; readonly problem: Refusal };

/** Two operations are the same when their content is; the order of keys does not matter. */
export function contentOf(op: Op): string {
  const patch = Object.entries(op.patch).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([op.noteId, op.base, patch, [...op.resolves].sort()]);
}
