import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeProblem, Index, type IndexedSeries } from '../../core/contract/index.ts';
import { type FileIndex, indexPaths, indexReport } from '../../core/library/index.ts';

const DATA = fileURLToPath(new URL('../../../shared/data/dicom', import.meta.url));
const here = existsSync(DATA);
if (!here) console.warn('skipped: the open studies are not at ../shared/data/dicom');

/** The series that has an instance below this folder of the open studies. */
function seriesIn(index: FileIndex, folder: string): IndexedSeries {
  const found = index.studies
    .flatMap((study) => study.series)
    .find(({ instances }) => instances.some(({ source }) => source.path.startsWith(`${DATA}/${folder}`)));
  if (!found) throw new Error(`no series in ${folder}`);
  return found;
}
const codesIn = (index: FileIndex, folder: string) => seriesIn(index, folder).notes.map((note) => note.code);

describe.skipIf(!here)('the open studies', () => {
  let index: FileIndex;
  beforeAll(async () => {
    index = await indexPaths([DATA]);
  });

  it('fit the contract and can be said in both languages', () => {
    expect(() => Index.parse(index)).not.toThrow();
    for (const language of ['en', 'ar'] as const) {
      const text = JSON.stringify(indexReport(index, language));
      expect(text).not.toMatch(/\{\w+\}|undefined|NaN|"text":"\?/);
    }
  });

  it('have every file either in a series or left out with a reason', () => {
    const listed = index.studies.flatMap((study) => study.series.flatMap((series) => series.instances));
    expect(listed.length).toBeGreaterThan(450);
    for (const { code, values } of index.skipped) {
      expect(describeProblem({ code, values }, 'en').code, code).toBe(code);
      expect(code).not.toBe('bug');
    }
  });

  it('name a missing slice and its place', () => {
    const series = seriesIn(index, 'scanner-cases/failing/sliceincrement');
    expect(series.volume).toBe(false);
    expect(series.notes.find(({ code }) => code === 'slice-gap')?.values).toMatchObject({ missing: 1, gaps: 1 });
  });

  it('name two orientations in one series', () => {
    expect(codesIn(index, 'scanner-cases/failing/sliceorientation')).toContain('mixed-orientations');
  });

  it('name positions that are repeated over time', () => {
    const series = seriesIn(index, 'scanner-cases/ge/fmri');
    expect(series.notes.map(({ code }) => code)).toContain('repeated-positions');
    expect(series.volume).toBe(false);
  });

  it('name a tilted gantry and its angle', () => {
    const series = seriesIn(index, 'ct-gantry-tilt-phantom');
    const note = series.notes.find(({ code }) => code === 'gantry-tilt');
    expect(note?.values.degrees).toBeCloseTo(16.5, 0);
    expect(series.volume).toBe(false);
  });

  it('make a volume of a dense head CT', () => {
    const series = seriesIn(index, 'ct-head-93-slices');
    expect(series).toMatchObject({ volume: true, frames: 93, rows: 64, columns: 64, notes: [] });
    expect(series.sliceSpacing).toBeCloseTo(1.5, 3);
  });

  it('make volumes of both hippocampus crops', () => {
    expect(seriesIn(index, 'mr-brain-tumor-studies/Study1/13_HCropVolume')).toMatchObject({ volume: true, frames: 32 });
    expect(seriesIn(index, 'mr-brain-tumor-studies/Study2/14_HCropVolume')).toMatchObject({ volume: true, frames: 35 });
  });

  it('make a volume of one enhanced multi-frame file', () => {
    const series = seriesIn(index, 'mr-enhanced/5_anat-T1w_acq-tfl');
    expect(series).toMatchObject({ volume: true, frames: 96 });
    expect(series.instances).toHaveLength(1);
  });

  it('make no volume of colour slices and say why', () => {
    expect(codesIn(index, 'scanner-cases/generic/rgb')).toContain('colour-series');
  });

  it('tell reports, plans and structure sets as series without pictures', () => {
    const reports = index.studies.flatMap((study) => study.series).filter(({ modality }) => modality === 'SR');
    expect(reports.length).toBeGreaterThan(3);
    for (const report of reports) {
      expect(report).toMatchObject({ images: false, volume: false });
      expect(report.notes.map(({ code }) => code)).toContain('no-images');
    }
  });

  it('leave out the indices of discs, not the images beside them', () => {
    const directories = index.skipped.filter(({ code }) => code.startsWith('dicomdir'));
    expect(directories.length).toBeGreaterThan(5);
    expect(seriesIn(index, 'pydicom-tests/test_files/dicomdirtests/98892003/MR700').instances.length).toBeGreaterThan(
      1,
    );
  });

  it('read the same in one thread and in many', async () => {
    const one = await indexPaths([DATA], { threads: 3 });
    expect(one.studies).toEqual(index.studies);
    expect(one.skipped).toEqual(index.skipped);
  });
});
