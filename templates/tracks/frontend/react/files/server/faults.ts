/**
 * Faults on demand, for playing and for tests of the client: with FAULTS=1 a request may carry
 * `X-Fault: delay=3000 | drop-after-commit | 500 | malformed`.
 */
import { Refusal } from './problems';

const LONGEST_MS = 30_000;

export async function faultBefore(fault: string): Promise<void> {
  const delay = /^delay=(\d{1,5})$/.exec(fault)?.[1];
  if (delay !== undefined) {
    const ms = Math.min(Number(delay), LONGEST_MS);
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
  if (fault === '500') throw new Refusal('internal', 'A fault that was asked for.');
}

/** The work is done; only the answer is spoiled. This is the case that makes retries dangerous. */
export function faultAfter(fault: string, answer: Response): Response {
  if (fault === 'malformed') {
    return new Response('{"items": [', { status: answer.status, headers: answer.headers });
  }
  if (fault === 'drop-after-commit') {
    const body = new ReadableStream({
      start(controller) {
        controller.error(new Error('dropped on request'));
      },
    });
    return new Response(body, { status: answer.status, headers: answer.headers });
  }
  return answer;
}
