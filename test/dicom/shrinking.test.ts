import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from '../../core/contract/index.ts';
import { createFrameDecoder, decodeFrame, readHeader, readInstance } from '../../core/dicom/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import { writeCtPhantom } from '../../core/phantom/index.ts';

/** Cuts a file to a changing length and writes it whole again, as fast as it can, until it is told to stop. */
const CUTTER = `
const { readFileSync, truncateSync, writeFileSync } = require('node:fs');
const { workerData, parentPort } = require('node:worker_threads');
const whole = readFileSync(workerData.path);
let stop = false;
parentPort.on('message', () => { stop = true; });
let n = 0;
const turn = () => {
  if (stop) { writeFileSync(workerData.path, whole); parentPort.postMessage(n); return parentPort.close(); }
  truncateSync(workerData.path, (n * 7919) % whole.length);
  writeFileSync(workerData.path, whole);
  n += 1;
  setImmediate(turn);
};
turn();`;

describe('a file that is cut while it is read', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shrinking-'));
    [path] = (await writeCtPhantom(folder, 1)) as [string];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read as it was, or refused in words, each time, and never waited for', async () => {
    const cutter = new Worker(CUTTER, { eval: true, workerData: { path } });
    const decoder = createFrameDecoder({ threads: 1 });
    const wanted = readFileSync(path).length;
    const outcomes = new Map<string, number>();
    const note = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const tried = (action: () => Promise<unknown>) =>
      action().then(
        () => note('read'),
        (error) => note(problemOf(error).code),
      );
    for (let n = 0; n < 150; n++) {
      await tried(() => readHeader({ path }));
      await tried(async () => decodeFrame(await readInstance({ path }), 0));
      await tried(() => decoder.decode({ path }, 0));
      const { skipped } = await indexPaths([path]);
      for (const { code } of skipped) note(code);
    }
    await decoder.close();
    const ended = new Promise((resolve) => cutter.once('exit', resolve));
    cutter.postMessage('stop');
    await ended;
    expect([...outcomes.keys()]).not.toContain('bug');
    expect(outcomes.get('read')).toBeGreaterThan(0);
    expect(outcomes.size).toBeGreaterThan(1);
    expect(readFileSync(path)).toHaveLength(wanted);
  });

  it('after it was indexed says how much of the picture is left', async () => {
    const copy = join(folder, 'copy.dcm');
    copyFileSync(path, copy);
    const { studies } = await indexPaths([copy]);
    const { source } = studies[0]!.series[0]!.instances[0]!;
    truncateSync(copy, 4000);
    const decoder = createFrameDecoder({ threads: 1 });
    await expect(decoder.decode(source, 0)).rejects.toThrow(/picture-cut-off/);
    writeFileSync(copy, '');
    await expect(decoder.decode(source, 0)).rejects.toThrow(/file-empty/);
    await decoder.close();
  });
});
