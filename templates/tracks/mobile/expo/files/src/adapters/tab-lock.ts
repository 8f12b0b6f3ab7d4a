/** A phone runs one copy of the app. A browser needs a lock: see `tab-lock.web.ts`. */
export const takeTabLock = (): Promise<boolean> => Promise.resolve(true);
