import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDataSet } from '../../core/dicom/index.ts';
import { sha256Of } from '../../core/review/index.ts';
import {
  anywhereFound,
  boxesFound,
  data,
  dicom,
  exported,
  HIPPOCAMPUS,
  hippocampusFound,
  judge,
  openSeries,
  pneumoniaFound,
  RADIOGRAPH,
  runOn,
} from './fixture.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'export-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

/** The failures that the acceptance check of exports finds. */
function failures(source: string): string {
  const { stdout, status } = spawnSync('/usr/bin/python3', [judge, out, '--source', source], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => !line.startsWith('warn'));
  return status === 0 && / [1-9]\d* passed, 0 failed|^[1-9]\d* passed, 0 failed/.test(lines.join(' '))
    ? ''
    : lines.join('\n');
}

const hippocampus = () => openSeries(HIPPOCAMPUS, 'hippocampus-mr');
const radiograph = () => openSeries(RADIOGRAPH, 'chest-pneumonia');
const EVERYTHING = ['csv', 'sr', 'seg', 'pdf', 'pdf-dcm', 'fhir'];

describe.skipIf(!data)('An export of a real series', () => {
  for (const language of ['en', 'ar'] as const) {
    it(`of masks in every format (${language}) passes dciodvfy, dcentvfy, dcmtk, pydicom and poppler`, async () => {
      await exported(runOn(await hippocampus(), hippocampusFound()), out, { language, only: EVERYTHING });
      expect(failures(HIPPOCAMPUS)).toBe('');
    });

    it(`of class scores with a map (${language}) passes dciodvfy, dcentvfy, dcmtk, pydicom and poppler`, async () => {
      const series = await radiograph();
      await exported(runOn(series, pneumoniaFound(series)), out, { language, only: EVERYTHING });
      expect(failures(dirname(RADIOGRAPH))).toBe('');
    });
  }

  it.each(['en', 'ar'] as const)(
    'of boxes in a volume (%s) passes them too, and names every slice',
    async (language) => {
      const series = await hippocampus();
      const input = runOn(series, boxesFound(series));
      const { folder } = await exported(input, out, { language, only: EVERYTHING });
      expect(failures(HIPPOCAMPUS)).toBe('');
      const script = join(import.meta.dirname, 'regions.py');
      const read = JSON.parse(
        execFileSync('/usr/bin/python3', [script, join(folder, 'findings.sr.dcm')], { encoding: 'utf8' }),
      );
      const slices = (from: number, to: number) =>
        input.run.inputs.slice(from, to).map(({ sopInstanceUid }) => sopInstanceUid);
      expect(read).toEqual({
        'anterior-1': { template: '1411', box: [8.5, 10.25, 24, 30], on: slices(9, 21) },
        'posterior-1': { template: '1411', box: [12, 31, 20.75, 44.5], on: slices(25, 26) },
      });
      expect(readFileSync(join(folder, 'findings.csv'), 'utf8')).toMatch(
        /^anterior-1,box,anterior,0.913402,,,,,8.5,10.25,24,30,9.2,20.8,/m,
      );
      const pdf = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' });
      expect(pdf).toMatch(/10–21/);
      const { entry } = JSON.parse(readFileSync(join(folder, 'fhir.json'), 'utf8'));
      const observation = entry.find(({ resource }: { resource: { code?: { text?: string } } }) =>
        resource.code?.text?.includes('anterior'),
      ).resource;
      const values = observation.component.flatMap(
        (c: { valueQuantity?: { value: number } }) => c.valueQuantity?.value ?? [],
      );
      expect(values).toEqual([1.5, -2.25, 3, 15.5, 19.75, expect.closeTo(11.6, 6)]);
      const rejected = { status: 'rejected' as const, decidedAt: '2026-03-14T12:00:00Z', decidedBy: 'R. Reader' };
      const decided = runOn(series, boxesFound(series), { 'posterior-1': { ...rejected, reason: 'Artefact' } });
      await exported(decided, out, { language, only: EVERYTHING, force: true });
      const { stderr } = spawnSync('dciodvfy', [join(folder, 'assessment.sr.dcm')], { encoding: 'utf8' });
      expect(stderr.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    },
  );

  it.each([
    ['a radiograph without a plane', 'seg-sr-highdicom/dx_image.dcm'],
    ['an ultrasound image without a spacing', 'cornerstone-tests/no-pixel-spacing.dcm'],
    ['an enhanced MR volume in one file', 'mr-enhanced/5_anat-T1w_acq-tfl'],
    ['a CT with a tilted gantry', 'ct-gantry-tilt-phantom'],
  ])('of masks on %s passes dciodvfy, dcentvfy, dcmtk and pydicom', async (_, path) => {
    const series = await openSeries(dicom(path), 'hippocampus-mr');
    await exported(runOn(series, anywhereFound(series)), out, { only: EVERYTHING });
    expect(failures(statSync(dicom(path)).isDirectory() ? dicom(path) : dirname(dicom(path)))).toBe('');
  });

  it('keeps every mask bit by bit on its slice, read by pydicom', async () => {
    const input = runOn(await hippocampus(), hippocampusFound());
    const { folder } = await exported(input, out, { only: ['seg'] });
    const script = join(import.meta.dirname, 'masks.py');
    const read = JSON.parse(
      execFileSync('/usr/bin/python3', [script, join(folder, 'segmentation.seg.dcm')], { encoding: 'utf8' }),
    );
    const size = 35 * 51;
    const masks = Object.entries(hippocampusFound().masks!).map(([id, mask]) => {
      const slices = input.run.inputs.map(
        ({ sopInstanceUid }, k) => [sopInstanceUid, mask.subarray(k * size, (k + 1) * size)] as const,
      );
      return [id, Object.fromEntries(slices.filter(([, m]) => m.includes(1)).map(([uid, m]) => [uid, sha256Of(m)]))];
    });
    expect(read).toEqual(Object.fromEntries(masks));
  });

  it('names its files with their SHA-256, and run.json lists them', async () => {
    const { folder, files } = await exported(runOn(await hippocampus(), hippocampusFound()), out);
    expect(files.map(({ name }) => name).sort()).toEqual(readdirSync(folder).sort());
    for (const { name, sha256 } of files) expect(sha256Of(readFileSync(join(folder, name)))).toBe(sha256);
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).files).toEqual(files.slice(0, -1));
  });

  it('holds what a reader decided: an assessment beside an unchanged result, and a rejected finding apart', async () => {
    const decided = { decidedAt: '2026-03-14T12:00:00Z', decidedBy: 'R. Reader' };
    const { folder } = await exported(
      runOn(await hippocampus(), hippocampusFound(), {
        anterior: { status: 'accepted', ...decided },
        posterior: { status: 'rejected', reason: 'Motion', ...decided },
      }),
      out,
      { only: EVERYTHING },
    );
    const text = execFileSync('dsrdump', [join(folder, 'assessment.sr.dcm')], { encoding: 'utf8' });
    expect(text).toMatch(/Accepted[\s\S]*Rejected[\s\S]*Motion/);
    const errors = spawnSync('dciodvfy', [join(folder, 'assessment.sr.dcm')], { encoding: 'utf8' }).stderr;
    expect(errors.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    expect(readDataSet(readFileSync(join(folder, 'findings.sr.dcm'))).text('PreliminaryFlag')).toBe('PRELIMINARY');
    const pdf = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' });
    expect(pdf).toMatch(/Rejected findings[\s\S]*Hippocampus, posterior part[\s\S]*Motion/);
    expect(pdf).not.toContain('Not reviewed by a reader');
    expect(readFileSync(join(folder, 'findings.csv'), 'utf8')).toMatch(
      /^anterior.*accepted\r\nposterior.*rejected\r\n/m,
    );
    const statuses = JSON.parse(readFileSync(join(folder, 'fhir.json'), 'utf8')).entry.map(
      ({ resource }: { resource: { resourceType: string; status: string } }) =>
        `${resource.resourceType} ${resource.status}`,
    );
    expect(statuses).toEqual(
      expect.arrayContaining(['Observation final', 'Observation entered-in-error', 'DiagnosticReport final']),
    );
  });

  it.each(['en', 'ar'] as const)(
    'of a box that a reader edited (%s) keeps the model’s in its document and says the reader’s everywhere else',
    async (language) => {
      const series = await hippocampus();
      const found = boxesFound(series);
      const input = runOn(series, found, {
        'anterior-1': {
          status: 'edited',
          ...{ decidedAt: '2026-03-14T12:00:00Z', decidedBy: 'R. Reader' },
          box: {
            ...{ boxPx: [7.5, 10.25, 25, 31.5], boxSlices: [8, 19] },
            ...{ boxMm: { centre: [2.5, -3.25, 4], size: [17.5, 21.25, 11] } },
            ...{ sopInstanceUid: series.input.infos[13]!.sopInstanceUid, frame: 0 },
          },
        },
      });
      const { folder } = await exported(input, out, { language, only: EVERYTHING });
      const boxesIn = (name: string) => {
        const script = join(import.meta.dirname, 'regions.py');
        return JSON.parse(execFileSync('/usr/bin/python3', [script, join(folder, name)], { encoding: 'utf8' }));
      };
      const slices = (from: number, to: number) =>
        input.run.inputs.slice(from, to).map(({ sopInstanceUid }) => sopInstanceUid);
      expect(boxesIn('findings.sr.dcm')).toMatchObject({
        'anterior-1': { box: [8.5, 10.25, 24, 30], on: slices(9, 21) },
      });
      expect(boxesIn('assessment.sr.dcm')).toEqual({
        'anterior-1': { template: '1411', box: [7.5, 10.25, 25, 31.5], on: slices(8, 19) },
      });
      expect(execFileSync('dsrdump', [join(folder, 'assessment.sr.dcm')], { encoding: 'utf8' })).toMatch(/Modified/);
      for (const name of ['findings.sr.dcm', 'assessment.sr.dcm']) {
        const { stderr } = spawnSync('dciodvfy', [join(folder, name)], { encoding: 'utf8' });
        expect(stderr.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
      }
      expect(readFileSync(join(folder, 'findings.csv'), 'utf8')).toMatch(
        /^anterior-1,box,anterior,0.913402,,,,,7.5,10.25,25,31.5,8,19,.*,edited\r\nposterior-1.*,unreviewed\r\n/m,
      );
      const pdf = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' });
      expect(pdf).toMatch(/8, 10 – 25, 32/);
      expect(pdf).toMatch(/9, 10 – 24, 30/);
      expect(pdf).toMatch(/R\. Reader/);
      const { entry } = JSON.parse(readFileSync(join(folder, 'fhir.json'), 'utf8'));
      const [observation] = entry.flatMap(({ resource }: { resource: { code?: { text?: string } } }) =>
        resource.code?.text?.includes('anterior') ? [resource] : [],
      );
      expect(JSON.stringify(observation.component)).toContain('"code":"modified"');
      const values = observation.component.flatMap(
        (c: { valueQuantity?: { value: number } }) => c.valueQuantity?.value ?? [],
      );
      expect(values).toEqual([2.5, -3.25, 4, 17.5, 21.25, 11]);
      const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
      expect(run.findings[0].boxPx).toEqual(found.findings[0]!.boxPx);
      expect(run.review['anterior-1'].box.boxPx).toEqual([7.5, 10.25, 25, 31.5]);
    },
  );

  it('refuses a reader’s box that is not inside the image', async () => {
    const series = await hippocampus();
    const box = {
      boxPx: [8.5, 10.25, 24, 99] as [number, number, number, number],
      boxSlices: [1, 2] as [number, number],
    };
    const input = runOn(series, boxesFound(series), { 'anterior-1': { status: 'edited', box } });
    await expect(exported(input, out)).rejects.toMatchObject({ problem: { code: 'export-number-wrong' } });
  });

  it('of a run that failed is run.json and nothing else', async () => {
    const input = runOn(await hippocampus(), hippocampusFound());
    const failed = {
      ...input.run,
      status: 'failed' as const,
      findings: [],
      artefacts: [],
      problem: { code: 'run-cancelled', values: {} },
    };
    const { folder } = await exported({ ...input, run: failed }, out);
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  it('overwrites nothing, unless it is told to, and then leaves nothing of the old set', async () => {
    const series = await radiograph();
    const input = runOn(series, pneumoniaFound(series));
    const { folder } = await exported(input, out, { only: EVERYTHING });
    const before = readdirSync(folder).map((name) => sha256Of(readFileSync(join(folder, name))));
    await expect(exported(input, out)).rejects.toMatchObject({ problem: { code: 'export-exists' } });
    expect(readdirSync(folder).map((name) => sha256Of(readFileSync(join(folder, name))))).toEqual(before);
    await exported(input, out, { only: ['csv'], force: true });
    expect(readdirSync(folder).sort()).toEqual(['findings.csv', 'run.json']);
  });

  it('says that a format does not exist', async () => {
    const input = runOn(await hippocampus(), hippocampusFound());
    await expect(exported(input, out, { only: ['docx'] })).rejects.toMatchObject({
      problem: { code: 'no-such-format', values: { format: 'docx' } },
    });
  });

  it('leaves no file behind in a folder that may not be written', async () => {
    const input = runOn(await hippocampus(), hippocampusFound());
    writeFileSync(join(out, 'hippocampus-mr'), 'a file where the folder should be');
    await expect(exported(input, out)).rejects.toMatchObject({ problem: { code: 'not-writable' } });
  });
});
