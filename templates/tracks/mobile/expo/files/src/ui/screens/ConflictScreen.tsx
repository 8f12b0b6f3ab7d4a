/** Two versions of one field, and a person who decides. The decision is an edit like any other. */
import { useCallback } from 'react';
import { readNote } from '../../data/notes';
import type { Loser, Note } from '../../domain/note';
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
  const isMine = loser.device === device;
  // Keeping what is there changes no field, so two people who choose at once make no new conflict.
  const keepCurrent = () => void writer.edit(note.id, {}, [loser.id]);
  const keepLoser = () => void writer.edit(note.id, { [loser.field]: loser.value }, [loser.id]);
  return (
    <>
      <Body quiet>{words.fields[loser.field]}</Body>
      <Body quiet>{conflict.now}</Body>
      <Body>{text(note[loser.field], conflict.empty)}</Body>
      <Body quiet>
        {conflict.other},{' '}
        {conflict.by(isMine ? conflict.you : words.who(loser.device), words.when(loser.at))}
      </Body>
      <Body>{text(loser.value, conflict.empty)}</Body>
      <Button label={conflict.keepMine} onPress={isMine ? keepLoser : keepCurrent} />
      <Button label={conflict.keepTheirs} kind="plain" onPress={isMine ? keepCurrent : keepLoser} />
    </>
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

const text = (value: string | boolean, empty: string) => (value === '' ? empty : String(value));
