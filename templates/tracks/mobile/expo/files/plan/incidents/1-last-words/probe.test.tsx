/** Is a word in the database once its key was pressed, when the phone then ends the app without a word? */
import { act, fireEvent, screen } from '@testing-library/react-native';
import { readNote } from '../../../src/data/notes';
import { NoteScreen } from '../../../src/ui/screens/NoteScreen';
import { makeScene, show } from '../../../tests/support/screen';
import { PUMP } from '../../../tests/support/world';

const nothing = () => undefined;

test('the last word is kept', async () => {
  const scene = await makeScene();
  scene.phone.network = 'none';
  await scene.phone.writer.edit('n1', PUMP);
  show(scene, <NoteScreen id="n1" fresh={false} onBack={nothing} onConflict={nothing} />);
  fireEvent.changeText(await screen.findByLabelText('What it shows'), '4.2 bar, drips');
  // The process ends here: nothing unmounts, nothing is told. The read waits behind every write that was begun.
  const kept = (await act(() => readNote(scene.phone.db, 'n1')))?.body;
  if (kept !== '4.2 bar, drips')
    throw new Error('SYMPTOM: the database has not what was typed last');
});
