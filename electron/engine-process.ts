import { createEngine, type Engine, listenOnPipe, type RunnerProcess } from '../core/engine/index.ts';
import type { FromEngine, ToEngine } from './messages.ts';

/*
 * The engine's own process: serves its pipe until main says close. Started by Electron's utilityProcess, which gives a
 * `parentPort`; a child of Node (in tests) talks by `process.send`.
 */

type Port = { postMessage(message: FromEngine): void; on(listener: (message: ToEngine) => void): void };

const port = portToMain();
const runners = new Map<number, Runner>();
let engine: Engine | undefined;
let lastRunner = 0;

port.on(async (message) => {
  switch (message.kind) {
    case 'start': {
      engine = createEngine({ ...message.options, forkRunner });
      await listenOnPipe(engine.fetch, message.pipe);
      return port.postMessage({ kind: 'ready' });
    }
    case 'close':
      await engine?.close();
      return process.exit(0);
    case 'runner-answer':
      return runners.get(message.runner)?.answered(message.answer);
    case 'runner-exit':
      return runners.get(message.runner)?.exited({ code: message.code, signal: null, lastWords: message.lastWords });
  }
});

type Runner = {
  answered: Parameters<RunnerProcess['onAnswer']>[0];
  exited: Parameters<RunnerProcess['onExit']>[0];
};

/** Only main may start a process in Electron: it passes messages to and fro. */
function forkRunner(file: string): RunnerProcess {
  const runner = ++lastRunner;
  const listeners: Runner = { answered: () => {}, exited: () => {} };
  runners.set(runner, listeners);
  port.postMessage({ kind: 'runner-start', runner, file });
  return {
    pid: undefined,
    send: (request) => port.postMessage({ kind: 'runner-request', runner, request }),
    onAnswer: (listener) => {
      listeners.answered = listener;
    },
    onExit: (listener) => {
      listeners.exited = (exit) => {
        runners.delete(runner);
        listener(exit);
      };
    },
    kill: () => port.postMessage({ kind: 'runner-kill', runner }),
  };
}

function portToMain(): Port {
  const { parentPort } = process as {
    parentPort?: {
      postMessage(message: FromEngine): void;
      on(event: 'message', listener: (event: { data: ToEngine }) => void): void;
    };
  };
  if (parentPort) {
    return {
      postMessage: (message) => parentPort.postMessage(message),
      on: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    postMessage: (message) => void process.send?.(message),
    on: (listener) => void process.on('message', (message) => listener(message as ToEngine)),
  };
}
