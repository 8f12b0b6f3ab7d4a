/** One note being edited: every change is written at once, key by key, so leaving needs no flush. */
import { useCallback, useRef, useState } from 'react';
import { StorageError } from '../data/errors';
import { readNote, type Listed } from '../data/notes';
import {
  changes as changesOf,
  EMPTY,
  faultsOf,
  patched,
  type Field,
  type Fields,
  type Patch,
} from '../domain/note';
import type { Db } from '../sync/ports';
import { useServices } from './services';
import { useLive } from './useLive';

export type Saving = 'untouched' | 'not-yet' | 'saving' | 'saved' | 'full' | 'failed';

export interface NoteForm {
  readonly kind: 'loading' | 'missing' | 'there';
  readonly note: Listed | undefined;
  readonly fields: Fields;
  readonly faults: Partial<Record<Field, string>>;
  readonly saving: Saving;
  readonly change: (patch: Patch) => void;
}

/** What was typed covers the note on the screen until a read that began after its commit has come in. */
interface Typed {
  readonly value: Patch;
  readonly committedAt?: number;
}

export interface FormOf {
  readonly id: string;
  /** A note that is not there yet is begun and not missed. */
  readonly fresh: boolean;
  /** The refused operation that the first change mends. */
  readonly mends?: string | undefined;
}

export function useNoteForm({ id, fresh, mends }: FormOf): NoteForm {
  const { writer, changes } = useServices();
  const read = useCallback((from: Db) => readNote(from, id), [id]);
  const live = useLive(read);
  const note = live.kind === 'there' ? live.value : undefined;
  const turn = live.kind === 'there' ? live.turn : -1;
  const [typed, setTyped] = useState<Partial<Record<Field, Typed>>>({});
  const [saving, setSaving] = useState<Saving>('untouched');
  const pending = useRef<Patch>({});
  const busy = useRef(false);

  const covering = Object.values(typed)
    .filter(({ committedAt }) => committedAt === undefined || turn < committedAt)
    .reduce<Patch>((all, { value }) => ({ ...all, ...value }), {});
  const fields: Fields = patched(note ?? EMPTY, covering);
  // A note comes into being whole, here as at the server: a site and a title at least.
  const isNew = (fresh && note === undefined) || (mends !== undefined && note?.rev === 0);
  const faults = faultsOf(isNew ? shown(fields) : covering);

  /** While one write runs, only the newest value of each field waits. */
  const save = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    let patch: Patch = {};
    try {
      while (Object.keys(pending.current).length > 0) {
        patch = pending.current;
        pending.current = {};
        if (mends === undefined) await writer.edit(id, patch);
        else await writer.resend({ id: mends, noteId: id }, patch);
        const written = patch;
        setTyped((now) => committed(now, written, changes.turn));
      }
      setSaving('saved');
    } catch (thrown) {
      // The next key tries all of it again.
      pending.current = { ...patch, ...pending.current };
      setSaving(thrown instanceof StorageError && thrown.fault === 'full' ? 'full' : 'failed');
    } finally {
      busy.current = false;
    }
  }, [id, mends, writer, changes]);

  const change = (patch: Patch) => {
    setTyped({
      ...typed,
      ...Object.fromEntries(
        changesOf(patch).map(([field, value]) => [field, { value: { [field]: value } }]),
      ),
    });
    const whole = isNew ? shown(patched(fields, patch)) : patch;
    if (Object.keys(faultsOf(whole)).length > 0) {
      setSaving('not-yet');
      return;
    }
    pending.current = { ...pending.current, ...whole };
    setSaving('saving');
    void save();
  };

  // A database that cannot be read is the business of the route's boundary.
  if (live.kind === 'failed') throw live.error;
  const kind =
    live.kind === 'loading' ? 'loading' : note === undefined && !fresh ? 'missing' : 'there';
  // One field is saved, another one waits for its person: then not all of it is saved.
  const all = saving === 'saved' && Object.keys(faults).length > 0 ? 'not-yet' : saving;
  return { kind, note, fields, faults, saving: all, change };
}

const shown = ({ site, title, body, state }: Fields): Patch => ({ site, title, body, state });

/** Marks what was written; what was typed on since the write began stays as it is. */
function committed(
  typed: Partial<Record<Field, Typed>>,
  written: Patch,
  turn: number,
): Partial<Record<Field, Typed>> {
  const done = Object.entries(typed).filter(
    ([field, { value }]) => value[field as Field] === written[field as Field],
  );
  return {
    ...typed,
    ...Object.fromEntries(done.map(([field, one]) => [field, { ...one, committedAt: turn }])),
  };
}
