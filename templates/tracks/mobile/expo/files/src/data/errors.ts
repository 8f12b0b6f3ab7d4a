/** What storage can do to a person, and the one thing that helps. */
export type StorageFault = 'cannot-open' | 'full' | 'newer' | 'other-tab';

export class StorageError extends Error {
  readonly fault: StorageFault;

  constructor(fault: StorageFault, cause?: unknown) {
    super(fault, { cause });
    this.name = 'StorageError';
    this.fault = fault;
  }
}

/** SQLite says so in words only; the code is lost on its way through the bridge. */
export function storageErrorOf(thrown: unknown): StorageError {
  if (thrown instanceof StorageError) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new StorageError(
    /disk is full|SQLITE_FULL|QuotaExceeded/i.test(words) ? 'full' : 'cannot-open',
    thrown,
  );
}
