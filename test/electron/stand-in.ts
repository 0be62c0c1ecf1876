import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { ElectronModule } from '../../electron/electron-module.ts';

/*
 * Stands in for the `electron` module where its binary cannot be had: processes are real ones of Node, events are real,
 * and what a host asked Electron for is kept to be looked at.
 */

type Handler = (request: Request) => Response | Promise<Response>;

export class StandInContents extends EventEmitter {
  windowOpenHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: typeof this.windowOpenHandler) {
    this.windowOpenHandler = handler;
  }
  /** Emits an event as Chromium would; was it prevented? */
  attempts(event: string, url: string): boolean {
    let prevented = false;
    this.emit(event, {
      url,
      preventDefault: () => {
        prevented = true;
      },
    });
    return !prevented;
  }
}

class StandInWindow extends EventEmitter {
  options: { webPreferences?: Record<string, unknown> };
  webContents = new StandInContents();
  loaded = '';
  shown = false;
  focused = 0;
  constructor(options: StandInWindow['options']) {
    super();
    this.options = options;
    StandInWindow.created(this);
  }
  static created: (window: StandInWindow) => void = () => {};
  async loadURL(url: string) {
    this.loaded = url;
    this.emit('ready-to-show');
  }
  show() {
    this.shown = true;
  }
  isMinimized() {
    return false;
  }
  restore() {}
  focus() {
    this.focused++;
  }
}

/** A process of Node that looks like Electron's utility process. */
function utility(children: ChildProcess[]) {
  return (file: string, args: string[], options: { stdio?: unknown }) => {
    const child = fork(file, args, {
      serialization: 'advanced',
      execArgv: [],
      stdio: Array.isArray(options.stdio)
        ? ['ignore', 'ignore', 'pipe', 'ipc']
        : ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.push(child);
    const events = new EventEmitter();
    child.on('message', (message) => events.emit('message', message));
    child.on('exit', (code) => events.emit('exit', code ?? 1));
    return Object.assign(events, {
      pid: child.pid,
      stderr: child.stderr,
      postMessage: (message: object) => void (child.connected && child.send(message)),
      kill: () => child.kill('SIGKILL'),
    });
  };
}

export function standInElectron(o: { locale?: string; firstInstance?: boolean; packaged?: boolean } = {}) {
  const app = Object.assign(new EventEmitter(), {
    isPackaged: o.packaged ?? false,
    exits: [] as number[],
    quits: 0,
    sandboxed: false,
    lockData: undefined as unknown,
    exit(code: number) {
      app.exits.push(code);
    },
    quit() {
      app.quits++;
      app.emit('will-quit', { preventDefault: () => {} });
    },
    enableSandbox() {
      app.sandboxed = true;
    },
    requestSingleInstanceLock(data: unknown) {
      app.lockData = data;
      return o.firstInstance ?? true;
    },
    whenReady: async () => {},
    getLocale: () => o.locale ?? 'en-GB',
  });
  const session = Object.assign(new EventEmitter(), {
    answers: {} as Record<string, (...given: never[]) => unknown>,
    setPermissionRequestHandler(handler: never) {
      session.answers.permissionRequest = handler;
    },
    setPermissionCheckHandler(handler: never) {
      session.answers.permissionCheck = handler;
    },
    setDevicePermissionHandler(handler: never) {
      session.answers.device = handler;
    },
    webRequest: {
      onBeforeRequest(handler: never) {
        session.answers.beforeRequest = handler;
      },
    },
  });
  const kept = {
    windows: [] as StandInWindow[],
    schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
    handlers: {} as Record<string, Handler>,
    ipc: {} as Record<string, (event: unknown, ...given: unknown[]) => unknown>,
    menu: [] as { label?: string; role?: string; submenu?: { label?: string; role?: string; click?(): void }[] }[],
    children: [] as ChildProcess[],
    errorBoxes: [] as string[],
    messageBoxes: [] as { message: string; detail?: string }[],
    chosen: [] as string[],
    confirms: 1,
  };
  StandInWindow.created = (window) => {
    kept.windows.push(window);
    app.emit('web-contents-created', {}, window.webContents);
  };
  const electron = {
    app,
    BrowserWindow: StandInWindow,
    dialog: {
      showOpenDialog: async () => ({ canceled: kept.chosen.length === 0, filePaths: kept.chosen }),
      showMessageBox: async (options: { message: string }) => {
        kept.messageBoxes.push(options);
        return { response: kept.confirms };
      },
      showErrorBox: (title: string) => void kept.errorBoxes.push(title),
    },
    ipcMain: {
      handle(channel: string, answer: never) {
        kept.ipc[channel] = answer;
      },
    },
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu(menu: never) {
        kept.menu = menu;
      },
    },
    protocol: {
      registerSchemesAsPrivileged(schemes: never) {
        kept.schemes = schemes;
      },
      handle(scheme: string, handler: Handler) {
        kept.handlers[scheme] = handler;
      },
    },
    session: { defaultSession: session },
    utilityProcess: { fork: utility(kept.children) },
  };
  return { electron: electron as unknown as ElectronModule, app, session, kept };
}
