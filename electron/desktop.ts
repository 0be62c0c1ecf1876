import { resolve } from 'node:path';
import type { BrowserWindow } from 'electron';
import { Language } from '../core/contract/index.ts';
import { desktopArguments, isNetworkPath } from './arguments.ts';
import { answerPage, createDialogs } from './dialogs.ts';
import { type ElectronModule, ORIGIN } from './electron-module.ts';
import { type EngineHost, startEngineHost } from './engine-host.ts';
import { menuTemplate } from './menu.ts';
import { registerScheme, serveApp } from './protocol.ts';
import { lockPages, lockSession } from './security.ts';
import { words } from './words.ts';

export type DesktopOptions = {
  /** Arguments behind the program and the app's folder. */
  words: string[];
  workingFolder: string;
  dataDir: string;
  version: string;
  shippedModels: string;
  /** `SKIAGRAPH_LANGUAGE`, else the system's. */
  language?: string;
  page(pathname: string): Promise<Response | undefined>;
  engineFile: string;
  preloadFile: string;
};

/** Starts the desktop app; returns what tests look at, or undefined where another window took over. */
export async function startDesktop(
  electron: ElectronModule,
  o: DesktopOptions,
): Promise<{ window: BrowserWindow; engine: EngineHost } | undefined> {
  const { app, BrowserWindow, Menu, protocol, session, dialog } = electron;
  const { paths, unknownOption, ...given } = desktopArguments(o.words);
  if (unknownOption) {
    console.error(`Unknown option ${unknownOption}. A file of that name is given as ./${unknownOption}.`);
    app.exit(2);
    return undefined;
  }
  const absolute = paths.map((path) => (isNetworkPath(path) ? path : resolve(o.workingFolder, path)));
  // The first window opens what a second start was given; Chromium may reorder its words, so the paths go beside them.
  if (!app.requestSingleInstanceLock({ paths: absolute })) {
    app.quit();
    return undefined;
  }
  registerScheme(protocol);
  app.enableSandbox();
  lockPages(app);

  const waiting: string[] = [];
  let open = (more: string[]) => void waiting.push(...more);
  app.on('second-instance', (_event, _words, _folder, data) => {
    focus(window);
    open(pathsIn(data));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
  app.on('window-all-closed', () => app.quit());

  await app.whenReady();
  const language =
    Language.safeParse(given.language ?? o.language).data ?? (app.getLocale().startsWith('ar') ? 'ar' : 'en');
  const said = words[language];
  let window: BrowserWindow | undefined;
  const dialogs = createDialogs(electron, said, () => window);
  const { version, shippedModels } = o;
  const dataDir = given.dataDir ?? o.dataDir;
  const startPaths = await permitted(absolute, dialogs.confirmNetwork);
  const engine = startEngineHost(electron, {
    file: o.engineFile,
    options: { dataDir, version, shippedModels, language, host: 'electron', startPaths },
    onGone: () => dialog.showErrorBox(said.gone, said.goneDetail),
  });
  closeBeforeQuit(app, engine);
  open = (more) => void openIn(engine, more, dialogs.confirmNetwork);
  open(waiting);

  lockSession(session.defaultSession);
  serveApp(protocol, { engine: engine.fetch, page: o.page });
  answerPage(electron, dialogs);
  const about = () => void dialog.showMessageBox({ message: `Skiagraph ${version}`, detail: said.notice });
  const template = menuTemplate(said, {
    mac: process.platform === 'darwin',
    development: !app.isPackaged,
    openFiles: async () => open(await dialogs.files()),
    openFolder: async () => open(await dialogs.folder()),
    about,
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));

  window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Skiagraph',
    backgroundColor: '#0b0d10',
    webPreferences: {
      preload: o.preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => window?.show());
  await window.loadURL(`${ORIGIN}/`);
  return { window, engine };
}

/** What another start handed over: anything but a list of texts is nothing. */
function pathsIn(data: unknown): string[] {
  const { paths } = (data ?? {}) as { paths?: unknown };
  return Array.isArray(paths) ? paths.filter((path): path is string => typeof path === 'string') : [];
}

async function permitted(paths: string[], confirm: (path: string) => Promise<boolean>): Promise<string[]> {
  const good: string[] = [];
  for (const path of paths) if (!isNetworkPath(path) || (await confirm(path))) good.push(path);
  return good;
}

/** Opens paths as the page would; the page hears of it by the engine's events. */
async function openIn(engine: EngineHost, paths: string[], confirm: (path: string) => Promise<boolean>): Promise<void> {
  const good = await permitted(paths, confirm);
  if (!good.length) return;
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paths: good }),
  };
  await engine.fetch(new Request('http://engine/api/open', request));
}

function focus(window: BrowserWindow | undefined): void {
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

/** The engine ends in order before the app does. */
function closeBeforeQuit(app: ElectronModule['app'], engine: EngineHost): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void engine.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}
