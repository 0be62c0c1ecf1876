import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorkerMessage } from './index-worker.ts';
import type { FileReading, ReadOptions } from './read.ts';
import type { FoundFile } from './walk.ts';

/** Files that a thread gets at a time: enough to make messages cheap, few enough for a lively progress bar. */
const BATCH = 24;

/**
 * Reads files in worker threads. A thread that dies (out of memory) takes only its batch with it: those files are left
 * out with a reason. Every thread is gone when this returns or throws the signal's reason.
 */
export async function readInThreads(
  files: FoundFile[],
  threads: number,
  keep: (reading: FileReading) => void,
  { signal, onEntries, pictures }: ReadOptions,
): Promise<void> {
  const waiting: FoundFile[][] = [];
  for (let at = 0; at < files.length; at += BATCH) waiting.push(files.slice(at, at + BATCH));
  const running = new Set<Worker>();
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  const stop = () => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });

  const work = async () => {
    while (waiting.length > 0) {
      signal?.throwIfAborted();
      const worker = new Worker(new URL(`./index-worker${extname(import.meta.filename)}`, import.meta.url), {
        workerData: { pictures } satisfies ReadOptions,
      });
      running.add(worker);
      await readUntilDone(worker, waiting, keep, onEntries);
      running.delete(worker);
    }
  };
  try {
    await Promise.race([Promise.all(Array.from({ length: Math.min(threads, waiting.length) }, work)), aborted.promise]);
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all([...running].map((worker) => worker.terminate()));
  }
}

/** Feeds a thread until no batch is left or it has died. */
function readUntilDone(
  worker: Worker,
  waiting: FoundFile[][],
  keep: (reading: FileReading) => void,
  onEntries: ReadOptions['onEntries'],
): Promise<void> {
  return new Promise((resolve) => {
    let batch = waiting.shift();
    let reason = '';
    const give = () => (batch ? worker.postMessage(batch) : void worker.terminate());
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'entries') return onEntries?.(message.path, message.done, message.total);
      message.readings.forEach(keep);
      batch = waiting.shift();
      give();
    });
    worker.on('error', (error: Error) => {
      reason = error.message;
    });
    worker.on('exit', () => {
      if (reason) for (const file of batch ?? []) keep(lost(file, reason));
      resolve();
    });
    give();
  });
}

const lost = (file: FoundFile, message: string): FileReading => ({
  file,
  headers: [],
  skipped: [{ path: file.path, code: 'bug', values: { message } }],
});
