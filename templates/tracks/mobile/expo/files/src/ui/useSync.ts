/** How the exchange stands, for the pill and the queue. */
import { useSyncExternalStore } from 'react';
import { counts } from '../data/outbox';
import type { SyncState } from '../sync/engine';
import { useServices } from './services';
import type { Words } from './text/en';
import { useLive } from './useLive';

export function useSyncState(): SyncState {
  const { engine } = useServices();
  return useSyncExternalStore(
    (call) => engine.subscribe(call),
    () => engine.state,
  );
}

export type Tone = 'good' | 'waiting' | 'needs-you';

export interface Standing {
  readonly tone: Tone;
  readonly label: string;
}

/** What a person must do comes first, then what waits, then what the network does. */
export function standingOf(
  state: SyncState,
  waiting: number,
  needYou: number,
  { pill }: Words,
): Standing {
  if (needYou > 0) return { tone: 'needs-you', label: pill.needsYou(needYou) };
  if (state.kind === 'paused') return { tone: 'needs-you', label: pill.paused };
  if (state.kind === 'offline') return { tone: 'waiting', label: pill.offline(waiting) };
  if (waiting > 0) return { tone: 'waiting', label: pill.waiting(waiting) };
  if (state.kind === 'running') return { tone: 'waiting', label: pill.syncing };
  if (state.kind === 'waiting') return { tone: 'waiting', label: pill.waiting(waiting) };
  return { tone: 'good', label: pill.allSent };
}

export function useStanding(): Standing {
  const { words } = useServices();
  const state = useSyncState();
  const live = useLive(counts);
  const { waiting, needYou } = live.kind === 'there' ? live.value : { waiting: 0, needYou: 0 };
  return standingOf(state, waiting, needYou, words);
}
