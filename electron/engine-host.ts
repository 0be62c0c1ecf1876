import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { UtilityProcess } from 'electron';
import { type EngineOptions, fetchOverPipe, type Pipe, refuse } from '../core/engine/index.ts';
import type { ElectronModule } from './electron-module.ts';
import type { FromEngine, ToEngine } from './messages.ts';

export type EngineHost = {
  /** Passes a request to the engine; waits for one that is starting, and says so where it died under the request. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
};

type Running = { child: UtilityProcess; pipe: Pipe; ready: Promise<void> };

/** An engine that dies more often than this within a minute is not started again. */
const MOST_RESTARTS = 5;
const LAST_WORDS = 2000;

/**
 * Keeps an engine process alive: one that dies is replaced at once, and nothing that the screen had confirmed is lost,
 * since it was on the disk before (journal and run store).
 */
export function startEngineHost(
  { utilityProcess }: Pick<ElectronModule, 'utilityProcess'>,
  o: { file: string; options: Omit<EngineOptions, 'now' | 'forkRunner'>; onGone?(): void },
): EngineHost {
  let closing = false;
  const deaths: number[] = [];
  let running: Running | undefined = start();

  function start(): Running {
    const pipe = newPipe();
    const child = utilityProcess.fork(o.file, [], { serviceName: 'Skiagraph engine', stdio: 'inherit' });
    const stopRunners = hostRunners(utilityProcess, child);
    const ready = new Promise<void>((resolve, reject) => {
      child.on('message', (message: FromEngine) => message.kind === 'ready' && resolve());
      child.once('exit', () => {
        reject(new Error('the engine ended'));
        stopRunners();
        removePipe(pipe);
        restart();
      });
    });
    ready.catch(() => {});
    child.postMessage({ kind: 'start', options: o.options, pipe } satisfies ToEngine);
    return { child, pipe, ready };
  }

  function restart(): void {
    running = undefined;
    if (closing) return;
    const now = performance.now();
    deaths.push(now);
    if (deaths.filter((at) => now - at < 60_000).length > MOST_RESTARTS) o.onGone?.();
    else running = start();
  }

  return {
    async fetch(request) {
      try {
        if (!running) throw new Error('there is no engine');
        await running.ready;
        return await fetchOverPipe(running.pipe, request);
      } catch (error) {
        if (request.signal.aborted) throw error;
        return refuse({ code: 'engine-stopped', values: {} });
      }
    },
    async close() {
      closing = true;
      const ending = running?.child;
      if (!ending) return;
      await new Promise<void>((resolve) => {
        const impatient = setTimeout(() => ending.kill(), 5_000);
        ending.once('exit', () => {
          clearTimeout(impatient);
          resolve();
        });
        ending.postMessage({ kind: 'close' } satisfies ToEngine);
      });
    },
  };
}

/** Starts runner processes when the engine asks, and passes messages between the two. Returns how to end them all. */
function hostRunners(utilityProcess: ElectronModule['utilityProcess'], engine: UtilityProcess): () => void {
  const runners = new Map<number, UtilityProcess>();
  const tell = (message: ToEngine) => engine.postMessage(message);

  function start(runner: number, file: string): void {
    const child = utilityProcess.fork(file, [], {
      serviceName: 'Skiagraph runner',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let lastWords = '';
    child.stderr?.on('data', (text) => {
      lastWords = (lastWords + String(text)).slice(-LAST_WORDS);
    });
    child.on('message', (answer) => tell({ kind: 'runner-answer', runner, answer }));
    child.once('exit', (code) => {
      runners.delete(runner);
      tell({ kind: 'runner-exit', runner, code, lastWords });
    });
    runners.set(runner, child);
  }

  engine.on('message', (message: FromEngine) => {
    if (message.kind === 'runner-start') start(message.runner, message.file);
    else if (message.kind === 'runner-request') runners.get(message.runner)?.postMessage(message.request);
    else if (message.kind === 'runner-kill') runners.get(message.runner)?.kill();
  });
  return () => {
    for (const child of runners.values()) child.kill();
  };
}

/** A fresh name each time: on Unix in a folder of the user's own, on Windows with a secret that goes with requests. */
function newPipe(): Pipe {
  const secret = randomBytes(32).toString('base64url');
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\skiagraph-${randomUUID()}`, secret };
  return { path: join(mkdtempSync(join(tmpdir(), 'skiagraph-')), 'engine'), secret };
}

function removePipe({ path }: Pipe): void {
  if (process.platform !== 'win32') rmSync(dirname(path), { recursive: true, force: true });
}
