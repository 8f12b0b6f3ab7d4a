/** What a device shows: the server's state with its owner's unsent edits over it, in the order they were made. */
import { EMPTY, patched, type Fields, type Note, type Patch } from './note';

export interface Unsent {
  readonly patch: Patch;
  readonly resolves: readonly string[];
}

/** `server` is absent while only this device knows the note. */
export function overlay(id: string, server: Note | undefined, unsent: readonly Unsent[]): Note {
  const settled = new Set(unsent.flatMap((op) => op.resolves));
  const fields = unsent.reduce<Fields>((shown, op) => patched(shown, op.patch), server ?? EMPTY);
  return {
    ...fields,
    id,
    rev: server?.rev ?? 0,
    losers: (server?.losers ?? [])
      .filter((loser) => !settled.has(loser.id))
      // What an unsent edit covers is nobody's at the server yet.
      .map((loser) =>
        unsent.some(({ patch }) => patch[loser.field] !== undefined)
          ? { ...loser, over: undefined }
          : loser,
      ),
  };
}
