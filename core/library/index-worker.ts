import { parentPort } from 'node:worker_threads';
import type { FileReading } from './read.ts';
import { readMany } from './read-many.ts';
import type { FoundFile } from './walk.ts';

/** A thread of `indexPaths`: takes a batch of files, answers with what they gave. */
parentPort!.on('message', async (files: FoundFile[]) => {
  const readings: FileReading[] = [];
  await readMany(files, (reading) => readings.push(reading));
  parentPort!.postMessage(readings);
});
