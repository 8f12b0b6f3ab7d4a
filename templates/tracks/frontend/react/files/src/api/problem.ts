/** What can go wrong with a request, as types that a screen can switch on. */
import type { components } from './schema';

type Problem = components['schemas']['Problem'];
export type ProblemType = components['schemas']['ProblemType'];
export type FieldError = components['schemas']['FieldError'];

/** The server said no, and why. */
export class ProblemError extends Error {
  readonly type: ProblemType;
  readonly status: number;
  readonly requestId: string;
  readonly errors: readonly FieldError[];
  /** Seconds to wait, when the server named them. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem, response: Response) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.type = problem.type;
    this.status = problem.status;
    this.requestId = problem.request_id;
    this.errors = problem.errors ?? [];
    const seconds = Number(response.headers.get('Retry-After'));
    this.retryAfter = seconds > 0 ? seconds : undefined;
  }
}

/** No answer arrived. Whether the request took effect is unknown. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super('The server could not be reached.', { cause });
    this.name = 'NetworkError';
  }
}

/** An answer arrived that is not what the contract promises. */
export class MalformedError extends Error {
  readonly requestId: string | undefined;

  constructor(response: Response | undefined, cause?: unknown) {
    super('The server sent an answer that this page does not understand.', { cause });
    this.name = 'MalformedError';
    this.requestId = response?.headers.get('X-Request-Id') ?? undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'type' in body && 'request_id' in body;
}

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Gives the data together with its answer, or throws one of the three errors above. */
export async function answered<T>(
  promise: Promise<Answer<T>>,
): Promise<{ data: T; response: Response }> {
  const { data, error, response } = await promise.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    if (cause instanceof SyntaxError) throw new MalformedError(undefined, cause);
    if (cause instanceof ProblemError || cause instanceof MalformedError) throw cause;
    throw new NetworkError(cause);
  });
  if (error !== undefined || !response.ok) {
    throw isProblem(error) ? new ProblemError(error, response) : new MalformedError(response);
  }
  if (data === undefined) throw new MalformedError(response);
  return { data, response };
}

export async function dataOf<T>(promise: Promise<Answer<T>>): Promise<T> {
  return (await answered(promise)).data;
}

/** Worth another attempt by itself: no answer, or a server that broke. Never a refusal. */
export function isPassing(error: unknown): boolean {
  return error instanceof NetworkError || (error instanceof ProblemError && error.status >= 500);
}

export function isProblemOf(error: unknown, type: ProblemType): error is ProblemError {
  return error instanceof ProblemError && error.type === type;
}

export function requestIdOf(error: unknown): string | undefined {
  return error instanceof ProblemError || error instanceof MalformedError
    ? error.requestId
    : undefined;
}

/** A part of the page that was not there when asked for: mostly because a new version replaced it. */
export function isMissingPart(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /dynamically imported module|Importing a module script failed|error loading dynamically/i.test(
    error.message,
  );
}
