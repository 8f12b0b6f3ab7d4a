/** Both readings: joined by a pure function, the same on every device, and the conflict is gone. */
import { fireEvent, screen, waitFor } from '@testing-library/react-native';
import { readNote } from '../../src/data/notes';
import { queue } from '../../src/data/outbox';
import type { Field, Loser } from '../../src/domain/note';
import { ConflictScreen } from '../../src/ui/screens/ConflictScreen';
import { makeScene, show, type Scene } from '../../tests/support/screen';
import { PUMP } from '../../tests/support/world';
import { wanted } from './support';

type KeepBoth = (current: string, loser: Loser, who: string) => string | undefined;
const nothing = () => undefined;

async function disagree(field: Field, mine: string, theirs: string) {
  const ana = await makeScene();
  const ben = await makeScene('ben', ana.office);
  await ana.phone.writer.edit('n1', PUMP);
  for (const { phone } of [ana, ben]) await phone.engine.wake('manual');
  await ana.phone.writer.edit('n1', { [field]: mine });
  await ben.phone.writer.edit('n1', { [field]: theirs });
  for (const { phone } of [ana, ben, ana]) await phone.engine.wake('manual');
  return { ana, ben };
}

async function press(scene: Scene): Promise<void> {
  const view = show(scene, <ConflictScreen id="n1" onBack={nothing} />);
  await screen.findByRole('button', { name: 'Keep mine' });
  const both = screen.queryByRole('button', { name: 'Keep both' });
  if (both === null) throw new Error('the conflict screen has no button "Keep both" yet');
  fireEvent.press(both);
  await waitFor(async () => expect((await readNote(scene.phone.db, 'n1'))?.losers).toEqual([]));
  view.unmount();
}

test('the text is made of the two values, a name and a time, and of nothing else', () => {
  const keepBoth = wanted('src/domain/both.ts', 'keepBoth') as KeepBoth;
  const loser: Loser = {
    id: 'l1',
    field: 'body',
    value: 'morning: 4.2 bar',
    device: 'inspector-7f3a',
    at: '2000-01-03T09:00:00.000Z',
  };
  expect(keepBoth('evening: 4.8 bar', loser, 'inspector 7f3a')).toBe(
    'evening: 4.8 bar\n— inspector 7f3a, 2000-01-03T09:00:00.000Z\nmorning: 4.2 bar',
  );
  expect(keepBoth('x'.repeat(3990), loser, 'inspector 7f3a')).toBeUndefined();
});

test('two people who press it at once write one text, and no new conflict', async () => {
  const { ana, ben } = await disagree('body', 'from ana', 'from ben');
  for (const { phone } of [ana, ben]) phone.network = 'none';
  await press(ana);
  await press(ben);
  for (const { phone } of [ana, ben]) phone.network = 'wifi';
  for (const { phone } of [ana, ben, ana]) await phone.engine.wake('manual');
  const notes = await Promise.all([ana, ben].map(({ phone }) => readNote(phone.db, 'n1')));
  expect(notes[0]?.body).toBe(notes[1]?.body);
  expect(notes[0]?.body.match(/from ana/g)).toHaveLength(1);
  expect(notes[0]?.body.match(/from ben/g)).toHaveLength(1);
  for (const note of notes) expect(note?.losers).toEqual([]);
  expect(await queue(ana.phone.db)).toEqual([]);
});

test('what would be too long is refused in words, and nothing is changed', async () => {
  const { ana } = await disagree('body', 'a'.repeat(2500), 'b'.repeat(2500));
  show(ana, <ConflictScreen id="n1" onBack={nothing} />);
  const both = await screen.findByRole('button', { name: 'Keep both' }).catch(() => undefined);
  if (both === undefined) throw new Error('the conflict screen has no button "Keep both" yet');
  fireEvent.press(both);
  expect(await screen.findByRole('alert')).toHaveTextContent(/too long/i);
  expect((await readNote(ana.phone.db, 'n1'))?.losers).toHaveLength(1);
});

test('a title has one line, so there it is not offered', async () => {
  wanted('src/domain/both.ts', 'keepBoth');
  const { ana } = await disagree('title', 'Pump A', 'Pump B');
  show(ana, <ConflictScreen id="n1" onBack={nothing} />);
  await screen.findByRole('button', { name: 'Keep mine' });
  expect(screen.queryByRole('button', { name: 'Keep both' })).toBeNull();
});
