/**
 * The server's rules, pure, so that server, property test and reader look at the same ones.
 *
 * Per field, the last arrival wins. A value that its overwriter had not seen is kept as a loser in the note's own
 * state, so it reaches every device and a person decides. Devices' clocks play no part.
 */
import {
  changes,
  EMPTY,
  patched,
  type Field,
  type Loser,
  type Note,
  type Patch,
  type Value,
} from './note';
import type { Op } from './op';

/** Who wrote a field last, at which `rev`, and when that arrived. */
export interface Cell {
  readonly rev: number;
  readonly by: string;
  readonly at: string;
}

/** A note as the server keeps it. `last` holds each device's last `rev` here, for the rule about deleting. */
export interface Kept {
  readonly note: Note;
  readonly cells: Readonly<Partial<Record<Field, Cell>>>;
  readonly last: Readonly<Record<string, number>>;
}

export interface Arrival {
  readonly device: string;
  readonly rev: number;
  readonly at: string;
}

export function merge(before: Kept | undefined, op: Op, arrival: Arrival): Kept {
  const known = before ?? {
    note: { ...EMPTY, id: op.noteId, rev: 0, losers: [] },
    cells: {},
    last: {},
  };
  const mine: Cell = { rev: arrival.rev, by: arrival.device, at: arrival.at };
  let patch: Patch = {};
  const cells: Partial<Record<Field, Cell>> = { ...known.cells };
  const losers: Loser[] = [];

  const lose = (field: Field, value: Value, cell: Cell) => {
    losers.push({ id: `${op.id}:${field}`, field, value, device: cell.by, at: cell.at });
  };

  for (const [field, value] of changes(op.patch)) {
    if (field === 'deleted') continue;
    const cell = known.cells[field];
    if (isUnseen(cell, op, arrival) && known.note[field] !== value) {
      lose(field, known.note[field], cell);
    }
    patch = { ...patch, [field]: value };
    cells[field] = mine;
  }

  const deleting = op.patch.deleted;
  if (deleting === true && !known.note.deleted) {
    if (editedUnseen(known, op, arrival)) {
      lose('deleted', true, mine);
    } else {
      patch = { ...patch, deleted: true };
      cells.deleted = mine;
    }
  } else if (deleting === false && known.note.deleted) {
    patch = { ...patch, deleted: false };
    cells.deleted = mine;
  } else if (known.note.deleted && Object.keys(patch).length > 0) {
    // An edit by somebody who had not seen the delete brings the note back, and both are told.
    const cell = known.cells.deleted;
    if (isUnseen(cell, op, arrival)) {
      lose('deleted', true, cell);
      patch = { ...patch, deleted: false };
      cells.deleted = mine;
    }
  }

  const settled = new Set(op.resolves);
  const open = known.note.losers.filter((loser) => !settled.has(loser.id)).concat(losers);
  return {
    note: {
      ...patched(known.note, patch),
      rev: arrival.rev,
      losers: open.map((loser) => ({ ...loser, over: writerOf(cells[loser.field]) })),
    },
    cells,
    // Settling a conflict without a new value is no edit that a delete could overlook.
    last:
      changes(op.patch).length > 0 ? { ...known.last, [arrival.device]: arrival.rev } : known.last,
  };
}

const writerOf = (cell: Cell | undefined) => cell && { device: cell.by, at: cell.at };

/** One's own writing is never unseen, however stale the base: two edits in one tunnel are no conflict. */
function isUnseen(cell: Cell | undefined, op: Op, { device }: Arrival): cell is Cell {
  return cell !== undefined && cell.by !== device && cell.rev > op.base;
}

/** Has anybody else written here since? Fields' last writers do not tell: the deleter may have overwritten them. */
function editedUnseen({ last }: Kept, op: Op, { device }: Arrival): boolean {
  return Object.entries(last).some(([other, rev]) => other !== device && rev > op.base);
}
