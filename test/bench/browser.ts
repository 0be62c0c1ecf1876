import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, type Cookie, chromium, type Page } from 'playwright-core';
import { cli, root, scratch } from './places.ts';

/*
 * Two pages in one browser over the same slices: ours in full, and a bare page of Cornerstone. Both are timed by the
 * moment at which a picture is drawn on a canvas that is part of the page, whoever draws it.
 */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** Times of painted images, in ms since navigation. */
declare global {
  interface Window {
    painted: number[];
  }
}

const recordPaints = () => {
  window.painted = [];
  let last = '';
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (image: ImageData, ...placed: number[]) {
    (putImageData as (image: ImageData, ...placed: number[]) => void).call(this, image, ...placed);
    const middle = (image.height >> 1) * image.width * 4;
    last = image.data.subarray(middle, middle + 2048).join();
  };
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (...drawn: unknown[]) {
    (drawImage as (...drawn: unknown[]) => void).apply(this, drawn);
    if (!this.canvas.isConnected) return;
    window.painted.push(performance.now());
    this.canvas.dispatchEvent(new CustomEvent('painted', { bubbles: true, detail: last }));
  };
  const { stroke } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.stroke = function (...drawn: unknown[]) {
    (stroke as (...drawn: unknown[]) => void).apply(this, drawn);
    if (drawn.length > 0) this.canvas.dispatchEvent(new CustomEvent('outlined', { bubbles: true, detail: last }));
  };
};

export const openBrowser = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });

/** A page with nothing in its cache; resolves when its first image is painted. */
export async function coldPage(browser: Browser, url: string, cookies: Cookie[] = []): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  await context.addCookies(cookies);
  await context.addInitScript(recordPaints);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.painted.length > 0, null, { timeout: 120_000 });
  return page;
}

export const firstImageMs = (page: Page) => page.evaluate(() => window.painted[0]!);

/** What is waited for: the picture of a slice, or the outline of a mask over it. */
type Drawn = 'painted' | 'outlined';

/**
 * Presses the key that shows the next slice (ArrowUp: the one before) and waits until another picture than before is
 * drawn, `steps` times; the milliseconds of each. It waits for ever where there is no such slice.
 */
export const scrollMs = (page: Page, steps: number, drawn: Drawn = 'painted', key = 'ArrowDown') =>
  page.evaluate(
    async ({ steps, drawn, key }) => {
      let shown = '';
      document.addEventListener('painted', (event) => {
        shown = (event as CustomEvent<string>).detail;
      });
      const otherThan = (before: string) =>
        new Promise<number>((resolve) => {
          const seen = (event: Event) => {
            if ((event as CustomEvent<string>).detail === before) return;
            document.removeEventListener(drawn, seen);
            resolve(performance.now());
          };
          document.addEventListener(drawn, seen);
        });
      const times: number[] = [];
      for (let n = 0; n < steps; n++) {
        const next = otherThan(shown);
        const started = performance.now();
        document.dispatchEvent(new KeyboardEvent('keydown', { code: key, key, bubbles: true }));
        times.push((await next) - started);
      }
      // The first step does not know what was shown before it.
      return times.slice(1);
    },
    { steps, drawn, key },
  );

/** Presses the key that shows the next slice once a frame of the screen; how many different pictures were drawn. */
export const drawnOf = (page: Page, steps: number, drawn: Drawn) =>
  page.evaluate(
    async ({ steps, drawn }) => {
      const pictures = new Set<string>();
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      document.addEventListener(drawn, (event) => pictures.add((event as CustomEvent<string>).detail));
      for (let n = 0; n < steps; n++) {
        document.dispatchEvent(new KeyboardEvent('keydown', { code: 'ArrowDown', key: 'ArrowDown', bubbles: true }));
        await frame();
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return pictures.size;
    },
    { steps, drawn },
  );

/** Presses the key of the layouts twice, which shows three planes of a volume; milliseconds until each is painted. */
export const planesMs = (page: Page) =>
  page.evaluate(async () => {
    const missing = ['axial', 'sagittal', 'coronal'];
    const started = performance.now();
    const painted = new Promise<void>((resolve) => {
      document.addEventListener('painted', ({ target }) => {
        const label = (target as Element).closest('.viewport')?.ariaLabel?.toLowerCase() ?? '';
        const at = missing.findIndex((plane) => label.includes(plane));
        if (at >= 0) missing.splice(at, 1);
        if (missing.length === 0) resolve();
      });
    });
    const press = () => document.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyL', key: 'l', bubbles: true }));
    press();
    press();
    await painted;
    const ms = performance.now() - started;
    // Our page keeps its layout: the next one is to begin with one viewport again.
    press();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return ms;
  });

/** Clicks on one series after the other of the list and waits for the picture of each; the milliseconds of each. */
export const clickMs = (page: Page, clicks: number) =>
  page.evaluate(async (clicks) => {
    const shown = () => document.querySelector('.viewport')!.getAttribute('aria-label');
    const times: number[] = [];
    for (let n = 0; n < clicks; n++) {
      const before = shown();
      const next = document.querySelector<HTMLElement>('button.series:not([aria-current="true"])')!;
      const started = performance.now();
      next.click();
      await new Promise<void>((resolve) => {
        const painted = () => {
          if (shown() === before) return;
          document.removeEventListener('painted', painted);
          resolve();
        };
        document.addEventListener('painted', painted);
      });
      times.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return times;
  }, clicks);

/** Megabytes of a process and its children in memory, pages that several share counted once each (PSS; Linux). */
export async function memoryMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const own = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const below = await Promise.all(
    children
      .split(' ')
      .filter(Boolean)
      .map((child) => memoryMb(Number(child))),
  );
  return below.reduce((sum, mb) => sum + mb, own);
}

/** Serves the built bare page and stored values, frames after each other. */
export async function serveBare(pixels: Uint8Array, frameBytes: number): Promise<{ url: string; server: Server }> {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    if (pathname === '/pixels') {
      const from = Number(searchParams.get('from')) * frameBytes;
      response.end(pixels.subarray(from, from + Number(searchParams.get('count')) * frameBytes));
      return;
    }
    const file = pathname === '/' ? 'index.html' : pathname.slice(1);
    const bytes = await readFile(join(root, 'dist/bench-bare', file)).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** Our own host on what lies at the paths. */
export async function serveOurs(...paths: string[]): Promise<{ url: string; pid: number; stop(): void }> {
  const child = spawn(process.execPath, [cli, 'serve', '--data-dir', await scratch('data'), ...paths], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  process.on('exit', () => child.kill());
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      const found = /(http:\/\/\S+)\n/.exec(said);
      if (found) resolve(found[1]!);
    });
    child.on('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
  return { url, pid: child.pid!, stop: () => void child.kill() };
}
