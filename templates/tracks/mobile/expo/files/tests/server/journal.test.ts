import fs, { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Book } from '../../server/book';
import { openJournal } from '../../server/journal';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  path = join(folder, 'deep', 'journal.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const op = (id: string, body: string) => ({
  id: `operation-${id}`,
  noteId: 'n1',
  base: 0,
  patch: { site: 'Dairy', title: 'Fan 1', body, state: 'ok' as const },
  resolves: [],
});

function filled(): Book {
  const { journal, entries } = openJournal(path);
  const book = new Book(journal, entries);
  book.push('ana', [op('1', 'quiet')], '2000-01-01T00:00:00Z');
  book.push('ben', [op('2', 'loud'), op('3', 'louder')], '2000-01-01T00:01:00Z');
  journal.close();
  return book;
}

test('one push is one line, and reading them again gives the same book', () => {
  const before = filled();
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
  const { journal, entries, torn } = openJournal(path);
  const after = new Book(journal, entries);
  expect(torn).toBe(0);
  expect(after.notes).toEqual(before.notes);
  expect(after.rev).toBe(3);
  expect(after.journalBytes).toBe(before.journalBytes);
  journal.close();
});

test('an operation that was known before the restart is still known', () => {
  filled();
  const { journal, entries } = openJournal(path);
  const book = new Book(journal, entries);
  book.push('ana', [op('1', 'quiet')], '2000-01-02T00:00:00Z');
  expect(book.tally.replayed).toBe(1);
  expect(book.rev).toBe(3);
  journal.close();
});

test('a torn last line is cut off, wherever it was torn, and the next one starts clean', () => {
  filled();
  const whole = readFileSync(path);
  const second = whole.indexOf(0x0a) + 1;
  for (let length = second + 1; length < whole.length; length += 1) {
    writeFileSync(path, whole.subarray(0, length));
    const { journal, entries, torn } = openJournal(path);
    expect(torn).toBe(length - second);
    expect(entries).toHaveLength(1);
    new Book(journal, entries).push('ben', [op('2', 'loud')], '2000-01-01T00:01:00Z');
    journal.close();
    expect(openJournal(path).entries).toHaveLength(2);
  }
});

test('a disk that fills up in the middle of a line leaves no half of it before the next', () => {
  filled();
  const { journal, entries } = openJournal(path);
  const book = new Book(journal, entries);
  const write = fs.writeSync;
  const full = jest.spyOn(fs, 'writeSync').mockImplementationOnce((file, line) => {
    write(file, Buffer.from(line).subarray(0, 9));
    throw new Error('no space left on device');
  });
  const push = () => book.push('ana', [op('4', 'silent')], '2000-01-02T00:00:00Z');
  expect(push).toThrow('no space left');
  full.mockRestore();
  expect(book.rev).toBe(3);
  push();
  journal.close();
  const again = openJournal(path);
  expect(again.torn).toBe(0);
  expect(again.entries).toHaveLength(3);
  again.journal.close();
});

test('damage in the middle ends the start and names the line', () => {
  filled();
  const [first, ...rest] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [first?.replace('"ana"', '"an'), ...rest].join('\n'));
  expect(() => openJournal(path)).toThrow(`${path}:1 is damaged`);
});

test('a line that somebody else appended is taken like any other', () => {
  filled();
  appendFileSync(
    path,
    `${JSON.stringify({ device: 'cleo', at: '2000-01-02T00:00:00Z', ops: [op('4', 'silent')] })}\n`,
  );
  const { journal, entries } = openJournal(path);
  expect(new Book(journal, entries).notes[0]?.body).toBe('silent');
  journal.close();
});
