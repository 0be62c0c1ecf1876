import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { shippedModelsFolder } from '../../core/engine/index.ts';
import { wordsOf } from '../../electron/arguments.ts';
import { type DesktopOptions, startDesktop } from '../../electron/desktop.ts';
import { call, endOf, openExample, temporaryFolder } from '../engine/transports.ts';
import { StandInContents, standInElectron } from './stand-in.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function started(
  o: { options?: Partial<DesktopOptions>; electron?: Parameters<typeof standInElectron>[0] } = {},
) {
  const stand = standInElectron(o.electron);
  const dataDir = await temporaryFolder();
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  const desktop = await startDesktop(stand.electron, {
    words: [],
    workingFolder: dataDir,
    dataDir,
    version: '1.2.3',
    shippedModels: shippedModelsFolder,
    page: async (pathname) => (pathname === '/' ? new Response('the page') : undefined),
    engineFile: file('../../electron/engine-process.ts'),
    preloadFile: '/preload.cjs',
    ...o.options,
  });
  if (desktop) closers.push(() => desktop.engine.close());
  const ask = async (path: string, init?: RequestInit) =>
    stand.kept.handlers.app!(new Request(`app://skiagraph${path}`, init));
  return { ...stand, desktop, dataDir, ask };
}

describe('The desktop app', () => {
  test('opens one sandboxed window on its own scheme', async () => {
    const { app, kept } = await started();
    expect(app.sandboxed).toBe(true);
    expect(kept.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    ]);
    const [window] = kept.windows;
    expect(window).toMatchObject({ loaded: 'app://skiagraph/', shown: true });
    expect(window!.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    });
  });

  test('serves the page and passes the rest to the engine in its own process', async () => {
    const { ask, dataDir } = await started();
    expect(await (await ask('/')).text()).toBe('the page');
    expect((await ask('/secret')).status).toBe(404);
    expect(await call({ ask }, 'status')).toMatchObject({ host: 'electron', version: '1.2.3', dataDir });
  });

  test('does the main job: opens, runs in a runner that main has started, decides', async () => {
    const { ask, kept } = await started();
    const studies = await openExample({ ask });
    const series = studies.flatMap((study) => study.series).find(({ modality }) => modality === 'CR')!;
    const body = { modelId: 'chest-pneumonia', seriesInstanceUid: series.seriesInstanceUid, provider: 'cpu' };
    const job = await endOf({ ask }, await call({ ask }, 'startRun', { body }));
    expect(job).toMatchObject({ status: 'done' });
    expect(kept.children).toHaveLength(2);
    const { run } = (await call({ ask }, 'runs')).runs[0]!;
    const action = { kind: 'accept', runId: run.id, findingId: run.findings[0]!.id };
    expect((await call({ ask }, 'decide', { body: { action, by: 'Dr Test' } })).event.seq).toBe(2);
  });

  test('starts the engine again when it is killed, with every decision that was confirmed', async () => {
    const { ask, kept } = await started();
    const studies = await openExample({ ask });
    const { seriesInstanceUid } = studies.flatMap(({ series }) => series).find(({ modality }) => modality === 'CR')!;
    const body = { modelId: 'chest-pneumonia', seriesInstanceUid, provider: 'cpu' };
    const job = await endOf({ ask }, await call({ ask }, 'startRun', { body }));
    const { run } = (await call({ ask }, 'runs')).runs[0]!;
    const action = { kind: 'reject', runId: job.runId, findingId: run.findings[0]!.id, reason: 'artefact' };
    await call({ ask }, 'decide', { body: { action, by: 'Dr Test' } });
    kept.children[0]!.kill('SIGKILL');
    await new Promise((resolve) => kept.children[0]!.once('exit', resolve));
    const { events, intact } = await call({ ask }, 'journal');
    expect(intact).toBe(true);
    expect(events.at(-1)!.action).toMatchObject(action);
    expect((await call({ ask }, 'runs')).runs[0]!.review.findings[run.findings[0]!.id]).toMatchObject({
      status: 'rejected',
    });
    // The runner of the killed engine is gone too.
    expect(kept.children[1]!.exitCode ?? kept.children[1]!.signalCode).not.toBeNull();
  });

  test('gives up on an engine that keeps dying, and says so', async () => {
    const { ask, kept } = await started({ options: { engineFile: file('./dies.mjs') } });
    await until(() => kept.errorBoxes.length > 0);
    const answer = await ask('/api/status');
    expect([answer.status, (await answer.json()).problem.code]).toEqual([422, 'engine-stopped']);
  });

  test('is one app: a second start hands its paths over and ends', async () => {
    const second = await started({ options: { words: ['--', 'a.dcm'] }, electron: { firstInstance: false } });
    expect(second.desktop).toBeUndefined();
    expect(second.app.quits).toBe(1);
    const first = await started();
    await openExample(first);
    first.app.emit('second-instance', {}, ['ignored', '--gpu-launcher=x'], '/', {
      paths: [`${first.dataDir}/example`],
    });
    await until(async () => (await call(first, 'jobs')).jobs.length === 2);
    expect(first.kept.windows).toHaveLength(1);
    expect(first.kept.windows[0]!.focused).toBe(1);
    first.app.emit('second-instance', {}, [], '/', { paths: 'not a list' });
    first.app.emit('second-instance', {}, [], '/', undefined);
    expect((await call(first, 'jobs')).jobs).toHaveLength(2);
  });

  test('refuses switches, and takes a file called like one after --', async () => {
    for (const word of ['--inspect', '--gpu-launcher=calc', '--js-flags=x', '-r']) {
      const { app, kept, desktop } = await started({ options: { words: [word] } });
      expect([app.exits, kept.windows, desktop]).toEqual([[2], [], undefined]);
    }
    const { app, ask, dataDir } = await started({ options: { words: ['--', '--help.dcm', 'b.dcm'] } });
    expect(app.exits).toEqual([]);
    expect((await call({ ask }, 'status')).startPaths).toEqual([`${dataDir}/--help.dcm`, `${dataDir}/b.dcm`]);
  });

  test('takes its data folder and language, and finds the words of a person behind the switches of a tester', async () => {
    const elsewhere = await temporaryFolder();
    closers.push(() => rm(elsewhere, { recursive: true, force: true }));
    const argv = ['electron', '--inspect=0', '.', '--data-dir', elsewhere, '--language', 'ar', '--', 'x'];
    expect(wordsOf(['skiagraph', 'x'], true)).toEqual(['x']);
    const { ask } = await started({ options: { words: wordsOf(argv, false) } });
    expect(await call({ ask }, 'status')).toMatchObject({ dataDir: elsewhere, language: 'ar' });
  });

  test('asks before it touches another computer', async () => {
    const { kept, ask } = await started({ options: { words: ['--', '//host/share/x', '\\\\host\\share'] } });
    expect(kept.messageBoxes).toHaveLength(2);
    expect((await call({ ask }, 'status')).startPaths).toEqual([]);
  });

  test('speaks Arabic where the system does', async () => {
    const { kept, ask } = await started({ electron: { locale: 'ar-EG' } });
    expect(kept.menu[0]!.label).toBe('ملف');
    expect((await call({ ask }, 'status')).language).toBe('ar');
  });

  test('has no developer tools in a release', async () => {
    const { kept } = await started({ electron: { packaged: true } });
    expect(kept.windows[0]!.options.webPreferences!.devTools).toBe(false);
    expect(JSON.stringify(kept.menu)).not.toMatch(/toggleDevTools|reload/);
  });
});

describe('A page of the desktop app', () => {
  const EVIL = [
    'https://evil.example/',
    'file:///etc/passwd',
    'app://skiagraph.evil/',
    'app://other/',
    'javascript:alert(1)',
    'data:text/html,x',
  ];

  test('cannot leave, open, embed or frame anything', async () => {
    const { app } = await started();
    const contents = new StandInContents();
    app.emit('web-contents-created', {}, contents);
    for (const url of EVIL) {
      for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])
        expect([event, url, contents.attempts(event, url)]).toEqual([event, url, false]);
      expect(contents.windowOpenHandler({ url })).toEqual({ action: 'deny' });
    }
    expect(contents.attempts('will-navigate', 'app://skiagraph/')).toBe(true);
  });

  test('gets no permission, no device, no download and no network', async () => {
    const { session } = await started();
    const answers = session.answers as Record<string, (...given: unknown[]) => unknown>;
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'fileSystem', 'usb']) {
      let granted: unknown;
      answers.permissionRequest!({}, permission, (answer: unknown) => {
        granted = answer;
      });
      expect([granted, answers.permissionCheck!({}, permission), answers.device!({})]).toEqual([false, false, false]);
    }
    let downloads = true;
    session.emit('will-download', {
      preventDefault: () => {
        downloads = false;
      },
    });
    expect(downloads).toBe(false);
    const passes = (url: string) => {
      let cancelled: boolean | undefined;
      answers.beforeRequest!({ url }, ({ cancel }: { cancel: boolean }) => {
        cancelled = cancel;
      });
      return !cancelled;
    };
    expect(
      [
        'https://evil.example/',
        'http://127.0.0.1/',
        'file:///etc/passwd',
        'ws://x/',
        'blob:https://evil.example/1',
      ].filter(passes),
    ).toEqual([]);
    expect(passes('app://skiagraph/api/status')).toBe(true);
  });

  test('may ask for paths, and only our own page may, with nothing in hand', async () => {
    const { kept } = await started();
    kept.chosen.push('/chosen');
    const own = { senderFrame: { url: 'app://skiagraph/' } };
    expect(await kept.ipc['pick-paths']!(own)).toEqual(['/chosen']);
    expect(await kept.ipc['pick-folder']!(own)).toBe('/chosen');
    expect(() => kept.ipc['pick-paths']!({ senderFrame: { url: 'https://evil.example/' } })).toThrow();
    expect(() => kept.ipc['pick-paths']!({ senderFrame: null })).toThrow();
    expect(() => kept.ipc['pick-paths']!(own, { properties: ['openFile'] })).toThrow();
  });

  test('is offered three questions by the preload and nothing of Node', () => {
    const exposed: Record<string, Record<string, (given?: unknown) => unknown>> = {};
    const invoked: unknown[] = [];
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, api: never) => {
          exposed[name] = api;
        },
      },
      ipcRenderer: { invoke: (...given: unknown[]) => invoked.push(given) },
      webUtils: { getPathForFile: () => '/dropped' },
    };
    runInNewContext(stripTypeScriptTypes(readFileSync(file('../../electron/preload.cts'), 'utf8')), {
      require: (name: string) => (name === 'electron' ? electron : undefined),
    });
    expect(Object.keys(exposed)).toEqual(['skiagraph']);
    const { pickPaths, pickFolder, pathOf, ...more } = exposed.skiagraph!;
    pickPaths!();
    pickFolder!();
    expect([invoked, pathOf!({}), more]).toEqual([[['pick-paths'], ['pick-folder']], '/dropped', {}]);
  });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 30));
}
