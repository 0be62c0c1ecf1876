import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { type OperationName, operations, ProblemError, problemOf } from '../contract/index.ts';
import { refuse, tooLarge } from './refusal.ts';

type Operations = typeof operations;
type RequestOf<N extends OperationName> = Operations[N] extends { request: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;
type ResponseOf<N extends OperationName> = z.output<Operations[N]['response']>;
type Params = Record<string, string>;

/** One function an operation of the contract. */
export type Handlers = {
  [N in OperationName]: (input: RequestOf<N>, params: Params) => Promise<ResponseOf<N>> | ResponseOf<N>;
};

/** Answers beside the contract's JSON operations, by method and path. */
export type Route = {
  method: 'GET' | 'POST';
  path: string;
  answer(request: Request, params: Params): Promise<Response>;
};

/** No operation's request is longer, in bytes; uploads have a limit of their own. */
const LONGEST_REQUEST = 4 * 2 ** 20;

/**
 * The engine as one function from `Request` to `Response`. What a user can meet is answered 4xx with `{problem}`,
 * a bug 500 with the same shape; nothing is cached by a browser, since it is patients' data.
 */
export function createApp(handlers: Handlers, routes: Route[]): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.res.headers.set('cache-control', 'no-store');
  });
  for (const name of Object.keys(operations) as OperationName[]) {
    const { method, path } = operations[name];
    app.on(method, path, (c) => answerOperation(c, name, handlers));
  }
  for (const { method, path, answer } of routes)
    app.on(method, path, async (c) => {
      try {
        return await answer(c.req.raw, c.req.param() as Params);
      } catch (thrown) {
        return refuse(problemOf(thrown));
      }
    });
  app.notFound((c) => refuse({ code: 'not-found', values: { what: c.req.path } }));
  app.onError((thrown) => refuse(problemOf(thrown)));
  return app;
}

async function answerOperation(c: Context, name: OperationName, handlers: Handlers): Promise<Response> {
  const operation = operations[name];
  const input = 'request' in operation ? operation.request.safeParse(await readJson(c.req.raw)) : undefined;
  if (input && !input.success) {
    const { path, message } = input.error.issues[0]!;
    return refuse({ code: 'wrong-use', values: { message: `${path.join('.') || name}: ${message}` } });
  }
  const handler = handlers[name] as (input: unknown, params: Params) => unknown;
  return c.json((await handler(input?.data, c.req.param() as Params)) as object);
}

async function readJson(request: Request): Promise<unknown> {
  const text = new TextDecoder().decode(await readBody(request, LONGEST_REQUEST));
  try {
    return JSON.parse(text || '{}');
  } catch {
    throw new ProblemError('wrong-use', { message: 'The request is not JSON' });
  }
}

/** The body, of at most `limit` bytes; a longer one is not read to its end. Throws 'too-large'. */
async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > limit) throw tooLarge(limit);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
