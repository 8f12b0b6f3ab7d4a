import { Changes, connect, LONGEST_MS, PAUSE_MS } from '../../src/ui/services';
import { makeOffice, makePhone, PUMP, type Office, type Phone } from '../support/world';

let office: Office;
let phone: Phone;
let wake: jest.SpyInstance;
beforeEach(async () => {
  office = makeOffice();
  phone = await makePhone(office, { name: 'ana' });
  await phone.writer.edit('n1', PUMP);
  await phone.engine.wake('manual');
  phone.clock.advance(60_000);
  wake = jest.spyOn(phone.engine, 'wake');
});

test('a sentence typed with a network is one operation in one push', async () => {
  connect(phone, new Changes());
  const before = office.book.tally.merged;
  for (const body of ['w', 'wa', 'war', 'warm']) {
    await phone.writer.edit('n1', { body });
    phone.clock.advance(PAUSE_MS - 1);
  }
  expect(wake).not.toHaveBeenCalled();
  phone.clock.advance(1);
  expect(wake.mock.calls).toEqual([['edit']]);
  await phone.engine.wake('timer');
  expect(office.book.tally.merged - before).toBe(1);
  expect(office.book.notes).toMatchObject([{ body: 'warm' }]);
});

test('whoever types without a pause is heard all the same', async () => {
  connect(phone, new Changes());
  for (let ms = 0; ms < LONGEST_MS; ms += 500) {
    expect(wake).not.toHaveBeenCalled();
    await phone.writer.edit('n1', { body: `after ${ms} ms` });
    phone.clock.advance(500);
  }
  expect(wake.mock.calls).toEqual([['edit']]);
});

test('leaving the app waits for no pause, and asks for nothing when nothing was written', async () => {
  const { flush, stop } = connect(phone, new Changes());
  flush();
  expect(wake).not.toHaveBeenCalled();
  await phone.writer.edit('n1', { body: 'pocketed' });
  flush();
  expect(wake.mock.calls).toEqual([['edit']]);
  phone.clock.advance(PAUSE_MS);
  expect(wake).toHaveBeenCalledTimes(1);
  stop();
});
