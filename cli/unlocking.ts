import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Problem, ProblemError } from '../core/contract/problems/index.ts';
import { indexPaths, unlockArchive } from '../core/library/index.ts';
import type { CommandContext } from './command.ts';

/** The paths to read, and which problems about locked archives are settled by them. */
export type Unlocked = { paths: string[]; settles(problem: Problem): boolean };

/**
 * With `--password-stdin`, what is locked in ZIP archives at the operands or below them is unpacked into the folder and
 * read from there; without it the operands are answered as they are. Throws what `unlockArchive` throws, and
 * 'wrong-use' where standard input has no password.
 */
export async function unlocked(
  { operands, options, progress, signal }: Pick<CommandContext, 'operands' | 'options' | 'progress' | 'signal'>,
  folder: () => Promise<string>,
): Promise<Unlocked> {
  const paths = operands.map((path) => resolve(path));
  if (options['password-stdin'] !== true) return { paths: operands, settles: () => false };
  const password = await firstLine();
  const { skipped } = await indexPaths(paths, { signal });
  const archives = skipped.filter(({ code }) => code === 'archive-locked').map(({ path }) => path);
  const unpacked: string[] = [];
  for (const archive of archives) {
    const target = join(await folder(), `${unpacked.length + 1}`);
    await mkdir(target, { recursive: true });
    const onProgress = (done: number, total: number) => progress.show('unpack', done, total);
    await unlockArchive(archive, password, target, { signal, onProgress });
    unpacked.push(target);
  }
  const settles = ({ code, values }: Problem) => code === 'archive-locked' && archives.includes(String(values.archive));
  return { paths: [...paths, ...unpacked], settles };
}

/** Not of the arguments, which every user of the machine can see, nor of the environment, which other programs inherit. */
async function firstLine(): Promise<string> {
  const [line] = (await text(process.stdin)).split(/\r?\n/);
  if (!line) throw new ProblemError('wrong-use', { message: '--password-stdin needs a password on standard input' });
  return line;
}
