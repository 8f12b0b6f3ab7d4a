/** On mobile data: what was written goes out, what others wrote waits for Wi-Fi. */
import { screen } from '@testing-library/react-native';
import { NetworkStateType, type NetworkState } from 'expo-network';
import { readNote } from '../../src/data/notes';
import type { Cause } from '../../src/sync/engine';
import type { NetworkKind } from '../../src/sync/ports';
import { ListScreen } from '../../src/ui/screens/ListScreen';
import { makeScene, show } from '../../tests/support/screen';
import { makePhone, PUMP } from '../../tests/support/world';
import { wanted } from './support';

interface Queue {
  readonly waiting: number;
  readonly oldestMs: number;
}
type Policy = (
  network: NetworkKind,
  manual: boolean,
  queue: Queue,
) => { push: boolean; pull: boolean };
const nothing = () => undefined;
const MINUTE = 60_000;
const saverWord: string = 'saver';
const SAVER = saverWord as NetworkKind;

test('the table', () => {
  const policy = wanted('src/domain/policy.ts', 'policy') as Policy;
  const few = { waiting: 1, oldestMs: 0 };
  const many = { waiting: 500, oldestMs: 60 * MINUTE };
  const both = { push: true, pull: true };
  const none = { push: false, pull: false };
  const push = { push: true, pull: false };
  for (const manual of [false, true]) expect(policy('none', manual, many)).toEqual(none);
  expect(policy('mobile', false, few)).toEqual(push);
  expect(policy('mobile', true, few)).toEqual(both);
  for (const network of ['wifi', 'unknown'] as const)
    expect(policy(network, false, few)).toEqual(both);
  expect(policy(SAVER, false, { waiting: 19, oldestMs: 5 * MINUTE - 1 })).toEqual(none);
  expect(policy(SAVER, false, { waiting: 20, oldestMs: 0 })).toEqual(push);
  expect(policy(SAVER, false, { waiting: 1, oldestMs: 5 * MINUTE })).toEqual(push);
  expect(policy(SAVER, true, few)).toEqual(both);
});

test('a browser that saves data says so, and Wi-Fi is Wi-Fi all the same', () => {
  const kindOf = wanted('src/adapters/expo-network.ts', 'kindOf') as (
    state: NetworkState,
    connection?: { type?: string; saveData?: boolean },
  ) => NetworkKind;
  const online = { isConnected: true, type: NetworkStateType.UNKNOWN };
  expect([
    kindOf(online),
    kindOf(online, { saveData: true }),
    kindOf(online, { saveData: false, type: 'cellular' }),
    kindOf(online, { saveData: true, type: 'cellular' }),
    kindOf(online, { saveData: true, type: 'wifi' }),
    kindOf({ isConnected: false }, { saveData: true }),
  ]).toEqual(['unknown', 'saver', 'mobile', 'saver', 'wifi', 'none']);
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

test('with a data saver edits go together: after five minutes, or twenty of them', async () => {
  const { phone, office } = await makeScene();
  const atOffice = () => office.book.notes.length;
  phone.network = SAVER;
  await phone.writer.edit('n0', PUMP);
  await phone.engine.wake('edit');
  expect({ waitingOne: atOffice() }).toEqual({ waitingOne: 0 });
  phone.clock.advance(5 * MINUTE);
  await phone.engine.wake('timer');
  expect({ afterFiveMinutes: atOffice() }).toEqual({ afterFiveMinutes: 1 });
  for (let at = 1; at <= 19; at += 1) await phone.writer.edit(`n${at}`, PUMP);
  await phone.engine.wake('edit');
  expect({ waitingNineteen: atOffice() }).toEqual({ waitingNineteen: 1 });
  await phone.writer.edit('n20', PUMP);
  await phone.engine.wake('edit');
  expect({ atTwenty: atOffice() }).toEqual({ atTwenty: 21 });
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
