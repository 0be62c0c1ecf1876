import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexPaths } from '../../core/library/index.ts';
import { writeCtPhantom } from '../../core/phantom/index.ts';

describe('indexing', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'library-indexing-'));
    await writeCtPhantom(join(folder, 'ct'), 60);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('tells how far it is, up to the last file', async () => {
    const steps: [number, number][] = [];
    await indexPaths([folder], { onProgress: (done, total) => steps.push([done, total]) });
    expect(steps[0]).toEqual([0, 60]);
    expect(steps.at(-1)).toEqual([60, 60]);
    expect(steps.every(([done], i) => i === 0 || done >= steps[i - 1]![0])).toBe(true);
  });

  it.each([1, 2])('stops when it is told to, with %i thread(s)', async (threads) => {
    const control = new AbortController();
    const indexing = indexPaths([folder], {
      threads,
      signal: control.signal,
      onProgress: (done) => done > 0 && control.abort(new Error('enough')),
    });
    await expect(indexing).rejects.toThrow('enough');
  });

  it('takes a path that is given twice, or as a file and as its folder, once', async () => {
    const { instances } = await indexPaths([folder, join(folder, 'ct', '00001.dcm'), folder]);
    expect(instances).toBe(60);
  });

  it('opens a link that was given, and says what does not exist', async () => {
    symlinkSync(join(folder, 'ct'), join(folder, 'link'));
    const { instances, skipped } = await indexPaths([join(folder, 'link'), join(folder, 'nowhere')]);
    expect(instances).toBe(60);
    expect(skipped).toEqual([{ path: join(folder, 'nowhere'), code: 'not-found', values: expect.anything() }]);
  });
});
