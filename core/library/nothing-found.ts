import type { Index } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';

/** Why there was nothing: the reason of the only path that was looked at, else that there is nothing. */
export function nothingFound({ skipped }: Index, paths: string[]): ProblemError {
  const [only] = skipped;
  if (only && skipped.length === 1) return new ProblemError(only.code as 'nothing-to-open', only.values);
  return new ProblemError('nothing-to-open', { path: paths.join(', ') });
}
