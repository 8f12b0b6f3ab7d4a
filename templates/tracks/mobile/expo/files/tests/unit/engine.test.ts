import { backoffOf } from '../../src/data/meta';
import { counts } from '../../src/data/outbox';
import { makeOffice, makePhone, PUMP, type Office, type Phone } from '../support/world';

let office: Office;
let ana: Phone;
beforeEach(async () => {
  office = makeOffice();
  ana = await makePhone(office, { name: 'ana' });
});

const answer = (code: number, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ type: 'x', title: 'x' }), { status: code, headers });

function failing(code: number, headers: Record<string, string> = {}) {
  let pushes = 0;
  office.weather.before = (path) => {
    if (path !== '/v1/push') return undefined;
    pushes += 1;
    return answer(code, headers);
  };
  return () => pushes;
}

test('a wake during a run makes exactly one more run', async () => {
  const pulls: number[] = [];
  office.weather.before = (path) => {
    if (path === '/v1/pull') pulls.push(pulls.length);
    return undefined;
  };
  const first = ana.engine.wake('start');
  const others = [
    ana.engine.wake('timer'),
    ana.engine.wake('foreground'),
    ana.engine.wake('timer'),
  ];
  await Promise.all([first, ...others]);
  expect(pulls).toHaveLength(2);
});

test('without a network nothing is tried, and the state says why', async () => {
  ana.network = 'none';
  await ana.writer.edit('n1', PUMP);
  await ana.engine.wake('edit');
  expect(ana.engine.state).toEqual({ kind: 'offline' });
  expect(office.log).toEqual([]);
});

describe('after a failure', () => {
  test('no wake but the person shortens the wait', async () => {
    const pushes = failing(503);
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    expect(pushes()).toBe(1);
    for (const cause of ['edit', 'timer', 'foreground', 'start'] as const)
      await ana.engine.wake(cause);
    expect(pushes()).toBe(1);
    await ana.engine.wake('manual');
    expect(pushes()).toBe(2);
    expect(await backoffOf(ana.db, 'push')).toMatchObject({ attempts: 1 });
  });

  test('the waits grow, and the alarm rings when the next one is due', async () => {
    const pushes = failing(503);
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      const { nextAt } = await backoffOf(ana.db, 'push');
      ana.clock.advance(nextAt - ana.clock.now());
      await ana.engine.wake('timer');
      expect(pushes()).toBe(attempt);
      expect(await backoffOf(ana.db, 'push')).toMatchObject({ attempts: attempt });
    }
  });

  test('the wait survives the end of the app', async () => {
    const pushes = failing(503);
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    const again = await makePhone(office, { name: 'ana', bytes: ana.bytes(), clock: ana.clock });
    await again.engine.wake('start');
    expect(pushes()).toBe(1);
    expect(again.engine.state.kind).toBe('waiting');
  });

  test('a success forgets it', async () => {
    failing(503);
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    office.weather.before = () => undefined;
    await ana.engine.wake('manual');
    expect(await backoffOf(ana.db, 'push')).toEqual({ attempts: 0, nextAt: 0 });
    expect(ana.engine.state).toEqual({ kind: 'idle' });
  });

  test('Retry-After is obeyed', async () => {
    failing(429, { 'Retry-After': '120' });
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    const { nextAt } = await backoffOf(ana.db, 'push');
    expect(nextAt - ana.clock.now()).toBe(120_000);
  });

  test('a network that came back may try at once, once a minute, and the count stays', async () => {
    const pushes = failing(503);
    await ana.writer.edit('n1', PUMP);
    await ana.engine.wake('edit');
    await ana.engine.wake('returned');
    expect(pushes()).toBe(2);
    expect(await backoffOf(ana.db, 'push')).toMatchObject({ attempts: 2 });
    await ana.engine.wake('returned');
    expect(pushes()).toBe(2);
  });
});

describe('a missing token', () => {
  test('pauses everything until the person acts, and no edit is refused for it', async () => {
    const guarded = makeOffice('a-token-of-some-length');
    const phone = await makePhone(guarded, { name: 'ana' });
    await phone.writer.edit('n1', PUMP);
    await phone.engine.wake('edit');
    expect(phone.engine.state).toEqual({ kind: 'paused', reason: 'auth' });
    const asked = guarded.log.length;
    await phone.engine.wake('timer');
    expect(guarded.log).toHaveLength(asked);
    expect(await counts(phone.db)).toEqual({ waiting: 1, needYou: 0 });
    phone.token = 'a-token-of-some-length';
    await phone.engine.wake('manual');
    expect(guarded.book.notes).toHaveLength(1);
  });
});

test('a stopped engine does nothing any more', async () => {
  failing(503);
  await ana.writer.edit('n1', PUMP);
  await ana.engine.wake('edit');
  await ana.engine.stop();
  expect(ana.clock.pending).toBe(0);
  const asked = office.log.length;
  await ana.engine.wake('manual');
  expect(office.log).toHaveLength(asked);
});
