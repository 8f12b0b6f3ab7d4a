/** UUIDv7: the order of ids is the order of creation, and the list's cursor is an id. */
import { randomBytes } from 'node:crypto';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export function uuid7(ms: number, counter: number, noise: Uint8Array = randomBytes(8)): string {
  const time = ms.toString(16).padStart(12, '0');
  const count = (counter & 0xfff).toString(16).padStart(3, '0');
  const tail = Uint8Array.from(noise);
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const text = `${time}7${count}${hex(tail)}`;
  return [0, 8, 12, 16, 20].map((at, n) => text.slice(at, [8, 12, 16, 20, 32][n])).join('-');
}

/** Ids of one process only ever rise, also within a millisecond. */
export function idMaker(now: () => number): () => string {
  let last = 0;
  let counter = 0;
  return () => {
    const ms = Math.max(now(), last);
    counter = ms === last ? counter + 1 : 0;
    // More than 4,096 ids in a millisecond borrow from the next one.
    last = counter > 0xfff ? ms + 1 : ms;
    counter &= 0xfff;
    return uuid7(last, counter);
  };
}

export function toCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** Any 16 bytes are a position in the order of ids, whether or not a row stands there. */
export function fromCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('hex');
  return [0, 8, 12, 16, 20].map((at, n) => text.slice(at, [8, 12, 16, 20, 32][n])).join('-');
}
