import { writeSync } from 'node:fs';
import { setInterval } from 'node:timers';
import { workerData } from 'node:worker_threads';
import { MEMORY_EXCEEDED } from './protocol.ts';

/*
 * A thread of the runner process. The main thread is blocked while a network runs, so memory and the parent's life are
 * watched from here.
 */
const { memoryBytes, parent } = workerData as { memoryBytes: number; parent: number };
const INTERVAL_MS = 100;

setInterval(() => {
  if (orphaned()) end();
  if (process.memoryUsage.rss() > memoryBytes) {
    writeSync(2, `${MEMORY_EXCEEDED}\n`);
    end();
  }
}, INTERVAL_MS);

function orphaned(): boolean {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch {
    return true;
  }
}

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
