import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { ProblemError } from '../contract/index.ts';

/** Where a built page writes the nonce that its style elements carry (Vite's `html.cspNonce`). */
const NONCE_PLACEHOLDER = 'SKIAGRAPH_NONCE';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/**
 * The page's content policy: its own scripts, wasm, no frames, no forms, no other origin. Style *elements* need the
 * nonce; cursors are blobs (PROBES.md), and the viewer starts its compute worker from one.
 */
const contentPolicy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Headers of everything that a host serves beside the engine's own answers. */
export const hostHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
  'x-frame-options': 'DENY',
};

/**
 * Serves the built page. The files are listed once and looked up by name, so that no path of a request is ever joined
 * to a folder. Throws 'no-page' where it has not been built.
 */
export async function openPage(folder: string): Promise<(pathname: string) => Promise<Response | undefined>> {
  if (!existsSync(join(folder, 'index.html'))) throw new ProblemError('no-page');
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(file.slice(folder.length).split(sep).join('/').replace(/^\/*/, '/'), file);
  }
  return async (pathname) => {
    const file = files.get(pathname === '/' ? '/index.html' : pathname);
    if (!file) return undefined;
    const headers: Record<string, string> = {
      ...hostHeaders,
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    };
    if (extname(file) !== '.html') {
      // Built names carry a hash of their content.
      headers['cache-control'] = pathname.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache';
      return new Response(new Uint8Array(await readFile(file)), { headers });
    }
    const nonce = randomBytes(16).toString('base64');
    const html = (await readFile(file, 'utf8')).replaceAll(NONCE_PLACEHOLDER, nonce);
    return new Response(html, {
      headers: { ...headers, 'cache-control': 'no-store', 'content-security-policy': contentPolicy(nonce) },
    });
  };
}
