import { parentPort } from 'node:worker_threads';
import { type FileReading, readFile } from './read.ts';
import type { FoundFile } from './walk.ts';

/** A thread of `indexPaths`: takes a batch of files, answers with what they gave. */
parentPort!.on('message', async (files: FoundFile[]) => {
  const readings: FileReading[] = [];
  for (const file of files) readings.push(await readFile(file));
  parentPort!.postMessage(readings);
});
