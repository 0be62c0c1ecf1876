import { statSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { FrameInfo, InstanceSource } from '../contract/index.ts';
import { problemOf } from '../contract/problems/index.ts';
import type { DataSet } from './data-set.ts';
import { decodeFrame } from './decode-frame.ts';
import type { Answer, Task } from './decoder.ts';
import { describeFrames } from './describe-frames.ts';
import { readInstance, readInstanceSync } from './source.ts';

/** The instance that was read last: the frames of one are asked for one after another. */
let last: { key: string; dataSet: DataSet; infos?: FrameInfo[] } | undefined;
/** It is let go when nobody asks any more, since it may be large and there is one a thread. */
const KEEP_MS = 10_000;
let letGo: NodeJS.Timeout | undefined;

/** Nothing else waits for this thread, so that a file is read in one go: its trips through a thread pool took longer. */
async function instance(source: InstanceSource) {
  const facts = statSync(source.path, { throwIfNoEntry: false });
  const key = JSON.stringify([source.path, source.entry, facts?.mtimeMs, facts?.size]);
  clearTimeout(letGo);
  letGo = setTimeout(() => {
    last = undefined;
  }, KEEP_MS).unref();
  if (last?.key === key) return last;
  last = { key, dataSet: source.entry === undefined ? readInstanceSync(source.path) : await readInstance(source) };
  return last;
}

async function answer({ source, frame }: Task) {
  try {
    const read = await instance(source);
    const decoded = await decodeFrame(read.dataSet, frame);
    read.infos ??= describeFrames(read.dataSet);
    const found: Answer = { frame: decoded, info: read.infos[frame]! };
    parentPort!.postMessage(found, [decoded.pixels.buffer as ArrayBuffer]);
  } catch (error) {
    parentPort!.postMessage({ problem: problemOf(error) } satisfies Answer);
  }
}

/** One after another: the pool tells answers apart by their order alone. */
let before = Promise.resolve();
parentPort!.on('message', (task: Task) => {
  before = before.then(() => answer(task));
});
