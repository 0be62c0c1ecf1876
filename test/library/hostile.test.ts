import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileIndex, indexPaths } from '../../core/library/index.ts';

const MAKER = fileURLToPath(new URL('../../../shared/acceptance/hostile.py', import.meta.url));
const here = existsSync(MAKER);
if (!here) console.warn('skipped: the hostile files cannot be made without ../shared/acceptance');

type Expectation = { row: number; expect: string; index?: string; series?: string; volume?: boolean };

describe.skipIf(!here)('hostile archives, paths and series', () => {
  let folder: string;
  let cases: Record<string, Expectation>;
  const index = (name: string): Promise<FileIndex> => indexPaths([join(folder, name)]);
  const codes = async (name: string) => (await index(name)).skipped.map(({ code }) => code);
  const notes = async (name: string) => {
    const { studies } = await index(name);
    return studies.flatMap((study) => study.series.flatMap((series) => series.notes));
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'library-hostile-'));
    execFileSync('/usr/bin/python3', [MAKER, 'make', folder]);
    cases = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('open where they are only strange, and are left out with a reason where they are hostile', async () => {
    for (const [name, { row, expect: wanted, series, volume }] of Object.entries(cases)) {
      if (row < 13 || row > 24) continue;
      const { studies, skipped } = await index(name);
      const found = studies.flatMap((study) => study.series);
      if (wanted === 'refused') {
        expect(found, name).toEqual([]);
        expect(skipped.length, name).toBeGreaterThan(0);
      } else {
        expect(
          found.map(({ seriesInstanceUid }) => seriesInstanceUid),
          name,
        ).toContain(series);
        if (volume !== undefined) expect(found[0]!.volume, name).toBe(volume);
      }
    }
  });

  it('name what is wrong with an archive', async () => {
    expect(await codes('zip-slip.zip')).toEqual(['archive-outside', 'archive-outside', 'archive-outside']);
    expect(await codes('zip-symlink.zip')).toEqual(['archive-link']);
    expect(await codes('zip-overlap.zip')).toEqual(['archive-bomb']);
    expect(await codes('zip-forged.zip')).toEqual(['archive-bomb']);
    expect(await codes('zip-claims.zip')).toEqual(['archive-bomb']);
    expect(await codes('zip-nested.zip')).toEqual(['archive-nested']);
    expect(await codes('zip-cut.zip')).toEqual(['archive-damaged']);
    expect(await codes('zip-locked.zip')).toEqual(['archive-locked']);
  });

  it('name a disc index that points outside', async () => {
    expect(await codes('dicomdir-up')).toEqual(['dicomdir-outside']);
  });

  it('never follow links out of the folder, nor open pipes and devices', async () => {
    const { instances, skipped } = await index('odd-folder');
    expect(instances).toBe(6);
    expect(skipped.map(({ code }) => code).sort()).toEqual([
      'link-broken',
      'link-broken',
      'link-outside',
      'link-outside',
      'not-a-file',
    ]);
  });

  it('keep one of two equal files and both of two different ones', async () => {
    const same = await index('same-sop-identical');
    expect(same.studies[0]!.series[0]!.instances).toHaveLength(1);
    expect(same.studies[0]!.series[0]!.notes).toEqual([]);
    const different = await index('same-sop-different');
    expect(different.studies[0]!.series[0]!.instances).toHaveLength(2);
    expect((await notes('same-sop-different')).map(({ code }) => code)).toContain('same-identifier');
  });

  it('note a gap with its place, and two patients', async () => {
    const gap = (await notes('gap')).find(({ code }) => code === 'slice-gap');
    expect(gap?.values).toMatchObject({ missing: 1, before: 3, after: 5, from: 3, to: 5 });
    expect((await notes('two-patients')).map(({ code }) => code)).toContain('two-patients');
  });

  it('note geometry that means nothing, and pictures without millimetres', async () => {
    expect((await notes('geometry-nan')).map(({ code }) => code)).toContain('broken-geometry');
    expect((await notes('cr-no-spacing.dcm')).map(({ code }) => code)).toEqual(['no-pixel-spacing']);
  });

  it('read the whole heap at once', async () => {
    const { studies, skipped } = await indexPaths([folder]);
    const found = new Set(studies.flatMap((study) => study.series.map((series) => series.seriesInstanceUid)));
    for (const [name, { index: wanted, series }] of Object.entries(cases)) {
      if (wanted === 'listed') expect(found.has(series!), name).toBe(true);
      const mine = skipped.filter(({ path }) => path.startsWith(join(folder, name)));
      if (wanted === 'skipped') expect(mine.length, name).toBeGreaterThan(0);
      expect(mine.map(({ code }) => code)).not.toContain('bug');
    }
  });
});
