import { timingSafeEqual } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { request as httpRequest, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { refuse } from './refusal.ts';

/** Where an engine listens: a Unix socket or a Windows named pipe, and the word that opens it. */
export type Pipe = { path: string; secret: string };

const SECRET_HEADER = 'x-skiagraph-secret';

/**
 * Serves an engine over a local socket. On Windows any program of the machine may open a named pipe, so a secret goes
 * with every request; on other systems the socket is the user's alone as well.
 */
export async function listenOnPipe(
  fetch: (request: Request) => Promise<Response>,
  { path, secret }: Pipe,
): Promise<{ close(): Promise<void> }> {
  const { createAdaptorServer } = await import('@hono/node-server');
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: (request: Request) =>
      sameText(request.headers.get(SECRET_HEADER) ?? '', secret)
        ? fetch(request)
        : refuse({ code: 'forbidden', values: {} }),
  }) as Server;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  if (!path.startsWith('\\\\')) await chmod(path, 0o600);
  return { close: () => closeServer(server) };
}

/** Sends a request to an engine behind a pipe and streams its answer back; the request's signal ends both. */
export function fetchOverPipe({ path, secret }: Pipe, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = { ...Object.fromEntries(request.headers), host: 'engine', [SECRET_HEADER]: secret };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      socketPath: path,
      // A connection kept open may be closed by the other side just when it is used again.
      agent: false,
      path: pathname + search,
      method: request.method,
      headers,
      signal: request.signal,
    });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      const status = answer.statusCode ?? 500;
      const empty = status === 204 || status === 304;
      if (empty) answer.resume();
      resolve(
        new Response(empty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>), {
          status,
          headers: Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          ),
        }),
      );
    });
    if (request.body) Readable.fromWeb(request.body as never).pipe(sent);
    else sent.end();
  });
}

/** Ends a server now: event streams would keep it open for ever. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Compares in a time that does not tell how much was right. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
