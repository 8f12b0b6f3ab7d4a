import { act, fireEvent, render, renderHook, screen, waitFor } from '@testing-library/react-native';
import { AccessibilityInfo, Share } from 'react-native';
import { readNote } from '../../src/data/notes';
import { queue, type Queued } from '../../src/data/outbox';
import { detailsOf, RouteError } from '../../src/ui/RouteError';
import { ConflictScreen } from '../../src/ui/screens/ConflictScreen';
import { NoteScreen } from '../../src/ui/screens/NoteScreen';
import { SettingsScreen } from '../../src/ui/screens/SettingsScreen';
import { SyncScreen } from '../../src/ui/screens/SyncScreen';
import { StorageProblem } from '../../src/ui/StorageProblem';
import { SyncPill } from '../../src/ui/SyncPill';
import { useReducedMotion } from '../../src/ui/useReducedMotion';
import { standingOf } from '../../src/ui/useSync';
import { en } from '../../src/ui/text/en';
import { makeScene, pause, show, type Scene } from '../support/screen';
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
    pause(ana);
    await waitFor(async () => expect(await queue(ana.phone.db)).toEqual([]));
    await ben.phone.engine.wake('manual');
    expect(await readNote(ben.phone.db, 'n1')).toMatchObject({ body, losers: [] });
  });

  test('each says whose it is and since when; who wrote neither is not told of "mine"', async () => {
    const { ana, ben } = await disagree();
    const who = (of: Scene) => en.who(of.phone.device);
    const mine = show(ana, <ConflictScreen id="n1" onBack={nothing} />);
    expect(await screen.findByText(/^by you, at the office since/)).toBeOnTheScreen();
    expect(screen.getByText(new RegExp(`^by ${who(ben)}, at the office since`))).toBeOnTheScreen();
    mine.unmount();

    const cleo = await makeScene('cleo', ana.office);
    await cleo.phone.engine.wake('manual');
    show(cleo, <ConflictScreen id="n1" onBack={nothing} />);
    fireEvent.press(await screen.findByRole('button', { name: 'Take back what was overwritten' }));
    expect(await screen.findByText('Nothing to choose here any more.')).toBeOnTheScreen();
    pause(cleo);
    await waitFor(() =>
      expect(ana.office.book.notes).toMatchObject([{ body: 'from ana', losers: [] }]),
    );
    expect(screen.queryByRole('button', { name: 'Keep mine' })).toBeNull();
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
    show(await makeScene(), <SyncScreen onBack={nothing} onEdit={nothing} onConflict={nothing} />);
    expect(await screen.findByText('The queue is empty.')).toBeOnTheScreen();
  });

  test("shows the server's reason; discarding empties it", async () => {
    const scene = await refused();
    show(scene, <SyncScreen onBack={nothing} onEdit={nothing} onConflict={nothing} />);
    expect(
      await screen.findByText(/Refused: The server does not know this note/),
    ).toBeOnTheScreen();
    fireEvent.press(screen.getByRole('button', { name: 'Discard' }));
    expect(await screen.findByText('The queue is empty.')).toBeOnTheScreen();
  });

  test('editing leads to the note, and what was mended there is sent in its place', async () => {
    const scene = await refused();
    const edited: Queued[] = [];
    const view = show(
      scene,
      <SyncScreen onBack={nothing} onEdit={(op) => edited.push(op)} onConflict={nothing} />,
    );
    fireEvent.press(await screen.findByRole('button', { name: 'Edit and send again' }));
    const [op] = edited;
    if (op === undefined) throw new Error('nothing leads to the note');
    view.unmount();
    // Opening it sends nothing: unchanged it would only be refused once more.
    expect(await queue(scene.phone.db)).toMatchObject([{ id: op.id, refusal: {} }]);

    show(
      scene,
      <NoteScreen id="n1" fresh={false} mends={op.id} onBack={nothing} onConflict={nothing} />,
    );
    fireEvent.changeText(await screen.findByLabelText('Site'), 'Dairy');
    fireEvent.changeText(screen.getByLabelText('Title'), 'Fan 7');
    await waitFor(async () =>
      expect(await readNote(scene.phone.db, 'n1')).toMatchObject({ title: 'Fan 7' }),
    );
    pause(scene);
    await waitFor(async () => expect(await queue(scene.phone.db)).toEqual([]));
    expect(scene.office.book.notes).toMatchObject([
      { id: 'n1', site: 'Dairy', title: 'Fan 7', body: 'orphan' },
    ]);
  });

  test('a note with two versions is in it, and leads to the choice', async () => {
    const { ana } = await disagree();
    const chosen: string[] = [];
    show(
      ana,
      <SyncScreen onBack={nothing} onEdit={nothing} onConflict={(id) => chosen.push(id)} />,
    );
    fireEvent.press(await screen.findByRole('button', { name: 'Choose a version' }));
    expect(chosen).toEqual(['n1']);
    expect(screen.getByText('Pump 3')).toBeOnTheScreen();
  });

  test('Sync now sends what waits, and the words follow the state', async () => {
    const scene = await makeScene();
    scene.phone.network = 'none';
    await scene.phone.writer.edit('n1', PUMP);
    await scene.phone.engine.wake('timer');
    show(scene, <SyncScreen onBack={nothing} onEdit={nothing} onConflict={nothing} />);
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
    show(scene, <SyncScreen onBack={nothing} onEdit={nothing} onConflict={nothing} />);
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

  test('they can be taken along', () => {
    const sheet = jest.spyOn(Share, 'share').mockResolvedValue({ action: Share.sharedAction });
    const error = new TypeError('cannot read "4.2 bar"');
    render(<RouteError error={error} retry={() => Promise.resolve()} />);
    fireEvent.press(screen.getByRole('button', { name: 'Copy details' }));
    expect(sheet).toHaveBeenCalledWith({ message: detailsOf(error) });
  });
});

describe('for those who asked their device', () => {
  test('for less motion nothing moves, and nothing moves before the device has answered', async () => {
    jest.spyOn(AccessibilityInfo, 'isReduceMotionEnabled').mockResolvedValue(false);
    let changed: (asked: boolean) => void = nothing;
    jest.spyOn(AccessibilityInfo, 'addEventListener').mockImplementation(((
      _name: string,
      call: (asked: boolean) => void,
    ) => {
      changed = call;
      return { remove: nothing };
    }) as typeof AccessibilityInfo.addEventListener);
    const { result } = renderHook(useReducedMotion);
    expect(result.current).toBe(true);
    await waitFor(() => expect(result.current).toBe(false));
    act(() => changed(true));
    expect(result.current).toBe(true);
  });

  test('to be told aloud, the state of the exchange is said at most once in five seconds', async () => {
    const scene = await makeScene();
    scene.phone.network = 'none';
    show(scene, <SyncPill onPress={nothing} />);
    const said = () => screen.getByRole('status').props.children as string;
    expect(said()).toBe('all sent');
    jest.useFakeTimers();
    try {
      for (const at of ['n1', 'n2', 'n3']) {
        await act(() => scene.phone.writer.edit(at, PUMP));
        pause(scene);
        act(() => jest.advanceTimersByTime(1_600));
      }
      expect(said()).toBe('all sent');
      expect(screen.getByText(/3 waiting/)).toBeOnTheScreen();
      act(() => jest.advanceTimersByTime(5_000));
      expect(said()).toBe('offline, 3 waiting');
    } finally {
      jest.useRealTimers();
    }
  });
});

test.each([
  [{ kind: 'idle' }, 0, 0, 'all sent'],
  [{ kind: 'running' }, 0, 0, 'syncing'],
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
