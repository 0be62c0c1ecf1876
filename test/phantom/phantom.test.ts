import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexPaths } from '../../core/library/index.ts';
import {
  CT_AIR,
  CT_BALLS,
  CT_NOISE,
  CT_ORIGIN,
  CT_PARTS,
  CT_PIXEL,
  CT_STEP,
  chestPhantom,
  HIPPOCAMPUS_SIGNAL,
  headPhantom,
  hippocampusPhantom,
  hippocampusVolumes,
  writeCtPhantom,
  writeExampleStudy,
} from '../../core/phantom/index.ts';

const PYTHON = '/usr/bin/python3';

/** What pydicom says of files: a Python expression over `d`, the data set of each. */
function pydicom<Value>(paths: string[], expression: string): Value[] {
  const program = `import sys, json, pydicom
for p in sys.argv[1:]:
    d = pydicom.dcmread(p)
    print(json.dumps(${expression}))`;
  const out = execFileSync(PYTHON, ['-c', program, ...paths], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Value);
}

/** Errors and warnings of dciodvfy. */
const faults = (path: string) =>
  execFileSync('sh', ['-c', 'dciodvfy "$1" 2>&1 || true', 'sh', path], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /^(Error|Warning)/.test(line));

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('the phantoms', () => {
  let folder: string;
  let example: string[];
  let ct: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'phantom-'));
    example = await writeExampleStudy(join(folder, 'example'));
    ct = await writeCtPhantom(join(folder, 'ct'), 12);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are the same bytes in every run', async () => {
    const again = await writeExampleStudy(join(folder, 'again'));
    expect(again.map(sha256)).toEqual(example.map(sha256));
  });

  it.skipIf(!existsSync('/usr/bin/dciodvfy'))('are whole images by the standard (dciodvfy)', () => {
    for (const path of [example[0]!, example[38]!, example.at(-1)!, ct[0]!, ct[11]!])
      expect(faults(path), path).toEqual([]);
  });

  it('open as two MR volumes, a radiograph and a CT volume', async () => {
    const { studies, skipped } = await indexPaths([`${folder}/example`, `${folder}/ct`]);
    const series = Object.fromEntries(
      studies.flatMap((study) => study.series.map((one) => [study.patientId.split('-')[1]!, one])),
    );
    expect(skipped).toEqual([]);
    expect(series.MR).toMatchObject({
      volume: true,
      frames: 38,
      rows: 52,
      columns: 40,
      pixelSpacing: [1, 1],
      notes: [],
    });
    expect(series.MR?.sliceSpacing).toBeCloseTo(1, 9);
    expect(series.HEAD).toMatchObject({ modality: 'MR', volume: true, frames: 12, bodyPart: 'HEAD', notes: [] });
    expect(series.CR).toMatchObject({ volume: false, frames: 1, bodyPart: 'CHEST' });
    expect(series.CT).toMatchObject({ volume: true, frames: 12, notes: [] });
    expect(series.CT?.sliceSpacing).toBeCloseTo(CT_STEP, 3);
  });

  it('have a head and a body of a hippocampus, as bright and as large as is known', () => {
    const { size, signal, labels } = hippocampusPhantom();
    const volumes = hippocampusVolumes();
    expect(size).toEqual([40, 52, 38]);
    const means = [1, 2].map((label) => {
      const values = signal.filter((_, i) => labels[i] === label);
      return { ml: values.length / 1000, mean: values.reduce((sum, value) => sum + value, 0) / values.length };
    });
    expect(means[0]!.ml).toBeCloseTo(volumes.anterior, 1);
    expect(means[1]!.ml).toBeCloseTo(volumes.posterior, 1);
    // Edges mix with what is around them, so the mean lies a little above the signal of the inside.
    for (const { mean } of means) expect(mean / HIPPOCAMPUS_SIGNAL).toBeCloseTo(1.05, 1);
  });

  it('have a head with a tumour where it is said to be, brighter than anything in the other half', () => {
    const { size, pixel, step, signal, tumour } = headPhantom();
    const at = (mm: number, axis: 0 | 1 | 2) => Math.round(mm / (axis < 2 ? pixel : step) + (size[axis] - 1) / 2);
    const valueAt = (x: number) =>
      signal[at(x, 0) + size[0] * (at(tumour.centre[1], 1) + size[1] * at(tumour.centre[2], 2))]!;
    const [inside, mirrored] = [tumour.centre[0], -tumour.centre[0]].map((x) =>
      [-8, 0, 8].reduce((sum, off) => sum + valueAt(x + off) / 3, 0),
    );
    expect(inside!).toBeGreaterThan(1.5 * mirrored!);
  });

  it('have a chest with a soft opacity on the right where it is said to be, and none on the left', () => {
    const { size, stored, opacity } = chestPhantom();
    const brightness = (column: number) => {
      const reach = Math.round(opacity.radius / 3);
      let sum = 0;
      for (let row = opacity.row - reach; row < opacity.row + reach; row++) {
        for (let at = column - reach; at < column + reach; at++) sum += stored[row * size + at]!;
      }
      return sum / (2 * reach) ** 2;
    };
    expect(brightness(opacity.column)).toBeGreaterThan(1.4 * brightness(size - opacity.column));
    expect(Math.max(...stored.subarray(0, 100_000))).toBeLessThan(4096);
  });

  it('put the MR voxels where pydicom finds them in the patient', () => {
    const { size, signal } = hippocampusPhantom();
    const slices = example.slice(0, size[2]);
    const found = pydicom<[number[], number[], number]>(
      slices,
      '[[float(v) for v in d.ImagePositionPatient], [float(v) for v in d.ImageOrientationPatient], int(d.pixel_array[10, 7])]',
    );
    const start = found[0]![0];
    found.forEach(([position, orientation, value], z) => {
      expect(orientation).toEqual([1, 0, 0, 0, 1, 0]);
      expect(position).toEqual([start[0], start[1], start[2]! + z]);
      // Columns run to the left and rows to the back, the phantom's axes to the right and front.
      expect(value).toBe(signal[size[0] - 1 - 7 + size[0] * (size[1] - 1 - 10 + size[1] * z)]);
    });
  });

  it('are adults and a child, nobody in particular', () => {
    const said = pydicom<[string, string, string]>(
      [example[0]!, example[38]!, example.at(-1)!],
      '[str(d.PatientName), d.PatientAge, d.BodyPartExamined]',
    );
    expect(said).toEqual([
      ['Phantom^Anna', '045Y', 'BRAIN'],
      ['Phantom^Nour', '052Y', 'HEAD'],
      ['Phantom^Lina', '004Y', 'CHEST'],
    ]);
  });

  it('have a CT whose parts have their Hounsfield units', () => {
    const at = CT_PARTS.filter(({ name }) => /rod|aorta|canal|left lung/.test(name))
      .concat({ name: 'ball', radii: [9, 9], ...CT_BALLS })
      .map(({ hu, centre }) => ({
        hu,
        column: Math.round((centre[0] - CT_ORIGIN[0]) / CT_PIXEL),
        row: Math.round((centre[1] - CT_ORIGIN[1]) / CT_PIXEL),
      }));
    const places = [...at, { hu: CT_AIR, column: 2, row: 2 }];
    const reads = places.map(
      ({ row, column }) => `float(d.pixel_array[${row}, ${column}] * d.RescaleSlope + d.RescaleIntercept)`,
    );
    for (const values of pydicom<number[]>([ct[0]!, ct[11]!], `[${reads.join(', ')}]`)) {
      values.forEach((value, i) => {
        expect(Math.abs(value - places[i]!.hu)).toBeLessThanOrEqual(CT_NOISE);
      });
    }
  });

  it('number and place every CT slice by its own', () => {
    const slices = pydicom<[number, number, string, string]>(
      ct,
      '[int(d.InstanceNumber), float(d.ImagePositionPatient[2]), d.SOPInstanceUID, d.file_meta.MediaStorageSOPInstanceUID]',
    );
    slices.forEach(([number, z, uid, metaUid], i) => {
      expect(number).toBe(i + 1);
      expect(z).toBeCloseTo(CT_ORIGIN[2] + i * CT_STEP, 3);
      expect(metaUid).toBe(uid);
    });
    expect(new Set(slices.map(([, , uid]) => uid)).size).toBe(ct.length);
  });
});
