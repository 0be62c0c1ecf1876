import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError } from '../core/contract/index.ts';
import { closeServer, type Engine, hostHeaders, refuse, sameText } from '../core/engine/index.ts';

export type BrowserHost = {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** An address that opens the app in one browser, once; each call makes a new one. */
  entrance(): string;
  close(): Promise<void>;
};

export type BrowserHostOptions = {
  engine: Pick<Engine, 'fetch'>;
  /** The built page, by path; undefined where there is no such file. */
  page(pathname: string): Promise<Response | undefined>;
  /** 0: a free one. */
  port: number;
  /** Somebody came without a key, perhaps the reader in another browser. */
  onStranger?(): void;
};

/** Entrances that were printed and not used; older ones no longer open. */
const OPEN_ENTRANCES = 4;

/**
 * Serves page and engine to browsers of this machine only: bound to the loopback addresses, and every request must
 * name this host, come from this page, and carry the key that was given by a one-time address. The key lives in a
 * cookie that scripts cannot read and other sites cannot send; it is never part of an address.
 */
export async function startBrowserHost(o: BrowserHostOptions): Promise<BrowserHost> {
  const key = randomBytes(32).toString('base64url');
  const entrances: string[] = [];
  const { createAdaptorServer } = await import('@hono/node-server');

  let port = o.port;
  const fetch = (request: Request) => answer(request, { ...o, key, entrances, port });
  const listen = async (hostname: string, wanted: number) => {
    const server = createAdaptorServer({ fetch, overrideGlobalObjects: false }) as Server;
    await listening(server, wanted, hostname);
    return server;
  };
  const servers = [await listen('127.0.0.1', port)];
  port = (servers[0]!.address() as AddressInfo).port;
  // Where the machine has IPv6, "localhost" may mean ::1.
  const six = await listen('::1', port).catch(() => undefined);
  if (six) servers.push(six);

  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    entrance() {
      const word = randomBytes(24).toString('base64url');
      entrances.push(word);
      if (entrances.length > OPEN_ENTRANCES) entrances.shift();
      return `${origin}/enter/${word}`;
    },
    async close() {
      await Promise.all(servers.map(closeServer));
    },
  };
}

type Guarded = BrowserHostOptions & { key: string; entrances: string[] };

async function answer(request: Request, host: Guarded): Promise<Response> {
  const { pathname } = new URL(request.url);
  const own = ownHost(request.headers.get('host'), host.port);
  if (!own || !comesFromHere(request, own)) return forbidden();
  const cookie = `skiagraph-${host.port}`;
  const known = sameText(cookieOf(request, cookie), host.key);
  if (pathname.startsWith('/enter/')) return enter(pathname.slice('/enter/'.length), known, cookie, host);
  if (!known) {
    if (pathname === '/') host.onStranger?.();
    return forbidden();
  }
  if (pathname.startsWith('/api/')) return withHeaders(await host.engine.fetch(request));
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const file = reads ? await host.page(pathname) : undefined;
  return file ?? withHeaders(refuse({ code: 'not-found', values: { what: pathname } }));
}

/** The Host header, if it names this machine and port: anything else is another site's name pointed here. */
function ownHost(header: string | null, port: number): string | undefined {
  return ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`).find((own) => own === header);
}

/** Does the browser say that our own page asks? What changes something must say so; what only reads may be silent. */
function comesFromHere(request: Request, own: string): boolean {
  const origin = request.headers.get('origin');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (origin === null ? !reads : origin !== `http://${own}`) return false;
  const site = request.headers.get('sec-fetch-site');
  const navigates = request.headers.get('sec-fetch-mode') === 'navigate' && reads;
  if (site !== null && site !== 'same-origin' && site !== 'none' && !navigates) return false;
  // A form of another site can send only these three without asking first.
  const type = request.headers.get('content-type') ?? '';
  return (
    reads ||
    type.startsWith('application/json') ||
    (type.startsWith('multipart/') && request.url.endsWith('/api/upload'))
  );
}

/**
 * Gives the key to whoever holds a fresh entrance. The page that does it leads on by itself instead of by a redirect:
 * a browser that followed the link from another site would not send a strict cookie along a redirect.
 */
function enter(word: string, known: boolean, cookie: string, { entrances, key }: Guarded): Response {
  const at = entrances.findIndex((entrance) => sameText(entrance, word));
  if (at >= 0) entrances.splice(at, 1);
  else if (!known) return forbidden();
  return new Response('<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Skiagraph</title>', {
    headers: {
      ...hostHeaders,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'set-cookie': `${cookie}=${key}; HttpOnly; SameSite=Strict; Path=/`,
    },
  });
}

const cookieOf = (request: Request, name: string) =>
  (request.headers.get('cookie') ?? '')
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

const forbidden = () => withHeaders(refuse({ code: 'forbidden', values: {} }));

function withHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(hostHeaders)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}

function listening(server: Server, port: number, hostname: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES' ? new ProblemError('port-in-use', { port }) : error,
      ),
    );
    server.listen({ port, host: hostname, exclusive: true }, resolve);
  });
}
