import { type FileReading, type ReadOptions, readFile } from './read.ts';
import type { FoundFile } from './walk.ts';

/** Files in work at once: enough to hide the disk, few enough to leave file handles to others. */
const AT_ONCE = 8;

/** Reads files, several at once, and hands over each reading as it comes. Throws the signal's reason when aborted. */
export async function readMany(
  files: FoundFile[],
  keep: (reading: FileReading) => void,
  options: ReadOptions = {},
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < files.length) {
      options.signal?.throwIfAborted();
      keep(await readFile(files[next++]!, options));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
