/** On mobile data: what was written goes out, what others wrote waits for Wi-Fi. */
import { screen } from '@testing-library/react-native';
import { readNote } from '../../src/data/notes';
import type { Cause } from '../../src/sync/engine';
import type { NetworkKind } from '../../src/sync/ports';
import { ListScreen } from '../../src/ui/screens/ListScreen';
import { makeScene, show } from '../../tests/support/screen';
import { makePhone, PUMP } from '../../tests/support/world';
import { wanted } from './support';

type Policy = (network: NetworkKind, manual: boolean) => { push: boolean; pull: boolean };
const nothing = () => undefined;

test('the table', () => {
  const policy = wanted('src/domain/policy.ts', 'policy') as Policy;
  const both = { push: true, pull: true };
  const none = { push: false, pull: false };
  expect(policy('none', false)).toEqual(none);
  expect(policy('none', true)).toEqual(none);
  expect(policy('mobile', false)).toEqual({ push: true, pull: false });
  expect(policy('mobile', true)).toEqual(both);
  for (const network of ['wifi', 'unknown'] as const) expect(policy(network, false)).toEqual(both);
});

test('the engine obeys it, whatever wakes it', async () => {
  const { phone, office } = await makeScene();
  const ben = await makePhone(office, { name: 'ben' });
  await ben.writer.edit('theirs', PUMP);
  await ben.engine.wake('manual');
  phone.network = 'mobile';
  await phone.writer.edit('mine', PUMP);
  for (const cause of ['start', 'edit', 'timer', 'foreground', 'returned'] satisfies Cause[]) {
    await phone.engine.wake(cause);
  }
  expect(office.book.notes.map(({ id }) => id).sort()).toEqual(['mine', 'theirs']);
  expect({ fetched: await readNote(phone.db, 'theirs') }).toEqual({ fetched: undefined });
  await phone.engine.wake('manual');
  expect(await readNote(phone.db, 'theirs')).toBeDefined();
});

test('on Wi-Fi everything goes on by itself', async () => {
  const { phone, office } = await makeScene();
  const ben = await makePhone(office, { name: 'ben' });
  await ben.writer.edit('theirs', PUMP);
  await ben.engine.wake('manual');
  phone.network = 'mobile';
  await phone.engine.wake('start');
  expect({ fetched: await readNote(phone.db, 'theirs') }).toEqual({ fetched: undefined });
  phone.network = 'wifi';
  await phone.engine.wake('timer');
  expect(await readNote(phone.db, 'theirs')).toBeDefined();
});

test('the pill says so, unless there is something more important', async () => {
  const scene = await makeScene();
  scene.phone.network = 'mobile';
  await scene.phone.engine.wake('start');
  show(
    scene,
    <ListScreen onOpen={nothing} onNew={nothing} onQueue={nothing} onSettings={nothing} />,
  );
  const pill = await screen.findByRole('button', { name: /^(all sent|syncing|fetching)/ });
  expect(pill).toHaveAccessibleName(/^fetching waits for Wi-Fi/);
});
