/** Two versions of one field, and a person who decides. The decision is an edit like any other. */
import { useCallback } from 'react';
import { View } from 'react-native';
import { readNote } from '../../data/notes';
import type { Field, Loser, Note, State, Value } from '../../domain/note';
import type { Db } from '../../sync/ports';
import { Body, Button, Card, Screen } from '../Parts';
import { useServices } from '../services';
import { useLive } from '../useLive';

interface ConflictScreenProps {
  readonly id: string;
  readonly onBack: () => void;
}

export function ConflictScreen({ id, onBack }: ConflictScreenProps) {
  const { words } = useServices();
  const read = useCallback((db: Db) => readNote(db, id), [id]);
  const live = useLive(read);
  const note = live.kind === 'there' ? live.value : undefined;
  return (
    <Screen heading={words.conflict.heading} onBack={onBack}>
      {note !== undefined && <Body>{`${note.title}, ${note.site}`}</Body>}
      {note?.losers.map((loser) => (
        <Card key={loser.id}>
          {loser.field === 'deleted' ? (
            <Deleted note={note} loser={loser} />
          ) : (
            <Versions note={note} loser={loser} />
          )}
        </Card>
      ))}
      {live.kind === 'there' && (note?.losers.length ?? 0) === 0 && (
        <Body>{words.conflict.none}</Body>
      )}
    </Screen>
  );
}

interface ChoiceProps {
  readonly note: Note;
  readonly loser: Loser;
}

function Versions({ note, loser }: ChoiceProps) {
  const { words, writer, device } = useServices();
  const { conflict } = words;
  // Keeping what is there changes no field, so two people who choose at once make no new conflict.
  const keepNow = () => void writer.edit(note.id, {}, [loser.id]);
  const keepBefore = () => void writer.edit(note.id, { [loser.field]: loser.value }, [loser.id]);
  const mineIsNow = loser.over?.device === device;
  const mineIsBefore = loser.device === device;
  // Who wrote neither, or both, has no "mine".
  const [now, before] =
    mineIsNow === mineIsBefore
      ? [conflict.keepNow, conflict.keepBefore]
      : mineIsNow
        ? [conflict.keepMine, conflict.keepTheirs]
        : [conflict.keepTheirs, conflict.keepMine];
  return (
    <>
      <Body quiet>{words.fields[loser.field]}</Body>
      <Version title={conflict.now} {...loser} value={note[loser.field]} writer={loser.over} />
      <Version title={conflict.before} {...loser} writer={loser} />
      <Button label={now} kind="plain" onPress={keepNow} />
      <Button label={before} kind="plain" onPress={keepBefore} />
    </>
  );
}

interface VersionProps {
  readonly title: string;
  readonly field: Field;
  readonly value: Value;
  /** Absent while the value is an own edit that is not sent. */
  readonly writer: { readonly device: string; readonly at: string } | undefined;
}

function Version({ title, field, value, writer }: VersionProps) {
  const { words, device } = useServices();
  const { conflict } = words;
  const shown = field === 'state' ? words.states[value as State] : String(value);
  return (
    <View>
      <Body quiet>{title}</Body>
      <Body strong>{shown === '' ? conflict.empty : shown}</Body>
      {writer !== undefined && (
        <Body quiet>
          {conflict.by(
            writer.device === device ? conflict.you : words.who(writer.device),
            words.when(writer.at),
          )}
        </Body>
      )}
    </View>
  );
}

function Deleted({ note, loser }: ChoiceProps) {
  const { words, writer, device } = useServices();
  const { conflict } = words;
  const who = loser.device === device ? conflict.you : words.who(loser.device);
  return (
    <>
      <Body>{conflict.deleted(who)}</Body>
      <Button label={conflict.keepNote} onPress={() => void writer.edit(note.id, {}, [loser.id])} />
      <Button
        label={conflict.deleteNote}
        kind="danger"
        onPress={() => void writer.edit(note.id, { deleted: true }, [loser.id])}
      />
    </>
  );
}
