import { act, fireEvent, screen, waitFor } from '@testing-library/react-native';
import { StyleSheet, type ViewStyle } from 'react-native';
import { ListScreen } from '../../src/ui/screens/ListScreen';
import { makeScene, pause, show, type Scene } from '../support/screen';
import { makePhone, PUMP } from '../support/world';

const nothing = () => undefined;

function list(scene: Scene, onOpen: (id: string) => void = nothing) {
  return show(
    scene,
    <ListScreen onOpen={onOpen} onNew={nothing} onQueue={nothing} onSettings={nothing} />,
  );
}

test('is empty with words, not with a blank page', async () => {
  list(await makeScene());
  expect(await screen.findByText('No notes yet')).toBeOnTheScreen();
  expect(screen.getByRole('button', { name: /^all sent/ })).toBeOnTheScreen();
});

test('a first fetch and an office out of reach are told apart from having no notes', async () => {
  const scene = await makeScene();
  let answer: (with503: Response) => void = nothing;
  const asked = new Promise<void>((ask) => {
    scene.office.weather.before = () => {
      ask();
      return new Promise<Response>((resolve) => {
        answer = resolve;
      });
    };
  });
  list(scene);
  let run: Promise<void> | undefined;
  await act(async () => {
    run = scene.phone.engine.wake('start');
    await asked;
  });
  expect(await screen.findByText(/Fetching notes from the office/)).toBeOnTheScreen();
  await act(async () => {
    answer(new Response('{}', { status: 503 }));
    await run;
  });
  expect(screen.getByText(/the office cannot be reached/)).toBeOnTheScreen();
  scene.phone.network = 'none';
  await act(() => scene.phone.engine.wake('timer'));
  expect(screen.getByText(/the office cannot be reached/)).toBeOnTheScreen();
  expect(screen.getByRole('button', { name: /^offline/ })).toBeOnTheScreen();
});

test('says state by word and shape, and what has not been sent', async () => {
  const scene = await makeScene();
  scene.phone.network = 'none';
  await scene.phone.writer.edit('n1', { ...PUMP, state: 'defect' });
  await scene.phone.engine.wake('timer');
  list(scene);
  expect(
    await screen.findByRole('link', { name: 'Pump 3, Brewery, cellar 1, Defect, ↑ not sent yet' }),
  ).toBeOnTheScreen();
  expect(screen.getByText('■ Defect')).toBeOnTheScreen();
  expect(screen.getByRole('button', { name: /^offline, 1 waiting/ })).toBeOnTheScreen();
});

test('an edit appears at once, and the pill follows the exchange', async () => {
  const scene = await makeScene();
  list(scene);
  await screen.findByText('No notes yet');
  await act(() => scene.phone.writer.edit('n1', PUMP));
  expect(await screen.findByText('Pump 3')).toBeOnTheScreen();
  expect(await screen.findByRole('button', { name: /^1 waiting/ })).toBeOnTheScreen();
  pause(scene);
  expect(await screen.findByRole('button', { name: /^all sent/ })).toBeOnTheScreen();
  expect(scene.office.book.notes).toHaveLength(1);
});

test('a conflict needs the person, before anything else is said', async () => {
  const scene = await makeScene();
  const { phone, office } = scene;
  const ben = await makePhone(office, { name: 'ben' });
  await phone.writer.edit('n1', PUMP);
  await phone.engine.wake('manual');
  await ben.engine.wake('manual');
  await phone.writer.edit('n1', { body: 'a' });
  await ben.writer.edit('n1', { body: 'b' });
  await phone.engine.wake('manual');
  await ben.engine.wake('manual');
  await phone.engine.wake('manual');
  list(scene);
  expect(await screen.findByRole('button', { name: /^1 needs you/ })).toBeOnTheScreen();
  expect(screen.getByText(/two versions/)).toBeOnTheScreen();
});

test('search looks at site and title, and says when it finds nothing', async () => {
  const scene = await makeScene();
  await scene.phone.writer.edit('n1', PUMP);
  await scene.phone.writer.edit('n2', { ...PUMP, title: 'Fan 7' });
  const opened: string[] = [];
  list(scene, (id) => opened.push(id));
  await screen.findByText('Pump 3');
  fireEvent.changeText(screen.getByLabelText('Search site or title'), 'fan');
  await waitFor(() => expect(screen.queryByText('Pump 3')).toBeNull());
  fireEvent.press(screen.getByText('Fan 7'));
  expect(opened).toEqual(['n2']);
  fireEvent.changeText(screen.getByLabelText('Search site or title'), 'turbine');
  expect(await screen.findByText('Nothing found for “turbine”')).toBeOnTheScreen();
});

test('a gloved finger hits everything that can be pressed', async () => {
  const scene = await makeScene();
  await scene.phone.writer.edit('n1', PUMP);
  await scene.phone.engine.wake('manual');
  list(scene);
  const row = await screen.findByRole('link');
  for (const target of [row, ...screen.getAllByRole('button')]) {
    const { minHeight } = StyleSheet.flatten(target.props.style as ViewStyle);
    expect(minHeight).toBeGreaterThanOrEqual(44);
  }
});

test('five thousand notes mount fewer than a hundred rows', async () => {
  const scene = await makeScene();
  const { db } = scene.phone;
  await db.write((tx) =>
    tx.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO note (id, site, title, body, state, deleted, rev, rank)
      SELECT 'n' || i, 'Dairy', 'Fan ' || i, '', 'ok', 0, i, i FROM n`),
  );
  list(scene);
  await screen.findByText('Fan 5000');
  const rows = screen.getAllByRole('link');
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.length).toBeLessThan(100);
});

test('a database that cannot be read is said, and nothing is shown that may be wrong', async () => {
  const scene = await makeScene();
  scene.phone.sql.failFrom = 0;
  list(scene);
  expect(await screen.findByText('The notes could not be read')).toBeOnTheScreen();
});
