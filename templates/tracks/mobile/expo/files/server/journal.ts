/** One accepted push is one line, flushed to disk before it is answered. What is answered is never lost. */
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Op } from '../src/domain/op';
import { opSchema } from '../src/domain/protocol';

const entrySchema = z.object({ device: z.string(), at: z.string(), ops: z.array(opSchema) });

export interface Entry {
  readonly device: string;
  readonly at: string;
  readonly ops: readonly Op[];
}

export interface Journal {
  append(entry: Entry): void;
  readonly bytes: number;
  close(): void;
}

export interface Opened {
  readonly journal: Journal;
  readonly entries: Entry[];
  /** Bytes of a last line that a crash had cut short; nobody was told that it had arrived. */
  readonly torn: number;
}

export function openJournal(path: string): Opened {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a+');
  const content = readFileSync(file);
  // Everything after the last line end was being written when the power went.
  const whole = content.lastIndexOf(0x0a) + 1;
  const torn = content.length - whole;
  if (torn > 0) ftruncateSync(file, whole);
  const lines = content.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
  const entries = lines.map((line, index) => readEntry(line, path, index + 1));
  let bytes = whole;
  return {
    entries,
    torn,
    journal: {
      append: (entry) => {
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        try {
          writeAll(file, line);
          fsyncSync(file);
        } catch (thrown) {
          // Half a line of a full disk must not become the beginning of the next one.
          ftruncateSync(file, bytes);
          throw thrown;
        }
        bytes += line.length;
      },
      get bytes() {
        return bytes;
      },
      close: () => closeSync(file),
    },
  };
}

function writeAll(file: number, line: Buffer): void {
  for (let done = 0; done < line.length;) done += writeSync(file, line, done);
}

/** Damage in the middle is not ours to repair: starting anyway would lose what lies behind it. */
function readEntry(line: string, path: string, number: number): Entry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    throw new Error(`${path}:${number} is damaged; restore the file from a copy, then start again`);
  }
}

/** Keeps nothing: for tests that bring no file. */
export const memoryJournal = (): Journal => ({
  append: () => undefined,
  bytes: 0,
  close: () => undefined,
});
