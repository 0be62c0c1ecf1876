import type { Protocol } from 'electron';
import { hostHeaders, refuse } from '../core/engine/index.ts';
import { ORIGIN } from './electron-module.ts';

/** Must run before Electron is ready. The scheme gets the rights of https, and none beyond them. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }]);
}

/** Answers `app://skiagraph/…`: `/api/` by the engine, the rest by the built page. */
export function serveApp(
  protocol: Pick<Protocol, 'handle'>,
  o: { engine(request: Request): Promise<Response>; page(pathname: string): Promise<Response | undefined> },
): void {
  protocol.handle('app', async (request) => {
    const { origin, host, pathname } = new URL(request.url);
    // Where the scheme is not known as standard, the origin is "null".
    if (origin !== ORIGIN && `app://${host}` !== ORIGIN) return notFound(pathname);
    if (pathname.startsWith('/api/')) return o.engine(request);
    return (request.method === 'GET' ? await o.page(pathname) : undefined) ?? notFound(pathname);
  });
}

function notFound(what: string): Response {
  const refusal = refuse({ code: 'not-found', values: { what } });
  for (const [name, value] of Object.entries(hostHeaders)) refusal.headers.set(name, value);
  return refusal;
}
