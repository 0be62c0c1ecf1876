import { writeFile } from 'node:fs/promises';
import { ProblemError } from '../../core/contract/index.ts';
import { diskProblem } from '../../core/engine/index.ts';
import type { Command } from '../command.ts';

/** `skiagraph decode <file> [--frame n] [--raw out.bin]` */
export const decode: Command = async ({ operands, options, engine, print }) => {
  const [file, ...more] = operands;
  if (!file || more.length) throw new ProblemError('wrong-use', { message: 'decode needs one file' });
  const frame = Number(options.frame ?? 0);
  if (!Number.isInteger(frame) || frame < 0)
    throw new ProblemError('wrong-use', { message: `--frame ${options.frame} is not a whole number from 0` });
  const { facts, bytes } = await (await engine()).decode(file, frame);
  if (typeof options.raw === 'string') await write(options.raw, bytes, options.force === true);
  print(JSON.stringify(facts));
  return {};
};

async function write(file: string, bytes: Uint8Array, force: boolean): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new ProblemError('already-there', { path: file });
    throw diskProblem(error, file);
  }
}
