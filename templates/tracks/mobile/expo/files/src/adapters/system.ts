/** Time, chance and names, as a device has them. */
import type { Clock } from '../sync/ports';

export const systemClock: Clock = {
  now: () => Date.now(),
  later: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
