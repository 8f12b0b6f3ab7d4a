/** Everything that can go wrong between a device and the server, by what a person or the engine does about it. */

/** Why one operation was refused for good. */
export interface Refusal {
  readonly type: 'invalid' | 'op-id-reused' | 'too-large' | 'unknown-note';
  readonly title: string;
}

export type Problem =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'server'; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'auth' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'rejected'; readonly refusal: Refusal }
  | { readonly kind: 'cursor-too-old' };

export class SyncError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.kind);
    this.name = 'SyncError';
    this.problem = problem;
  }
}

/** Whatever was thrown, as a problem. Only a fault in our own code is not one, and is thrown again. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof SyncError) return thrown.problem;
  throw thrown;
}

/** What an answer that is not a success means. */
export function problemOfStatus(
  status: number,
  retryAfter: string | null,
  refusal: Refusal,
): Problem {
  if (status === 401) return { kind: 'auth' };
  if (status === 410) return { kind: 'cursor-too-old' };
  if (status === 413) return { kind: 'too-large' };
  if (status === 408) return { kind: 'timeout' };
  if (status === 429 || status >= 500) {
    return { kind: 'server', status, retryAfterMs: retryAfterMs(retryAfter) };
  }
  return { kind: 'rejected', refusal };
}

/** `Retry-After` in seconds; a date would need a clock that is right, so it is not taken. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header)) return undefined;
  return Number(header) * 1000;
}
