/** Ten minutes of 503 in a building whose network reports something every two seconds: how often does a phone call? */
import type { NetworkKind } from '../../../src/sync/ports';
import { startTriggers } from '../../../src/sync/triggers';
import { makeOffice, makePhone, PUMP } from '../../../tests/support/world';

const MOST = 20;

async function building() {
  const office = makeOffice();
  const calls: number[] = [];
  const phone = await makePhone(office, { name: 'probe' });
  const outage = { on: true };
  office.weather.before = (path) => {
    if (path === '/v1/push') calls.push(phone.clock.now());
    return outage.on ? new Response('{}', { status: 503 }) : undefined;
  };
  await phone.writer.edit('n1', PUMP);
  let report: (kind: NetworkKind) => void = () => undefined;
  const stop = startTriggers({
    clock: phone.clock,
    engine: phone.engine,
    network: {
      kind: () => Promise.resolve(phone.network),
      onChange: (call) => {
        report = call;
        return () => undefined;
      },
    },
    onVisible: () => () => undefined,
  });
  /** What the phone reports, and time for everything that it causes; `timer` never shortens a wait. */
  const say = async (kind: NetworkKind, seconds: number) => {
    phone.network = kind;
    report(kind);
    await phone.engine.wake('timer');
    phone.clock.advance(seconds * 1000);
    await phone.engine.wake('timer');
  };
  return { phone, office, calls, outage, say, stop };
}

test('an outage is no reason for a storm', async () => {
  const { calls, say, stop } = await building();
  for (let second = 0; second < 600; second += 2)
    await say(second % 4 === 0 ? 'mobile' : 'wifi', 2);
  stop();
  if (calls.length > MOST) {
    throw new Error(
      `SYMPTOM: one phone called ${calls.length} times in ten minutes, at most ${MOST}`,
    );
  }
});

test('a network that was really away is used at once', async () => {
  const { office, outage, say, stop } = await building();
  await say('wifi', 1);
  await say('none', 30);
  outage.on = false;
  await say('wifi', 0);
  stop();
  expect(office.book.notes).toHaveLength(1);
});
