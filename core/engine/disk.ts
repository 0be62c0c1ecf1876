import { ProblemError } from '../contract/index.ts';

/** Codes of the file system that are the user's to mend, as problems; anything else comes back as it was thrown. */
export function diskProblem(error: unknown, path: string): unknown {
  if (error instanceof ProblemError) return error;
  const { code } = error as { code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return new ProblemError('disk-full', { path });
  if (code && UNWRITABLE.has(code)) return new ProblemError('not-writable', { path });
  return error;
}

const UNWRITABLE = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
]);
