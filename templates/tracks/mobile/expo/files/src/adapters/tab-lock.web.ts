/** One tab owns the database; a second one says so instead of fighting over it. */
export function takeTabLock(): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request('rounds-database', { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held until the tab closes.
      return lock === null ? undefined : new Promise<void>(() => undefined);
    });
  });
}
