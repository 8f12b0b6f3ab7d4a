/** The queue: what needs a person, what waits, why, and what can be done about it. */
import { undecided } from '../../data/notes';
import { queue, type Queued } from '../../data/outbox';
import { changes, type Note } from '../../domain/note';
import type { Db } from '../../sync/ports';
import type { SyncState } from '../../sync/engine';
import { Body, Button, Card, Screen } from '../Parts';
import { useServices } from '../services';
import { useLive } from '../useLive';
import { useSyncState } from '../useSync';

interface SyncScreenProps {
  readonly onBack: () => void;
  readonly onEdit: (op: Queued) => void;
  readonly onConflict: (noteId: string) => void;
}

interface Item {
  readonly op: Queued;
  readonly title: string;
}

async function readItems(db: Db): Promise<Item[]> {
  const titles = await db.all<{ id: string; title: string }>(
    'SELECT id, title FROM note WHERE id IN (SELECT note_id FROM outbox)',
  );
  const byId = new Map(titles.map(({ id, title }) => [id, title]));
  return (await queue(db)).map((op) => ({ op, title: byId.get(op.noteId) ?? op.noteId }));
}

export function SyncScreen({ onBack, onEdit, onConflict }: SyncScreenProps) {
  const { words, engine } = useServices();
  const state = useSyncState();
  const live = useLive(readItems);
  const items = live.kind === 'there' ? live.value : [];
  const disputed = useLive(undecided);
  const notes = disputed.kind === 'there' ? disputed.value : [];
  return (
    <Screen heading={words.sync.heading} onBack={onBack}>
      <Standing state={state} />
      <Button label={words.sync.now} onPress={() => void engine.wake('manual')} />
      {live.kind === 'there' && items.length === 0 && <Body quiet>{words.sync.empty}</Body>}
      {notes.map((note) => (
        <Dispute key={note.id} note={note} onConflict={onConflict} />
      ))}
      {items.map((item) => (
        <QueueItem key={item.op.id} item={item} onEdit={onEdit} />
      ))}
    </Screen>
  );
}

function Standing({ state }: { readonly state: SyncState }) {
  const { words, clock } = useServices();
  switch (state.kind) {
    case 'idle':
      return <Body>{words.sync.idle}</Body>;
    case 'running':
      return <Body>{words.sync.running}</Body>;
    case 'offline':
      return <Body>{words.sync.offline}</Body>;
    case 'paused':
      return <Body>{words.sync[state.reason]}</Body>;
    case 'waiting': {
      const seconds = Math.max(1, Math.ceil((state.until - clock.now()) / 1000));
      return <Body>{words.sync.waiting(seconds)}</Body>;
    }
  }
}

interface DisputeProps {
  readonly note: Pick<Note, 'id' | 'site' | 'title'>;
  readonly onConflict: (noteId: string) => void;
}

function Dispute({ note: { id, site, title }, onConflict }: DisputeProps) {
  const { words } = useServices();
  return (
    <Card>
      <Body strong>{title}</Body>
      <Body quiet>{`${site}: ${words.list.conflict}`}</Body>
      <Button label={words.sync.choose} onPress={() => onConflict(id)} />
    </Card>
  );
}

interface QueueItemProps {
  readonly item: Item;
  readonly onEdit: (op: Queued) => void;
}

function QueueItem({ item: { op, title }, onEdit }: QueueItemProps) {
  const { words, writer } = useServices();
  const fields = changes(op.patch).map(([field]) => words.fields[field]);
  return (
    <Card>
      <Body strong>{title}</Body>
      <Body quiet>
        {fields.join(', ') || words.conflict.heading}:{' '}
        {op.refusal === undefined ? words.sync.waitingItem : words.sync.refused(op.refusal.title)}
      </Body>
      {op.refusal !== undefined && (
        <>
          <Button label={words.sync.edit} onPress={() => onEdit(op)} />
          <Button
            label={words.sync.discard}
            kind="danger"
            onPress={() => void writer.discard(op)}
          />
        </>
      )}
    </Card>
  );
}
