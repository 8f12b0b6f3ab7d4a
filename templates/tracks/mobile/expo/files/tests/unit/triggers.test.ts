import type { Cause } from '../../src/sync/engine';
import type { NetworkKind } from '../../src/sync/ports';
import { EVERY_MS, startTriggers } from '../../src/sync/triggers';
import { TestClock } from '../support/world';

function started(first: NetworkKind = 'wifi') {
  const wakes: Cause[] = [];
  const clock = new TestClock();
  let network: (kind: NetworkKind) => void = () => undefined;
  let visible: (is: boolean) => void = () => undefined;
  let listening = 0;
  const subscribe = () => {
    listening += 1;
    return () => {
      listening -= 1;
    };
  };
  const stop = startTriggers({
    clock,
    engine: {
      wake: (cause) => {
        wakes.push(cause);
        return Promise.resolve();
      },
    },
    network: {
      kind: () => Promise.resolve(first),
      onChange: (call) => {
        network = call;
        return subscribe();
      },
    },
    onVisible: (call) => {
      visible = call;
      return subscribe();
    },
  });
  return {
    wakes,
    clock,
    stop,
    network: (kind: NetworkKind) => network(kind),
    visible: (is: boolean) => visible(is),
    listening: () => listening,
  };
}

test('starting wakes, and then every minute while the app is visible', () => {
  const { wakes, clock } = started();
  clock.advance(3 * EVERY_MS);
  expect(wakes).toEqual(['start', 'timer', 'timer', 'timer']);
});

test('in the background nothing is asked; coming back asks at once', () => {
  const { wakes, clock, visible } = started();
  visible(false);
  clock.advance(10 * EVERY_MS);
  expect(wakes).toEqual(['start']);
  visible(true);
  clock.advance(EVERY_MS);
  expect(wakes).toEqual(['start', 'foreground', 'timer']);
});

test('only a true return from offline wakes as one', () => {
  const { wakes, network } = started();
  network('wifi');
  network('none');
  network('mobile');
  expect(wakes).toEqual(['start', 'timer', 'returned']);
});

test('an app that was opened without a network notices the first one', async () => {
  const { wakes, network } = started('none');
  await Promise.resolve();
  network('mobile');
  expect(wakes).toEqual(['start', 'returned']);
});

test('other network events do not wake the engine', () => {
  const { wakes, network } = started();
  for (const kind of ['wifi', 'mobile', 'wifi', 'wifi', 'unknown', 'mobile'] as const)
    network(kind);
  expect(wakes).toEqual(['start']);
});

test('stopping leaves no alarm and no listener', () => {
  const { clock, stop, listening } = started();
  stop();
  expect(clock.pending).toBe(0);
  expect(listening()).toBe(0);
});
