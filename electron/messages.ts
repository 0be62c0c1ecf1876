import type { EngineOptions, Pipe, RunnerAnswer, RunnerRequest } from '../core/engine/index.ts';

/** What main says to the engine's process. */
export type ToEngine =
  | { kind: 'start'; options: Omit<EngineOptions, 'now' | 'forkRunner'>; pipe: Pipe }
  | { kind: 'close' }
  | { kind: 'runner-answer'; runner: number; answer: RunnerAnswer }
  | { kind: 'runner-exit'; runner: number; code: number; lastWords: string };

/** What the engine's process says to main, which alone can start processes in Electron. */
export type FromEngine =
  | { kind: 'ready' }
  | { kind: 'runner-start'; runner: number; file: string }
  | { kind: 'runner-request'; runner: number; request: RunnerRequest }
  | { kind: 'runner-kill'; runner: number };
