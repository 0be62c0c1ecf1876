import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunnerAnswer, RunnerRequest } from './protocol.ts';

/** How a process ended, and the end of what it wrote to standard error. */
export type Exit = { code: number | null; signal: string | null; lastWords: string };

/** A runner process as its host gives it; another host (Electron's utilityProcess) makes its own. */
export type RunnerProcess = {
  readonly pid: number | undefined;
  send(request: RunnerRequest): void;
  onAnswer(listener: (answer: RunnerAnswer) => void): void;
  /** Called once. */
  onExit(listener: (exit: Exit) => void): void;
  /** At once and without asking: the process may be inside native code. */
  kill(): void;
};

const LAST_WORDS = 2000;

/** File that a host starts as the runner process. */
export const runnerFile = fileURLToPath(new URL(`./runner${extname(import.meta.filename)}`, import.meta.url));

/** The runner as a child process of Node. */
export function forkRunner(): RunnerProcess {
  // A debugger or loader of the parent is none of the child's.
  const child = fork(runnerFile, [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  return {
    pid: child.pid,
    send: (request) => void child.send(request, () => undefined),
    onAnswer: (listener) => void child.on('message', (message) => listener(message as RunnerAnswer)),
    onExit(listener) {
      const once = (code: number | null, signal: string | null) => listener({ code, signal, lastWords });
      child.on('error', () => child.exitCode === null && child.pid === undefined && once(null, 'not started'));
      // 'close' comes after the last words have been read.
      child.on('close', once);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
