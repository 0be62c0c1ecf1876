import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserHost, startBrowserHost } from '../../cli/browser-host.ts';

/*
 * HOSTILE 37: pages of others call the loopback host. Requests are written by hand where a browser's own client would
 * not let a header be set.
 */

type Asked = { path?: string; method?: string; headers?: Record<string, string>; body?: string };

describe('The loopback host over TCP', () => {
  let host: BrowserHost;
  let port: number;
  let cookie: string;
  let reachedEngine = 0;
  let strangers = 0;

  beforeAll(async () => {
    host = await startBrowserHost({
      port: 0,
      page: async (pathname) => (pathname === '/' ? new Response('the page') : undefined),
      onStranger: () => strangers++,
      engine: {
        fetch: async () => {
          reachedEngine++;
          return Response.json({});
        },
      },
    });
    port = Number(new URL(host.origin).port);
    const entered = await fetch(host.entrance());
    cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
  });
  afterAll(() => host.close());

  const own = () => ({ host: `127.0.0.1:${port}`, cookie });

  test('lets in the page that came by its address, and several tabs of it', async () => {
    for (let tab = 0; tab < 3; tab++) expect((await ask({ headers: own() })).text).toBe('the page');
    expect((await ask({ path: '/api/jobs', headers: own() })).status).toBe(200);
  });

  test('gives a key that scripts cannot read and other sites cannot send', async () => {
    const entered = await fetch(host.entrance());
    expect(entered.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(entered.url).not.toContain(cookie.split('=')[1]);
    expect(await entered.text()).not.toContain(cookie.split('=')[1]);
  });

  test('opens by one address once', async () => {
    const address = new URL(host.entrance());
    expect((await fetch(address)).status).toBe(200);
    expect((await fetch(address)).status).toBe(403);
    expect((await ask({ path: address.pathname, headers: own() })).status).toBe(200);
  });

  test.each<[string, () => Asked, number]>([
    ['a name of another site that points here', () => ({ headers: { ...own(), host: `evil.example:${port}` } }), 403],
    ['the right name with another port', () => ({ headers: { ...own(), host: '127.0.0.1:1' } }), 403],
    ['no key', () => ({ headers: { host: `127.0.0.1:${port}` } }), 403],
    ['a wrong key', () => ({ headers: { ...own(), cookie: `skiagraph-${port}=guess` } }), 403],
    [
      'a key in the address',
      () => ({ path: `/?token=${cookie.split('=')[1]}`, headers: { host: `127.0.0.1:${port}` } }),
      403,
    ],
    ['another origin', () => ({ path: '/api/jobs', headers: { ...own(), origin: 'https://evil.example' } }), 403],
    ['an opaque origin', () => ({ path: '/api/jobs', headers: { ...own(), origin: 'null' } }), 403],
    [
      'a fetch from another site',
      () => ({ path: '/api/jobs', headers: { ...own(), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } }),
      403,
    ],
    [
      'a form of another page',
      () => ({ path: '/api/open', method: 'POST', headers: { ...own(), 'content-type': 'text/plain' }, body: '{}' }),
      403,
    ],
    [
      'a request that hides where it is from',
      () => ({
        path: '/api/open',
        method: 'POST',
        headers: { ...own(), 'content-type': 'application/json' },
        body: '{}',
      }),
      403,
    ],
    [
      'a question before a foreign request',
      () => ({ path: '/api/open', method: 'OPTIONS', headers: { ...own(), origin: 'https://evil.example' } }),
      403,
    ],
    ['a path that climbs out', () => ({ path: '/api/../../etc/passwd', headers: own() }), 404],
    ['a path that climbs out in disguise', () => ({ path: '/%2e%2e/%2e%2e/etc/passwd', headers: own() }), 404],
    ['an unknown file', () => ({ path: '/secret.txt', headers: own() }), 404],
  ])('refuses %s', async (_, asked, status) => {
    const before = reachedEngine;
    const answer = await ask(asked());
    expect(answer.status).toBe(status);
    expect(reachedEngine).toBe(before);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  test('says to the terminal, not to the stranger, how another browser gets in', async () => {
    const before = strangers;
    const answer = await ask({ headers: { host: `127.0.0.1:${port}` } });
    expect(strangers).toBe(before + 1);
    expect(answer.text).not.toContain('/enter/');
  });

  test('answers on IPv6 loopback where the machine has it, and nowhere beyond loopback', async () => {
    expect(await reaches('127.0.0.1', port)).toBe(true);
    const answer = await ask({ headers: { ...own(), host: `[::1]:${port}` } });
    expect(answer.status).toBe(200);
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flatMap((all = []) => all)
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of outside) expect(await reaches(address, port)).toBe(false);
  });

  function ask({ path = '/', method = 'GET', headers = {}, body }: Asked) {
    return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
      });
      sent.on('error', reject).end(body);
    });
  }
});

const reaches = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
