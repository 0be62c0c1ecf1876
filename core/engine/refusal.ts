import { type Problem, ProblemError } from '../contract/index.ts';

export const tooLarge = (limit: number) =>
  new ProblemError('too-large', { limit: `${Math.floor(limit / 2 ** 20)} MB` });

/** A problem as an answer; what a user can meet is 4xx. */
export function refuse(problem: Problem): Response {
  return Response.json({ problem }, { status: statusOf(problem.code), headers: { 'cache-control': 'no-store' } });
}

function statusOf(code: string): number {
  if (code === 'bug') return 500;
  if (code === 'wrong-use') return 400;
  if (code === 'forbidden') return 403;
  if (code === 'too-large') return 413;
  if (code === 'no-such-finding' || code === 'nothing-to-undo' || code === 'no-such-measurement') return 409;
  if (code === 'not-found' || code === 'artefact-missing' || code.startsWith('no-such-')) return 404;
  return 422;
}
