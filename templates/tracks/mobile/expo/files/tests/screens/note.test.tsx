import { act, fireEvent, screen, waitFor } from '@testing-library/react-native';
import { BackHandler, TextInput } from 'react-native';
import { StorageError } from '../../src/data/errors';
import { readNote } from '../../src/data/notes';
import { queue } from '../../src/data/outbox';
import { NoteScreen } from '../../src/ui/screens/NoteScreen';
import { makeScene, show, type Scene } from '../support/screen';
import { PUMP } from '../support/world';

function note(scene: Scene, { id = 'n1', fresh = false } = {}) {
  const went: string[] = [];
  const view = show(
    scene,
    <NoteScreen
      id={id}
      fresh={fresh}
      onBack={() => went.push('back')}
      onConflict={(conflict) => went.push(conflict)}
    />,
  );
  return { ...view, went };
}

async function withPump(): Promise<Scene> {
  const scene = await makeScene();
  scene.phone.network = 'none';
  await scene.phone.writer.edit('n1', PUMP);
  scene.phone.clock.advance(60_000);
  return scene;
}

const field = (label: string) => screen.findByLabelText(label);

test('each key is in the database before the screen says so', async () => {
  const scene = await withPump();
  note(scene);
  fireEvent.changeText(await field('What it shows'), '4.2 bar, w');
  expect(screen.getByText('Saving…')).toBeOnTheScreen();
  // The read stands behind the write in the queue; a phone may end the app right after the key.
  expect(await act(() => readNote(scene.phone.db, 'n1'))).toMatchObject({ body: '4.2 bar, w' });
  expect(await screen.findByText('Saved on this device')).toBeOnTheScreen();
  expect((await queue(scene.phone.db)).at(-1)?.patch).toMatchObject({ body: '4.2 bar, w' });
});

test('fast typing ends with the last word, in one operation', async () => {
  const scene = await withPump();
  note(scene);
  const body = await field('What it shows');
  for (const text of ['w', 'wa', 'war', 'warm']) fireEvent.changeText(body, text);
  expect(await screen.findByText('Saved on this device')).toBeOnTheScreen();
  await waitFor(async () => expect((await readNote(scene.phone.db, 'n1'))?.body).toBe('warm'));
  const typed = (await queue(scene.phone.db)).filter(({ patch }) => patch.body !== PUMP.body);
  expect(typed.map(({ patch }) => patch.body)).toEqual(['warm']);
  expect(screen.getByLabelText('What it shows')).toHaveProp('value', 'warm');
});

test('what is not valid is said beside its field and never leaves it', async () => {
  const scene = await withPump();
  note(scene);
  fireEvent.changeText(await field('Title'), '');
  expect(await screen.findByText('A title is needed')).toBeOnTheScreen();
  expect(await queue(scene.phone.db)).toHaveLength(1);
  fireEvent.changeText(screen.getByLabelText(/^Title/), 'Pump 4');
  expect(await screen.findByText('Saved on this device')).toBeOnTheScreen();
  expect(await readNote(scene.phone.db, 'n1')).toMatchObject({ title: 'Pump 4' });
});

test('a new note is kept as soon as it has a site and a title', async () => {
  const scene = await makeScene();
  scene.phone.network = 'none';
  note(scene, { id: 'fresh-note', fresh: true });
  fireEvent.changeText(await field('Title'), 'Fan 7');
  expect(await screen.findByText(/Not saved yet/)).toBeOnTheScreen();
  expect(await queue(scene.phone.db)).toEqual([]);
  fireEvent.changeText(screen.getByLabelText(/^Site/), 'Dairy');
  expect(await screen.findByText('Saved on this device')).toBeOnTheScreen();
  expect(await queue(scene.phone.db)).toMatchObject([
    { noteId: 'fresh-note', patch: { site: 'Dairy', title: 'Fan 7', state: 'ok' } },
  ]);
});

test('what cannot be saved is not dropped in silence: the first fault gets the focus', async () => {
  const scene = await makeScene();
  scene.phone.network = 'none';
  const { went } = note(scene, { id: 'fresh-note', fresh: true });
  fireEvent.changeText(await field('What it shows'), '4.2 bar');
  const focus = jest.spyOn(TextInput.prototype, 'focus');
  fireEvent.press(screen.getByRole('button', { name: 'Back' }));
  expect(went).toEqual([]);
  expect(screen.getByText(/This is not saved/)).toBeOnTheScreen();
  fireEvent.changeText(screen.getByLabelText('Site'), 'Dairy');
  fireEvent.press(screen.getByRole('button', { name: 'Back' }));
  expect((focus.mock.contexts as TextInput[]).map(({ props }) => props.accessibilityLabel)).toEqual(
    ['Site', 'Title'],
  );
  fireEvent.press(screen.getByRole('button', { name: 'Leave without saving' }));
  expect(went).toEqual(['back']);
});

/** The back button of an Android phone: the newest listener decides, and `true` means that nobody else is asked. */
function backButton(): () => boolean {
  type Listener = Parameters<typeof BackHandler.addEventListener>[1];
  const listeners: Listener[] = [];
  jest.spyOn(BackHandler, 'addEventListener').mockImplementation((_name, listener) => {
    listeners.push(listener);
    return { remove: () => void listeners.splice(listeners.indexOf(listener), 1) };
  });
  return () => {
    let held = false;
    act(() => {
      held = listeners.at(-1)?.({} as Parameters<Listener>[0]) === true;
    });
    return held;
  };
}

test("a phone's own back button drops nothing either, and goes where it went once all is saved", async () => {
  const scene = await makeScene();
  scene.phone.network = 'none';
  const press = backButton();
  const { went } = note(scene, { id: 'fresh-note', fresh: true });
  fireEvent.changeText(await field('What it shows'), '4.2 bar');
  expect(press()).toBe(true);
  expect(screen.getByText(/This is not saved/)).toBeOnTheScreen();
  expect(went).toEqual([]);
  fireEvent.changeText(screen.getByLabelText(/^Site/), 'Dairy');
  fireEvent.changeText(screen.getByLabelText(/^Title/), 'Fan 7');
  expect(await screen.findByText('Saved on this device')).toBeOnTheScreen();
  expect(press()).toBe(false);
});

test('a field that cannot be saved is not covered by one that can', async () => {
  const scene = await withPump();
  const { went } = note(scene);
  fireEvent.changeText(await field('What it shows'), 'x'.repeat(4_001));
  fireEvent.changeText(screen.getByLabelText('Title'), 'Pump 4');
  await waitFor(async () =>
    expect(await readNote(scene.phone.db, 'n1')).toMatchObject({
      title: 'Pump 4',
      body: PUMP.body,
    }),
  );
  expect(await screen.findByText(/Not saved yet/)).toBeOnTheScreen();
  expect(screen.queryByText('Saved on this device')).toBeNull();
  fireEvent.press(screen.getByRole('button', { name: 'Back' }));
  expect(went).toEqual([]);
});

test('a new note offers the known sites that hold what was typed, until one is chosen', async () => {
  const scene = await withPump();
  await scene.phone.writer.edit('n2', { ...PUMP, site: 'Dairy, cold store' });
  note(scene, { id: 'fresh-note', fresh: true });
  expect(await screen.findByRole('button', { name: 'Dairy, cold store' })).toBeOnTheScreen();
  fireEvent.changeText(await field('Site'), 'cell');
  expect(screen.queryByRole('button', { name: 'Dairy, cold store' })).toBeNull();
  fireEvent.press(screen.getByRole('button', { name: PUMP.site }));
  expect(screen.getByLabelText('Site')).toHaveProp('value', PUMP.site);
  expect(screen.queryByRole('button', { name: PUMP.site })).toBeNull();
});

test('the state is a choice of three with its own name and mark', async () => {
  const scene = await withPump();
  note(scene);
  const watch = await screen.findByRole('radio', { name: 'Watch' });
  expect(watch).not.toBeChecked();
  fireEvent.press(watch);
  expect(await screen.findByRole('radio', { name: 'Watch', checked: true })).toBeOnTheScreen();
  await waitFor(async () => expect((await readNote(scene.phone.db, 'n1'))?.state).toBe('watch'));
});

test('a full storage is said, and the next key tries again', async () => {
  const scene = await withPump();
  const { went } = note(scene);
  const body = await field('What it shows');
  const full = jest
    .spyOn(scene.phone.writer, 'edit')
    .mockRejectedValueOnce(new StorageError('full'));
  fireEvent.changeText(body, 'lost?');
  expect(await screen.findByText(/storage of this device is full/)).toBeOnTheScreen();
  expect(screen.getByLabelText('What it shows')).toHaveProp('value', 'lost?');
  fireEvent.press(screen.getByRole('button', { name: 'Back' }));
  expect(went).toEqual([]);
  expect(screen.getByText(/This is not saved/)).toBeOnTheScreen();
  full.mockRestore();
  fireEvent.changeText(body, 'kept');
  expect(await screen.findByText('Saved on this device')).toBeOnTheScreen();
  expect((await readNote(scene.phone.db, 'n1'))?.body).toBe('kept');
});

test("a colleague's word appears in a field that its owner did not touch", async () => {
  const scene = await makeScene();
  await scene.phone.writer.edit('n1', PUMP);
  await scene.phone.engine.wake('manual');
  const ben = await makeScene('ben', scene.office);
  await ben.phone.engine.wake('manual');
  await ben.phone.writer.edit('n1', { body: 'from ben' });
  await ben.phone.engine.wake('manual');
  note(scene);
  fireEvent.changeText(await field('Title'), 'Pump 3b');
  await act(() => scene.phone.engine.wake('manual'));
  await waitFor(() =>
    expect(screen.getByLabelText('What it shows')).toHaveProp('value', 'from ben'),
  );
  expect(screen.getByLabelText('Title')).toHaveProp('value', 'Pump 3b');
});

test('deleting hides the note and goes back', async () => {
  const scene = await withPump();
  const { went } = note(scene);
  fireEvent.press(await screen.findByRole('button', { name: 'Delete note' }));
  expect(went).toEqual(['back']);
  await waitFor(async () => expect((await readNote(scene.phone.db, 'n1'))?.deleted).toBe(true));
});

test('an address of no note says so', async () => {
  note(await makeScene(), { id: 'gone' });
  expect(await screen.findByText('This note is not on this device')).toBeOnTheScreen();
});
