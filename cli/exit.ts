import { isAboutModels, type Problem } from '../core/contract/problems/index.ts';

/** Exit codes of CLI.md, and what shells expect of a program that Ctrl-C has ended. */
export const Exit = { done: 0, bug: 1, wrongUse: 2, input: 3, model: 4, some: 5, interrupted: 130 } as const;

/** The exit code of a command that did nothing but meet these problems. */
export function exitOf(problems: Problem[]): number {
  const [first] = problems;
  if (!first) return Exit.done;
  if (problems.some(({ code }) => code === 'bug')) return Exit.bug;
  if (first.code === 'run-cancelled') return Exit.interrupted;
  if (WRONG_USE.has(first.code)) return Exit.wrongUse;
  return isAboutModels(first.code) ? Exit.model : Exit.input;
}

const WRONG_USE = new Set(['wrong-use', 'unknown-option', 'no-such-format', 'port-in-use']);
