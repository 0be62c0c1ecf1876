import { stat } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import type { InstanceSource } from '../contract/index.ts';
import { problemOf } from '../contract/problems/index.ts';
import type { DataSet } from './data-set.ts';
import { decodeFrame } from './decode-frame.ts';
import type { Answer, Task } from './decoder.ts';
import { readInstance } from './source.ts';

/** The instance that was read last: the frames of one are asked for one after another. */
let last: { key: string; dataSet: DataSet } | undefined;
/** It is let go when nobody asks any more, since it may be large and there is one a thread. */
const KEEP_MS = 10_000;
let letGo: NodeJS.Timeout | undefined;

async function instance(source: InstanceSource): Promise<DataSet> {
  const facts = await stat(source.path).catch(() => undefined);
  const key = JSON.stringify([source.path, source.entry, facts?.mtimeMs, facts?.size]);
  clearTimeout(letGo);
  letGo = setTimeout(() => {
    last = undefined;
  }, KEEP_MS).unref();
  if (last?.key !== key) last = { key, dataSet: await readInstance(source) };
  return last.dataSet;
}

parentPort!.on('message', async ({ source, frame }: Task) => {
  try {
    const decoded = await decodeFrame(await instance(source), frame);
    parentPort!.postMessage({ frame: decoded } satisfies Answer, [decoded.pixels.buffer as ArrayBuffer]);
  } catch (error) {
    parentPort!.postMessage({ problem: problemOf(error) } satisfies Answer);
  }
});
