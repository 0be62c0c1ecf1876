import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type Browser, chromium, type Page } from 'playwright-core';

/*
 * The app as a reader meets it: the whole program in processes of its own, in a real browser. SKIAGRAPH_E2E_HOST=electron
 * runs the same journeys in Electron, where its binary can be had.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const screens = join(root, 'test-results', 'screens');
const inElectron = process.env.SKIAGRAPH_E2E_HOST === 'electron';
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

export const languages = ['en', 'ar'] as const;
export type E2eLanguage = (typeof languages)[number];

/** Why the journeys cannot run here, or undefined. */
export const noBrowser =
  inElectron || browserPath ? undefined : 'no Chromium on this machine: the end-to-end journeys are skipped';

const QUIET_CHROMIUM = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type App = {
  page: Page;
  dataDir: string;
  /** Kills the engine as a power cut would. */
  kill(): Promise<void>;
  /** Starts the program again on the same data folder and shows the page anew. */
  restart(): Promise<void>;
  /** Keeps a picture of the window in test-results/screens. */
  screen(name: string): Promise<void>;
  close(): Promise<void>;
};

type Host = { page: Page; stop(signal: NodeJS.Signals): Promise<void> };

async function startServer(
  dataDir: string,
  lang: E2eLanguage,
  paths: string[],
): Promise<{ child: ChildProcess; entrance: string }> {
  const child = spawn(
    join(root, 'node_modules/.bin/node'),
    [join(root, 'cli/skiagraph.mjs'), 'serve', '--data-dir', dataDir, '--language', lang, ...paths],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk;
      const entrance = /http:\/\/\S+/.exec(said)?.[0];
      if (entrance && said.includes('\n')) resolve({ child, entrance });
    });
    child.on('exit', (code) => reject(new Error(`serve ended with ${code}: ${errors}`)));
  });
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) =>
    child.exitCode !== null || child.signalCode ? resolve() : child.once('exit', () => resolve()),
  );

async function openInBrowser(browser: Browser, dataDir: string, lang: E2eLanguage, paths: string[]): Promise<Host> {
  const { child, entrance } = await startServer(dataDir, lang, paths);
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, locale: lang });
  const page = await context.newPage();
  await page.goto(entrance);
  return {
    page,
    async stop(signal) {
      child.kill(signal);
      await ended(child);
      await context.close();
    },
  };
}

async function openInElectron(dataDir: string, lang: E2eLanguage, paths: string[]): Promise<Host> {
  const app = await _electron.launch({
    args: ['.', '--data-dir', dataDir, '--language', lang, '--', ...paths],
    cwd: root,
  });
  const page = await app.firstWindow();
  return {
    page,
    async stop(signal) {
      if (signal === 'SIGKILL') app.process().kill('SIGKILL');
      else await app.close();
    },
  };
}

export async function openApp(options: {
  language: E2eLanguage;
  paths?: string[];
  /** Done to the data folder before the program starts. */
  before?(dataDir: string): Promise<void>;
}): Promise<App> {
  const dataDir = await mkdtemp(join(tmpdir(), 'skiagraph-e2e-'));
  await options.before?.(dataDir);
  const browser = inElectron ? undefined : await chromium.launch({ executablePath: browserPath, args: QUIET_CHROMIUM });
  const open = (paths: string[]) =>
    browser
      ? openInBrowser(browser, dataDir, options.language, paths)
      : openInElectron(dataDir, options.language, paths);
  let host = await open(options.paths ?? []);
  mkdirSync(screens, { recursive: true });
  return {
    get page() {
      return host.page;
    },
    dataDir,
    kill: () => host.stop('SIGKILL'),
    async restart() {
      await host.stop('SIGTERM').catch(() => undefined);
      host = await open([]);
    },
    async screen(name) {
      await host.page.screenshot({ path: join(screens, `${name}-${options.language}.png`), animations: 'disabled' });
    },
    async close() {
      await host.stop('SIGTERM').catch(() => undefined);
      await browser?.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
