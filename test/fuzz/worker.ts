import { parentPort, workerData } from 'node:worker_threads';
import { faultOf, inputOf, MOST_MEMORY } from './laws.ts';
import { targets } from './targets.ts';

/** Runs inputs `from` to `to` of a target; the shared number says which one is at work, so that a hang can be named. */
const { name, seed, from, to, at } = workerData as {
  name: string;
  seed: number;
  from: number;
  to: number;
  at: Int32Array;
};
const target = targets.find((one) => one.name === name)!;
const seeds = target.seeds();
const before = process.memoryUsage().rss;
for (let n = from; n < to; n++) {
  Atomics.store(at, 0, n);
  const fault = await faultOf(target, inputOf(target, seeds, seed, n));
  if (fault) parentPort!.postMessage({ n, fault });
  if (n % 64 === 0) await new Promise(setImmediate);
  if (process.memoryUsage.rss() - before > MOST_MEMORY) {
    parentPort!.postMessage({ n, fault: `the process grew by ${process.memoryUsage.rss() - before} bytes` });
    break;
  }
}
Atomics.store(at, 0, to);
