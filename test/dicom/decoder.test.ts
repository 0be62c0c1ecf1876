import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { createPool } from '../../core/dicom/decoder.ts';
import { createFrameDecoder, decodeFrame, describeFrames, readInstance } from '../../core/dicom/index.ts';
import { writeCtPhantom } from '../../core/phantom/index.ts';
import { dataFile, hasData } from './shared.ts';

const codeOf = (promise: Promise<unknown>) => promise.then(() => 'done').catch((error) => error.problem?.code);

test.runIf(hasData)('frames decoded in workers are those decoded here, in the order that was asked', async () => {
  const decoder = createFrameDecoder({ threads: 2 });
  const source = { path: dataFile('pydicom-data/emri_small_jpeg_2k_lossless.dcm') };
  const dataSet = await readInstance(source);
  const frames = await Promise.all([9, 0, 5].map((n) => decoder.decode(source, n)));
  for (const [i, n] of [9, 0, 5].entries())
    expect(frames[i]).toEqual({ frame: await decodeFrame(dataSet, n), info: describeFrames(dataSet)[n] });
  await decoder.close();
});

test('each asker gets its own frame, also where a worker has a slow one at hand before a quick one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skiagraph-decoder-'));
  const paths = await writeCtPhantom(folder, 4);
  const archive = join(folder, 'study.zip');
  writeFileSync(archive, zipSync({ '0': readFileSync(paths[0]!), '2': readFileSync(paths[2]!) }));
  const sources = paths.map((path, n) => (n % 2 === 0 ? { path: archive, entry: `${n}` } : { path }));
  const decoder = createFrameDecoder({ threads: 1 });
  const decoded = await Promise.all(sources.map((source) => decoder.decode(source, 0)));
  const own = await Promise.all(paths.map(async (path) => describeFrames(await readInstance({ path }))[0]));
  expect(decoded.map(({ info }) => info.sopInstanceUid)).toEqual(own.map((info) => info!.sopInstanceUid));
  await decoder.close();
});

test.runIf(hasData)('a problem in a worker arrives as the same problem, and the next frame decodes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skiagraph-decoder-'));
  const bad = join(folder, 'page.dcm');
  writeFileSync(bad, '<!doctype html><title>404</title>');
  const decoder = createFrameDecoder({ threads: 1 });
  expect(await codeOf(decoder.decode({ path: bad }, 0))).toBe('web-page');
  const good = await decoder.decode({ path: dataFile('pydicom-tests/test_files/CT_small.dcm') }, 0);
  expect(good.frame.rows).toBe(128);
  await decoder.close();
  expect(await codeOf(decoder.decode({ path: bad }, 0))).toBe('decoder-stopped');
});

/** Answers its first message never, or dies of it; the next worker answers. */
const misbehaving = (first: string) => {
  let started = 0;
  const answer = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', () => { ACTION })`;
  const act = () =>
    started++ === 0 ? first : `parentPort.postMessage({ problem: { code: 'no-pixels', values: {} } })`;
  return () => new Worker(answer.replace('ACTION', act()), { eval: true });
};

test.each([
  ['hangs', 'for (;;) {}'],
  ['dies', 'process.exit(1)'],
  ['throws', 'throw new Error()'],
])('a worker that %s is replaced and only its frame fails', async (_name, action) => {
  const pool = createPool({ threads: 1, patienceMs: 5000, startWorker: misbehaving(action) });
  const [first, second] = [pool.decode({ path: 'a' }, 0), pool.decode({ path: 'b' }, 0)];
  expect(await codeOf(first)).toBe('decoder-stopped');
  expect(await codeOf(second)).toBe('no-pixels');
  await pool.close();
});

test('what can wait is decoded after all that cannot and was asked for before it is begun', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skiagraph-decoder-'));
  const paths = await writeCtPhantom(folder, 6);
  const decoder = createFrameDecoder({ threads: 1 });
  const done: string[] = [];
  const decode = (n: number, later?: 'later') =>
    decoder.decode({ path: paths[n]! }, 0, later).then(() => done.push(`${later ?? 'now'} ${n}`));
  await Promise.all([decode(0, 'later'), decode(1, 'later'), decode(2, 'later'), decode(3), decode(4), decode(5)]);
  expect(done).toEqual(['later 0', 'now 3', 'now 4', 'now 5', 'later 1', 'later 2']);
  await decoder.close();
});

test('what can wait leaves a thread free, so that an image is decoded while thumbnails hang', async () => {
  const hangsOnSlow = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ source }) => {
      while (source.path === 'slow');
      parentPort.postMessage({ problem: { code: 'no-pixels', values: {} } });
    })`;
  const startWorker = () => new Worker(hangsOnSlow, { eval: true });
  const pool = createPool({ threads: 2, patienceMs: 60_000, startWorker });
  const thumbnails = [0, 1, 2].map((n) => codeOf(pool.decode({ path: 'slow' }, n, 'later')));
  for (let n = 0; n < 4; n++) expect(await codeOf(pool.decode({ path: 'image' }, n))).toBe('no-pixels');
  await pool.close();
  expect(await Promise.all(thumbnails)).toEqual(Array(3).fill('decoder-stopped'));
});
