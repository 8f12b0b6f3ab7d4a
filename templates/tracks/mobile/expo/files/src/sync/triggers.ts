/** What wakes the engine. Phones report many events of the network; only a true return is worth a call. */
import type { Engine } from './engine';
import type { Clock, Network, NetworkKind } from './ports';

export const EVERY_MS = 60_000;

export interface TriggerParts {
  readonly engine: Pick<Engine, 'wake'>;
  readonly network: Network;
  readonly clock: Clock;
  /** Calls with true when the app comes to the front, with false when it leaves it. */
  readonly onVisible: (call: (visible: boolean) => void) => () => void;
}

/** Gives the function that ends them all. */
export function startTriggers({ engine, network, clock, onVisible }: TriggerParts): () => void {
  let last: NetworkKind | undefined;
  let cancelTimer: () => void = () => undefined;

  const tick = () => {
    cancelTimer = clock.later(EVERY_MS, () => {
      void engine.wake('timer');
      tick();
    });
  };
  // An app that is opened in a cellar has to notice the way up.
  void network.kind().then((kind) => {
    last ??= kind;
  });
  const offNetwork = network.onChange((kind) => {
    const returned = last === 'none' && kind !== 'none';
    const left = last !== 'none' && kind === 'none';
    last = kind;
    // Leaving only changes what is shown: nothing is sent without a network.
    if (returned || left) void engine.wake(returned ? 'returned' : 'timer');
  });
  const offVisible = onVisible((visible) => {
    cancelTimer();
    if (!visible) return;
    void engine.wake('foreground');
    tick();
  });
  void engine.wake('start');
  tick();
  return () => {
    cancelTimer();
    offNetwork();
    offVisible();
  };
}
