import { parentPort, workerData } from 'node:worker_threads';
import type { FileReading, ReadOptions } from './read.ts';
import { readMany } from './read-many.ts';
import type { FoundFile } from './walk.ts';

/** What a thread says: how far it is inside of an archive, or what a whole batch gave. */
export type WorkerMessage =
  | { kind: 'entries'; path: string; done: number; total: number }
  | { kind: 'batch'; readings: FileReading[] };

const say = (message: WorkerMessage) => parentPort!.postMessage(message);

/** A thread of `indexPaths`: takes a batch of files, answers with what they gave. */
parentPort!.on('message', async (files: FoundFile[]) => {
  const readings: FileReading[] = [];
  await readMany(files, (reading) => readings.push(reading), {
    pictures: (workerData as ReadOptions).pictures,
    onEntries: (path, done, total) => say({ kind: 'entries', path, done, total }),
  });
  say({ kind: 'batch', readings });
});
