/** Fetches what others changed, page by page; a page and its cursor are stored together. */
import { backoffOf, cursorOf, forgetServer, keepBackoff, keepCursor } from '../data/meta';
import { applyServer } from '../data/notes';
import { isDue, NO_BACKOFF } from '../domain/backoff';
import { problemOf, type Problem } from '../domain/problem';
import type { PullAnswer } from '../domain/protocol';
import { keepFailure, type ExchangeParts } from './push';

export async function pull(parts: ExchangeParts, force: boolean): Promise<Problem | undefined> {
  const { db, transport, clock, device } = parts;
  const before = await backoffOf(db, 'pull');
  if (!force && !isDue(before, clock.now())) return undefined;
  let forgotten = false;
  for (;;) {
    let page: PullAnswer;
    try {
      page = await transport.pull(device, await cursorOf(db));
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.kind !== 'cursor-too-old' || forgotten) {
        await keepFailure(parts, 'pull', problem);
        return problem;
      }
      forgotten = true;
      await db.write(forgetServer);
      continue;
    }
    const { notes, cursor, more } = page;
    await db.write(async (tx) => {
      for (const note of notes) await applyServer(tx, note);
      await keepCursor(tx, cursor);
      if (before.attempts > 0) await keepBackoff(tx, 'pull', NO_BACKOFF);
    });
    if (!more) return undefined;
  }
}
