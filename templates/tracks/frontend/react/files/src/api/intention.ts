import { useRef } from 'react';

/**
 * One Idempotency-Key per intention. The same wish keeps its key over retries, double clicks and "Try again";
 * another wish, or the same one after it succeeded, is a new intention.
 */
export function makeIntention(newKey: () => string = () => crypto.randomUUID()) {
  let last: { readonly text: string; readonly key: string } | undefined;
  return {
    keyFor(wish: unknown): string {
      const text = JSON.stringify(wish);
      if (last?.text !== text) last = { text, key: newKey() };
      return last.key;
    },
    done(): void {
      last = undefined;
    },
  };
}

export function useIntention() {
  const ref = useRef<ReturnType<typeof makeIntention>>(undefined);
  ref.current ??= makeIntention();
  return ref;
}
