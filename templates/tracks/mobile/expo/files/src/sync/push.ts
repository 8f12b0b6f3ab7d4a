/** Sends what waits, in order, and takes out of the outbox exactly what was answered. */
import { keepBackoff, backoffOf } from '../data/meta';
import { applyServer } from '../data/notes';
import { refuseOp, removeOp, takeBatch, type Queued } from '../data/outbox';
import { afterFailure, isDue, NO_BACKOFF } from '../domain/backoff';
import { problemOf, type Problem, type Refusal } from '../domain/problem';
import { MOST_OPS, type PushAnswer } from '../domain/protocol';
import type { Clock, Db, Random, Transport } from './ports';

export interface ExchangeParts {
  readonly db: Db;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly device: string;
  /** Operations in one request, at most. */
  readonly batch?: number;
}

/** Gives the problem that ended it early; none when nothing is due any more. `force` does not wait for a backoff. */
export async function push(parts: ExchangeParts, force: boolean): Promise<Problem | undefined> {
  const { db, transport, clock, device, batch: size = MOST_OPS } = parts;
  if (!force && !isDue(await backoffOf(db, 'push'), clock.now())) return undefined;
  let most = size;
  for (;;) {
    const batch = await takeBatch(db, most);
    if (batch.length === 0) return undefined;
    let answer: PushAnswer;
    try {
      answer = await transport.push(device, batch);
    } catch (thrown) {
      const problem = problemOf(thrown);
      const refusal = refusalOf(problem);
      const [only, ...others] = batch;
      if (refusal === undefined || only === undefined) return failed(parts, problem);
      // One of them is at fault, and the answer does not say which: halve until it stands alone.
      if (others.length > 0) most = Math.ceil(batch.length / 2);
      else await db.write((tx) => refuseOp(tx, only.id, refusal));
      continue;
    }
    if (!(await settle(db, batch, answer))) {
      return failed(parts, { kind: 'server', status: 200, retryAfterMs: undefined });
    }
  }
}

/** Takes the answers in; false when none of them belongs to the batch, which would go on for ever. */
async function settle(
  db: Db,
  batch: readonly Queued[],
  { verdicts }: PushAnswer,
): Promise<boolean> {
  const sent = new Set(batch.map((op) => op.id));
  const ours = verdicts.filter((one) => sent.has(one.id));
  await db.write(async (tx) => {
    for (const one of ours) {
      if (one.verdict === 'merged') {
        await removeOp(tx, one.id);
        await applyServer(tx, one.note);
      } else {
        await refuseOp(tx, one.id, one.problem);
      }
    }
    if (ours.length > 0) await keepBackoff(tx, 'push', NO_BACKOFF);
  });
  return ours.length > 0;
}

/** What a whole request that was refused means for an operation that is alone in it. */
function refusalOf(problem: Problem): Refusal | undefined {
  if (problem.kind === 'rejected') return problem.refusal;
  if (problem.kind === 'too-large') return { type: 'too-large', title: 'Too large for the server' };
  return undefined;
}

async function failed(parts: ExchangeParts, problem: Problem): Promise<Problem> {
  await keepFailure(parts, 'push', problem);
  return problem;
}

/** A missing right is no reason to wait; everything else is tried again later. */
export async function keepFailure(
  { db, clock, random }: ExchangeParts,
  way: 'push' | 'pull',
  problem: Problem,
): Promise<void> {
  if (problem.kind === 'auth') return;
  const wish = problem.kind === 'server' ? problem.retryAfterMs : undefined;
  const next = afterFailure(await backoffOf(db, way), clock.now(), random, wish);
  await db.write((tx) => keepBackoff(tx, way, next));
}
