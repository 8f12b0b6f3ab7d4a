/** A value read from the database, read again whenever something was written. */
import { useEffect, useState } from 'react';
import type { Db } from '../sync/ports';
import { useServices } from './services';

export type Live<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'there'; readonly value: T; readonly turn: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** `read` must be stable while it means the same: a function of the module, or one from `useCallback`. */
export function useLive<T>(read: (db: Db) => Promise<T>): Live<T> {
  const { db, changes } = useServices();
  const [live, setLive] = useState<Live<T>>({ kind: 'loading' });

  useEffect(() => {
    let newest = 0;
    const readAgain = () => {
      newest += 1;
      const mine = newest;
      const { turn } = changes;
      read(db).then(
        (value) => {
          // An older read that comes in late must not cover a newer one.
          if (mine === newest) setLive({ kind: 'there', value, turn });
        },
        (error: unknown) => {
          if (mine === newest) setLive({ kind: 'failed', error });
        },
      );
    };
    readAgain();
    const off = changes.subscribe(readAgain);
    return () => {
      newest = -1;
      off();
    };
  }, [db, changes, read]);

  return live;
}
