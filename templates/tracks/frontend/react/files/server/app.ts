/** The whole contract over HTTP. Routes come from contract/openapi.yaml; a path without a handler cannot start. */
import { Hono } from 'hono';
import { Auth, type AuthSettings } from './auth';
import { settleReceipts } from './book';
import { faultAfter, faultBefore } from './faults';
import { HANDLERS, type Ask, type Say } from './handlers';
import { RateLimits } from './limits';
import { problemResponse, Refusal } from './problems';
import { corsHeaders, readJson, requestIdOf } from './request';
import { emptyBook, type Store, type User } from './store';
import { Contract, refuseFaults, type Operation, type Route } from './validate';

export interface AppSettings extends AuthSettings {
  readonly rateLimits: string;
  readonly faults: boolean;
  /** One line per request, without anything that a person typed. */
  readonly log?: (line: object) => void;
}

const KEY = /^[A-Za-z0-9._~-]{8,128}$/;
const NOBODY: User = { id: '', email: '', display_name: '', created_at: '', password: '' };

type Variables = { Variables: { requestId: string } };
export type Api = Hono<Variables>;

export function makeApp(store: Store, settings: AppSettings): Api {
  const app: Api = new Hono<Variables>();
  const contract = new Contract();
  const auth = new Auth(store, settings);
  const limits = new RateLimits(settings.rateLimits, store.now);
  const methods = new Map<string, string[]>();

  app.use(async (context, next) => {
    const started = performance.now();
    const requestId = requestIdOf(context.req.raw);
    context.set('requestId', requestId);
    const preflight = context.req.method === 'OPTIONS';
    if (preflight) context.res = new Response(null, { status: 204 });
    else await next();
    const answer = new Response(context.res.body, context.res);
    answer.headers.set('X-Request-Id', requestId);
    for (const [name, value] of Object.entries(corsHeaders(context.req.raw, settings.faults))) {
      answer.headers.set(name, value);
    }
    context.res = undefined;
    context.res = answer;
    const ms = Math.round(performance.now() - started);
    settings.log?.({
      event: 'request',
      method: context.req.method,
      status: answer.status,
      ms,
      request_id: requestId,
    });
  });

  const taken = (operation: Operation, name: string) =>
    (operation.parameters ?? []).some((one) => contract.resolve(one).name === name);

  async function answer(
    route: Route,
    request: Request,
    path: Record<string, string>,
  ): Promise<Say> {
    const { operation } = route;
    const handler = HANDLERS[operation.operationId];
    if (!handler) throw new Error(`no handler for ${operation.operationId}`);
    const open = operation.security?.length === 0;
    const user = open ? NOBODY : auth.userOf(request.headers.get('authorization') ?? undefined);
    const writes = route.method !== 'get';
    if (writes) limits.take(open ? 'auth' : 'write', user.id);
    const keyed = taken(operation, 'Idempotency-Key');
    const key = request.headers.get('idempotency-key') ?? '';
    if (keyed && !KEY.test(key)) {
      throw new Refusal(
        'idempotency-key-required',
        'Send an Idempotency-Key of 8 to 128 plain characters.',
      );
    }
    const { values, faults } = contract.readParameters(
      route,
      path,
      new URL(request.url).searchParams,
    );
    let body: unknown;
    if (operation.requestBody) {
      body = await readJson(request);
      faults.push(
        ...contract.faults(
          'body',
          '',
          operation.requestBody.content['application/json'].schema,
          body,
        ),
      );
    }
    refuseFaults(faults);
    if (operation.operationId === 'signIn') {
      limits.take('signin', (body as { email: string }).email.toLowerCase());
    }
    const book = store.books.get(user.id) ?? emptyBook();
    settleReceipts(book, store.now());
    const ask: Ask = { store, auth, request, user, book, params: values, body: body as never };
    if (!keyed) return handler(ask);
    return once(
      ask,
      key,
      `${route.method} ${new URL(request.url).pathname} ${JSON.stringify(body)}`,
      handler,
    );
  }

  for (const route of contract.routes()) {
    if (!HANDLERS[route.operation.operationId])
      throw new Error(`no handler for ${route.operation.operationId}`);
    const honoPath = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    methods.set(honoPath, [...(methods.get(honoPath) ?? []), route.method.toUpperCase()]);
    app.on(route.method.toUpperCase(), honoPath, async (context) => {
      const fault = settings.faults ? (context.req.header('x-fault') ?? '') : '';
      await faultBefore(fault);
      const said = await answer(route, context.req.raw, context.req.param());
      return faultAfter(fault, toResponse(said, route.method));
    });
  }
  for (const [path, allowed] of methods) {
    app.all(path, () => {
      const headers = { Allow: [...allowed, 'OPTIONS'].join(', ') };
      throw new Refusal('method-not-allowed', 'This path does not have this method.', { headers });
    });
  }
  app.notFound((context) =>
    problemResponse(new Refusal('not-found', 'There is nothing here.'), context.get('requestId')),
  );
  app.onError((error, context) => {
    const refusal =
      error instanceof Refusal ? error : new Refusal('internal', 'Something broke here.');
    if (!(error instanceof Refusal)) settings.log?.({ event: 'error', message: error.message });
    return problemResponse(refusal, context.get('requestId'));
  });
  return app;
}

function toResponse(said: Say, method: string): Response {
  const headers = new Headers(said.headers);
  if (method === 'get') headers.set('Cache-Control', 'private, no-cache');
  if (said.body === undefined) return new Response(null, { status: said.status, headers });
  headers.set('Content-Type', 'application/json');
  const body = typeof said.body === 'string' ? said.body : JSON.stringify(said.body);
  return new Response(body, { status: said.status, headers });
}

/** Runs a wish once per key. Only successes are kept, so a refused wish may be sent again with the same key. */
async function once(
  ask: Ask,
  key: string,
  fingerprint: string,
  run: (ask: Ask) => Say | Promise<Say>,
): Promise<Say> {
  const stored = ask.book.answers.get(key);
  if (stored) {
    if (stored.fingerprint !== fingerprint) {
      throw new Refusal(
        'idempotency-key-reused',
        'This key was used for another request; take a fresh one.',
      );
    }
    return { ...stored, headers: { ...stored.headers, 'Idempotent-Replayed': 'true' } };
  }
  const said = await run(ask);
  const body = JSON.stringify(said.body);
  ask.book.answers.set(key, {
    fingerprint,
    status: said.status,
    body,
    headers: said.headers ?? {},
  });
  return { ...said, body };
}
