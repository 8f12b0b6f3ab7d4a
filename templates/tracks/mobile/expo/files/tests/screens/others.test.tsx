import { fireEvent, render, screen, waitFor } from '@testing-library/react-native';
import { readNote } from '../../src/data/notes';
import { queue } from '../../src/data/outbox';
import { detailsOf, RouteError } from '../../src/ui/RouteError';
import { ConflictScreen } from '../../src/ui/screens/ConflictScreen';
import { SettingsScreen } from '../../src/ui/screens/SettingsScreen';
import { SyncScreen } from '../../src/ui/screens/SyncScreen';
import { StorageProblem } from '../../src/ui/StorageProblem';
import { standingOf } from '../../src/ui/useSync';
import { en } from '../../src/ui/text/en';
import { makeScene, show, type Scene } from '../support/screen';
import { PUMP } from '../support/world';

const nothing = () => undefined;

async function disagree(): Promise<{ ana: Scene; ben: Scene }> {
  const ana = await makeScene();
  const ben = await makeScene('ben', ana.office);
  await ana.phone.writer.edit('n1', PUMP);
  await ana.phone.engine.wake('manual');
  await ben.phone.engine.wake('manual');
  await ana.phone.writer.edit('n1', { body: 'from ana' });
  await ben.phone.writer.edit('n1', { body: 'from ben' });
  for (const { phone } of [ana, ben, ana]) await phone.engine.wake('manual');
  return { ana, ben };
}

describe('two versions', () => {
  test.each([
    ['Keep mine', 'from ana'],
    ['Keep theirs', 'from ben'],
  ])('%s settles it everywhere', async (label, body) => {
    const { ana, ben } = await disagree();
    show(ana, <ConflictScreen id="n1" onBack={nothing} />);
    expect(await screen.findByText('from ana')).toBeOnTheScreen();
    expect(screen.getByText('from ben')).toBeOnTheScreen();
    fireEvent.press(screen.getByRole('button', { name: label }));
    expect(await screen.findByText('Nothing to choose here any more.')).toBeOnTheScreen();
    await waitFor(async () => expect(await queue(ana.phone.db)).toEqual([]));
    await ben.phone.engine.wake('manual');
    expect(await readNote(ben.phone.db, 'n1')).toMatchObject({ body, losers: [] });
  });

  test.each([
    ['Keep the note', false],
    ['Delete the note', true],
  ])('a delete that lost: %s', async (label, deleted) => {
    const ana = await makeScene();
    const ben = await makeScene('ben', ana.office);
    await ana.phone.writer.edit('n1', PUMP);
    await ana.phone.engine.wake('manual');
    await ben.phone.engine.wake('manual');
    await ana.phone.writer.edit('n1', { deleted: true });
    await ben.phone.writer.edit('n1', { body: 'still needed' });
    for (const { phone } of [ana, ben, ana]) await phone.engine.wake('manual');
    show(ana, <ConflictScreen id="n1" onBack={nothing} />);
    expect(await screen.findByText(/Deleted by you/)).toBeOnTheScreen();
    fireEvent.press(screen.getByRole('button', { name: label }));
    await waitFor(async () =>
      expect(await readNote(ana.phone.db, 'n1')).toMatchObject({ deleted, losers: [] }),
    );
  });
});

describe('the queue', () => {
  const refused = async () => {
    const scene = await makeScene();
    await scene.phone.writer.edit('n1', { body: 'orphan' });
    await scene.phone.engine.wake('manual');
    return scene;
  };

  test('says that it is empty', async () => {
    show(await makeScene(), <SyncScreen onBack={nothing} onEdit={nothing} />);
    expect(await screen.findByText('The queue is empty.')).toBeOnTheScreen();
  });

  test("shows the server's reason; discarding empties it", async () => {
    const scene = await refused();
    show(scene, <SyncScreen onBack={nothing} onEdit={nothing} />);
    expect(
      await screen.findByText(/Refused: The server does not know this note/),
    ).toBeOnTheScreen();
    fireEvent.press(screen.getByRole('button', { name: 'Discard' }));
    expect(await screen.findByText('The queue is empty.')).toBeOnTheScreen();
  });

  test('editing leads to the note and sends again', async () => {
    const scene = await refused();
    const edited: string[] = [];
    show(scene, <SyncScreen onBack={nothing} onEdit={(id) => edited.push(id)} />);
    fireEvent.press(await screen.findByRole('button', { name: 'Edit and send again' }));
    await waitFor(() => expect(edited).toEqual(['n1']));
  });

  test('Sync now sends what waits, and the words follow the state', async () => {
    const scene = await makeScene();
    scene.phone.network = 'none';
    await scene.phone.writer.edit('n1', PUMP);
    await scene.phone.engine.wake('timer');
    show(scene, <SyncScreen onBack={nothing} onEdit={nothing} />);
    expect(await screen.findByText(/No network/)).toBeOnTheScreen();
    expect(screen.getByText('Pump 3')).toBeOnTheScreen();
    scene.phone.network = 'wifi';
    fireEvent.press(screen.getByRole('button', { name: 'Sync now' }));
    expect(await screen.findByText('Everything that can be sent is sent.')).toBeOnTheScreen();
    expect(scene.office.book.notes).toHaveLength(1);
  });

  test('after a failure it says when it tries again', async () => {
    const scene = await makeScene();
    scene.office.weather.before = () =>
      new Response('{}', { status: 503, headers: { 'Retry-After': '90' } });
    await scene.phone.writer.edit('n1', PUMP);
    await scene.phone.engine.wake('manual');
    show(scene, <SyncScreen onBack={nothing} onEdit={nothing} />);
    expect(await screen.findByText(/Next attempt in 90 seconds/)).toBeOnTheScreen();
  });
});

describe('settings', () => {
  test('an address that is none is refused beside its field', async () => {
    const scene = await makeScene();
    show(scene, <SettingsScreen onBack={nothing} />);
    fireEvent.changeText(await screen.findByLabelText('Sync server'), 'office');
    fireEvent.press(screen.getByRole('button', { name: 'Save and sync' }));
    expect(await screen.findByText(/An address like/)).toBeOnTheScreen();
    expect(scene.kept).toEqual([]);
  });

  test('a new token is kept and tried at once', async () => {
    const scene = await makeScene();
    const back = jest.fn();
    show(scene, <SettingsScreen onBack={back} />);
    fireEvent.changeText(await screen.findByLabelText('Sync server'), 'https://sync.example.com/');
    fireEvent.changeText(screen.getByLabelText('Token'), 'a-token-of-some-length');
    fireEvent.press(screen.getByRole('button', { name: 'Save and sync' }));
    await waitFor(() => expect(back).toHaveBeenCalledTimes(1));
    expect(scene.kept).toEqual(['https://sync.example.com']);
    expect(scene.phone.token).toBe('a-token-of-some-length');
    await waitFor(() => expect(scene.office.log.length).toBeGreaterThan(0));
  });
});

describe('when something is broken', () => {
  test.each(['cannot-open', 'full', 'newer', 'other-tab'] as const)(
    '%s: a reason and one action',
    (fault) => {
      const again = jest.fn();
      render(<StorageProblem fault={fault} onAgain={again} />);
      expect(screen.getByRole('heading')).toHaveTextContent(en.storage.heading[fault]);
      fireEvent.press(screen.getByRole('button', { name: en.storage.action[fault] }));
      expect(again).toHaveBeenCalledTimes(1);
    },
  );

  test('the details of a broken screen hold no word of a note', () => {
    const error = new TypeError('cannot read "4.2 bar, call ana@example.com"');
    expect(detailsOf(error)).toContain('TypeError');
    expect(detailsOf(error)).not.toContain('ana@example');
    const retry = jest.fn(() => Promise.resolve());
    render(<RouteError error={error} retry={retry} />);
    fireEvent.press(screen.getByRole('button', { name: 'Show it again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });
});

test.each([
  [{ kind: 'idle' }, 0, 0, 'all sent'],
  [{ kind: 'running' }, 0, 0, 'sending'],
  [{ kind: 'running' }, 2, 0, '2 waiting'],
  [{ kind: 'offline' }, 0, 0, 'offline'],
  [{ kind: 'offline' }, 2, 0, 'offline, 2 waiting'],
  [{ kind: 'paused', reason: 'auth' }, 2, 0, 'paused'],
  [{ kind: 'waiting', until: 9, problem: undefined }, 2, 0, '2 waiting'],
  [{ kind: 'idle' }, 2, 3, '3 need you'],
] as const)(
  'the pill: %j with %d waiting and %d for the person',
  (state, waiting, needYou, label) => {
    expect(standingOf(state, waiting, needYou, en).label).toBe(label);
  },
);
