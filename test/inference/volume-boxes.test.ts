import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveModel } from '../../core/inference/index.ts';
import { hasPython } from '../imaging/reference.ts';
import { detectorPackage, makeDetector } from './detector.ts';
import { type Opened, openRuns, type Running } from './exported.ts';

const series = fileURLToPath(
  new URL('../../../shared/data/dicom/mr-brain-tumor-studies/Study1/12-T1post-05670', import.meta.url),
);
if (!existsSync(series)) console.warn('../shared/data/dicom is absent: boxes in a real volume are left out.');

describe.skipIf(!hasPython || !existsSync(series))(
  'A detection network of volumes on a real, oblique MR series',
  () => {
    let folder: string;
    let runs: Running;
    let head: Opened;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'detector-'));
      makeDetector(folder, series);
      runs = openRuns();
      head = await runs.open(series);
    }, 300_000);
    afterAll(async () => {
      await runs.close();
      rmSync(folder, { recursive: true });
    });

    it('finds the boxes that NumPy makes of the answer in PyTorch, where they lie in the patient', async () => {
      const { findings, inputs } = await runs.run(detectorPackage(folder), head);
      const wanted: { score: number; centre: number[]; low: number[]; high: number[] }[] = JSON.parse(
        readFileSync(join(folder, 'found.json'), 'utf8'),
      );
      expect(findings.map(({ id }) => id)).toEqual(wanted.map((_, n) => `bright-${n + 1}`));
      expect(wanted.length).toBeGreaterThan(5);
      findings.forEach((finding, n) => {
        const { score, centre, low, high } = wanted[n]!;
        expect(finding).toMatchObject({ kind: 'box', label: 'bright' });
        expect(finding.probability).toBeCloseTo(score, 4);
        const { boxPx, boxSlices, boxMm, sopInstanceUid } = finding;
        const close = (found: readonly number[], of: number[]) =>
          found.forEach((value, axis) => {
            expect(value, finding.id).toBeCloseTo(of[axis]!, 1);
          });
        close(boxPx!, [low[0]!, low[1]!, high[0]!, high[1]!]);
        close(boxSlices!, [low[2]!, high[2]!]);
        close(boxMm!.centre, centre);
        const slice = inputs.findIndex((input) => input.sopInstanceUid === sopInstanceUid);
        expect(slice).toBeGreaterThanOrEqual(Math.floor(boxSlices![0]));
        expect(slice).toBeLessThan(boxSlices![1]);
      });
      // Pixels of 0.4297 mm.
      const [x0, , x1] = findings[0]!.boxPx!;
      expect(findings[0]!.boxMm!.size[0]).toBeCloseTo((x1 - x0) * 0.4297, 3);
    });

    it('finds the same in windows whose overlap holds what a cell sees', async () => {
      const whole = await runs.run(detectorPackage(folder), head);
      runs.asked.length = 0;
      const windows = { mode: 'slidingWindow', size: [256, 256, 12], overlap: 0.5 };
      const { findings } = await runs.run(detectorPackage(folder, {}, windows), head);
      expect(runs.asked.filter(({ kind }) => kind === 'run').length).toBeGreaterThan(8);
      expect(findings).toHaveLength(whole.findings.length);
      findings.forEach(({ trackingUid, probability, boxPx, boxSlices, boxMm, ...one }, n) => {
        const other = whole.findings[n]!;
        expect(other).toMatchObject(one);
        expect(probability).toBeCloseTo(other.probability!, 5);
        [...boxPx!, ...boxSlices!, ...boxMm!.centre].forEach((edge, at) => {
          expect(edge).toBeCloseTo([...other.boxPx!, ...other.boxSlices!, ...other.boxMm!.centre][at]!, 3);
        });
      });
    });

    it('is proved by what PyTorch and NumPy made of a small volume, the boxes as well', async () => {
      const model = detectorPackage(folder);
      const proof = await proveModel(model, 'cpu', runs.runner);
      expect(proof).toMatchObject({ passed: true, cases: 3 });
      const other = detectorPackage(folder, { iou: 0.9 });
      expect(await proveModel(other, 'cpu', runs.runner)).toMatchObject({ passed: false });
    });
  },
);
