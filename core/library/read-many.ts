import { setImmediate as turn } from 'node:timers/promises';
import { type FileReading, type ReadOptions, readFile } from './read.ts';
import type { FoundFile } from './walk.ts';

/** How long the thread may be kept from answering anybody else. */
const HOLD_MS = 40;

/**
 * Reads files one after another and hands over each reading as it comes; the thread is let go now and then. Throws the
 * signal's reason when aborted.
 */
export async function readMany(
  files: FoundFile[],
  keep: (reading: FileReading) => void,
  options: ReadOptions = {},
): Promise<void> {
  let since = performance.now();
  for (const file of files) {
    options.signal?.throwIfAborted();
    const reading = readFile(file, options);
    keep(reading instanceof Promise ? await reading : reading);
    if (performance.now() - since < HOLD_MS) continue;
    await turn();
    since = performance.now();
  }
}
