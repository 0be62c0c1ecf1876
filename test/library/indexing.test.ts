import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrame, readInstance } from '../../core/dicom/index.ts';
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

  describe('an archive', () => {
    const contents = (names: string[]) =>
      zipSync(Object.fromEntries(names.map((name) => [`DISC/${name}`, readFileSync(join(folder, 'ct', name))])), {
        level: 1,
      });

    it('is read in place, entry by entry, whatever it is called', async () => {
      for (const name of ['study.zip', 'study.bin']) {
        const path = join(folder, name);
        writeFileSync(path, contents(['00003.dcm', '00001.dcm', '00002.dcm']));
        const steps: [number, number][] = [];
        const { studies, skipped } = await indexPaths([path], {
          onProgress: (done, total) => steps.push([done, total]),
        });
        const [series] = studies[0]!.series;
        expect(series).toMatchObject({ volume: true, frames: 3 });
        expect(series!.instances.map(({ source }) => source)).toEqual(
          [1, 2, 3].map((n) => ({ path, entry: `DISC/0000${n}.dcm` })),
        );
        expect(skipped).toEqual([]);
        expect(steps.at(-1)).toEqual([4, 4]);
        rmSync(path);
      }
    });

    it('adds nothing to the folder that it was made of', async () => {
      const path = join(folder, 'ct', 'same.zip');
      writeFileSync(path, contents(['00001.dcm', '00002.dcm']));
      const { studies, instances } = await indexPaths([join(folder, 'ct')]);
      expect(instances).toBe(62);
      expect(studies[0]!.series[0]).toMatchObject({ volume: true, frames: 60, notes: [] });
      rmSync(path);
    });
  });

  describe('a tape archive', () => {
    const names = ['00003.dcm', '00001.dcm', '00002.dcm'];
    const packed = (flags: string, name: string, more: string[] = []) => {
      const path = join(folder, name);
      execFileSync('tar', [flags, path, '-C', join(folder, 'ct'), ...names, ...more]);
      return path;
    };

    it.each([
      ['-cf', 'study.tar'],
      ['-czf', 'study.tar.gz'],
      ['-czf', 'study.download'],
    ])('is read in place (%s %s), and its pictures are those of the folder', async (flags, name) => {
      const path = packed(flags, name);
      const { studies, skipped } = await indexPaths([path]);
      const [series] = studies[0]!.series;
      expect(series).toMatchObject({ volume: true, frames: 3 });
      expect(series!.instances.map(({ source }) => source)).toEqual(
        [1, 2, 3].map((n) => ({ path, entry: `0000${n}.dcm` })),
      );
      expect(skipped).toEqual([]);
      for (const { source } of series!.instances) {
        const packedFrame = await decodeFrame(await readInstance(source), 0);
        const plainFrame = await decodeFrame(await readInstance({ path: join(folder, 'ct', source.entry!) }), 0);
        expect(packedFrame).toEqual(plainFrame);
      }
      rmSync(path);
    });

    it('that is cut off gives what came before, and says so', async () => {
      const path = packed('-czf', 'cut.tar.gz');
      writeFileSync(path, readFileSync(path).subarray(0, -2000));
      const { instances, studies, skipped } = await indexPaths([path]);
      expect(instances).toBeGreaterThan(0);
      expect(skipped.map(({ code }) => code)).toEqual(['archive-damaged']);
      const { source } = studies[0]!.series[0]!.instances[0]!;
      expect((await decodeFrame(await readInstance(source), 0)).rows).toBeGreaterThan(0);
      rmSync(path);
    });

    it('with a link to a long name gives what comes behind it', async () => {
      symlinkSync(`/${'far/'.repeat(50)}away`, join(folder, 'ct', 'long'));
      const path = join(folder, 'long.tar');
      execFileSync('tar', ['-cf', path, '-C', join(folder, 'ct'), '00001.dcm', 'long', '00002.dcm']);
      const { instances, skipped } = await indexPaths([path]);
      expect(skipped.map(({ code, values }) => [code, values.entry])).toEqual([['archive-link', 'long']]);
      expect(instances).toBe(2);
      rmSync(path);
      rmSync(join(folder, 'ct', 'long'));
    });

    it('never writes outside, follows no link and enters no other archive', async () => {
      const path = join(folder, 'hostile.tar');
      symlinkSync('/etc/passwd', join(folder, 'ct', 'passwd'));
      const up = ['--transform', 's,^00003,../../00003,', '-P'];
      execFileSync('tar', ['-cf', path, '-C', join(folder, 'ct'), ...up, '00003.dcm', '00001.dcm', 'passwd']);
      const { instances, skipped } = await indexPaths([path]);
      expect(instances).toBe(1);
      expect(skipped.map(({ code }) => code).sort()).toEqual(['archive-link', 'archive-outside']);
      rmSync(path);
      rmSync(join(folder, 'ct', 'passwd'));
    });

    it('is told from a gzipped file that is none', async () => {
      const path = join(folder, 'one.gz');
      writeFileSync(path, gzipSync(Buffer.from('not an archive, only text '.repeat(100))));
      const { instances, skipped } = await indexPaths([path]);
      expect(instances).toBe(0);
      expect(skipped).toEqual([{ path, code: 'other-format', values: { format: 'GZIP' } }]);
      rmSync(path);
    });
  });

  it('takes the index of a disc for the disc', async () => {
    const disc = fileURLToPath(
      new URL('../../../shared/data/dicom/pydicom-tests/test_files/dicomdirtests', import.meta.url),
    );
    if (!existsSync(disc)) return console.warn('skipped: no discs at ../shared/data/dicom');
    const { instances, skipped } = await indexPaths([join(disc, 'DICOMDIR')]);
    expect(instances).toBeGreaterThan(30);
    expect(new Set(skipped.map(({ code }) => code))).toEqual(new Set(['dicomdir']));
  });
});
