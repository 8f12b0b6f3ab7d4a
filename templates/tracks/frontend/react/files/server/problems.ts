/** Every answer that says no: RFC 9457 problem details with the types of the contract. */

export const STATUS = {
  'malformed-body': 400,
  'idempotency-key-required': 400,
  unauthorized: 401,
  'invalid-credentials': 401,
  'invalid-refresh-token': 401,
  'not-found': 404,
  'account-not-found': 404,
  'transfer-not-found': 404,
  'method-not-allowed': 405,
  'email-taken': 409,
  'funding-account-exists': 409,
  'same-account': 409,
  'currency-mismatch': 409,
  'account-frozen': 409,
  'insufficient-funds': 409,
  'balance-limit': 409,
  'already-reversed': 409,
  'not-reversible': 409,
  'precondition-failed': 412,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  validation: 422,
  'idempotency-key-reused': 422,
  'precondition-required': 428,
  'rate-limited': 429,
  internal: 500,
} as const;

export type ProblemName = keyof typeof STATUS;

export interface FieldError {
  readonly in: 'body' | 'query' | 'path' | 'header';
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** Thrown anywhere below a route; one handler turns it into an answer. */
export class Refusal extends Error {
  readonly problem: ProblemName;
  readonly headers: Record<string, string>;
  readonly errors: readonly FieldError[] | undefined;

  constructor(
    problem: ProblemName,
    detail: string,
    more: { headers?: Record<string, string>; errors?: readonly FieldError[] } = {},
  ) {
    super(detail);
    this.problem = problem;
    this.headers = more.headers ?? {};
    this.errors = more.errors;
  }
}

export function problemResponse(refusal: Refusal, requestId: string): Response {
  const status = STATUS[refusal.problem];
  const title =
    refusal.problem.charAt(0).toUpperCase() + refusal.problem.slice(1).replaceAll('-', ' ');
  const body = {
    type: `/problems/${refusal.problem}`,
    title,
    status,
    detail: refusal.message,
    request_id: requestId,
    ...(refusal.errors && { errors: refusal.errors }),
  };
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json',
    ...refusal.headers,
  };
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer realm="ledger"';
  return new Response(JSON.stringify(body), { status, headers });
}
