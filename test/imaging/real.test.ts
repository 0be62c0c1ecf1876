import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FrameInfo, IndexedSeries, LookupTable } from '../../core/contract/index.ts';
import {
  applyModality,
  applyVoi,
  createFrameDecoder,
  describeFrames,
  type FrameDecoder,
  readHeader,
} from '../../core/dicom/index.ts';
import { buildVolume, stackOf, voxelMl } from '../../core/imaging/index.ts';
import { modality } from '../../core/imaging/steps/modality.ts';
import { voi } from '../../core/imaging/steps/voi.ts';
import { indexPaths } from '../../core/library/index.ts';
import { apart, hasPython, noise, reference } from './reference.ts';

const DATA = fileURLToPath(new URL('../../../shared/data/dicom', import.meta.url));
const has = (folder: string) => hasPython && existsSync(join(DATA, folder));

/** The same volume by pydicom: affine, then output units, slices by position along the normal. */
const PYDICOM = `
import pydicom
from pydicom.pixel_data_handlers.util import apply_modality_lut
def reference(a, c):
    slices = [pydicom.dcmread(path) for path in c['paths']]
    o = np.array(slices[0].ImageOrientationPatient, float)
    normal = np.cross(o[:3], o[3:])
    slices.sort(key=lambda d: normal @ np.array(d.ImagePositionPatient, float))
    positions = np.array([d.ImagePositionPatient for d in slices], float)
    between_rows, between_columns = map(float, slices[0].PixelSpacing)
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1] = o[:3] * between_columns, o[3:] * between_rows
    affine[:3, 2], affine[:3, 3] = (positions[-1] - positions[0]) / (len(slices) - 1), positions[0]
    values = np.stack([apply_modality_lut(d.pixel_array, d) for d in slices])
    return np.concatenate([affine.ravel(), values.ravel()])`;

describe('volumes of real studies', () => {
  let decoder: FrameDecoder;
  beforeAll(() => {
    decoder = createFrameDecoder();
  });
  afterAll(() => decoder.close());

  const infosOf = async ({ instances }: IndexedSeries) =>
    (await Promise.all(instances.map(async ({ source }) => describeFrames(await readHeader(source))))).flat();
  const seriesOf = async (folder: string) =>
    (await indexPaths([join(DATA, folder)])).studies.flatMap(({ series }) => series).filter(({ images }) => images);

  it.each(['ct-head-93-slices', 'mr-brain-tumor-studies'].filter(has))(
    '%s: the values and places of its largest series are those of pydicom',
    async (folder) => {
      const series = (await seriesOf(folder)).reduce((a, b) => (b.volume && b.frames > a.frames ? b : a));
      const slices = await Promise.all(series.instances.map(({ source }) => decoder.decode(source, 0)));
      const infos = slices.map(({ info }) => info);
      const frames = slices.map(({ frame }) => frame);
      const volume = buildVolume(frames, infos);
      const paths = series.instances.map(({ source }) => source.path);
      const [wanted] = reference(PYDICOM, [{ values: new Float32Array(1), shape: [1], paths }]);
      expect(apart(volume.affine, wanted!.subarray(0, 16))).toBeLessThan(1e-3);
      expect(apart(volume.data, wanted!.subarray(16))).toBeLessThan(1e-3);
      const { rows, columns } = infos[0]!.spacing!;
      expect(voxelMl(volume)).toBeCloseTo((rows * columns * series.sliceSpacing!) / 1000, 6);
    },
  );

  it.runIf(has('ct-gantry-tilt-phantom'))('a tilted gantry makes no volume, and is named', async () => {
    const [series] = await seriesOf('ct-gantry-tilt-phantom');
    const infos = await infosOf(series!);
    expect(() => stackOf(infos)).toThrow('volume-tilted');
  });

  it.runIf(['cornerstone-tests', 'mr-brain-tumor-studies', 'nibabel-tests', 'scanner-cases'].every(has))(
    'a series is a volume here exactly where the library says so',
    async () => {
      const said = { yes: 0, no: 0 };
      for (const folder of ['cornerstone-tests', 'mr-brain-tumor-studies', 'nibabel-tests', 'scanner-cases'])
        for (const series of await seriesOf(folder)) {
          if (series.modality === 'SEG') continue;
          const infos = await infosOf(series);
          let volume = true;
          try {
            stackOf(infos);
          } catch {
            volume = false;
          }
          expect(volume, `${folder} ${series.description}`).toBe(series.volume);
          said[volume ? 'yes' : 'no']++;
        }
      expect(said.yes).toBeGreaterThan(3);
      expect(said.no).toBeGreaterThan(3);
    },
  );
});

describe('the model sees what the screen shows', () => {
  const values = noise(500, 4).map((v) => Math.floor(v * 4096) - 1000);
  const grid = { data: values, size: [500, 1], channels: 1 };
  const table: LookupTable = { first: -500, bits: 8, entries: Uint16Array.from({ length: 900 }, (_, n) => n % 256) };
  const info = (more: Partial<FrameInfo>): FrameInfo => ({
    ...{ sopInstanceUid: '1', frame: 0, rows: 1, columns: 500, samplesPerPixel: 1, photometric: 'MONOCHROME2' },
    ...{ bitsStored: 16, signed: true, modality: { slope: 1, intercept: 0 }, windows: [] },
    ...more,
  });

  it('in output units, by rescale and by table', () => {
    for (const transform of [
      { slope: 1.5, intercept: -1024 },
      { slope: 1, intercept: 0, table },
    ])
      expect(modality(values, transform)).toEqual(applyModality(values, info({ modality: transform })));
  });

  it('in grey, by windows, by table and by extremes', () => {
    const windows = (['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const).map((shape) => ({
      ...{ center: 40.5, width: 801, function: shape },
    }));
    for (const image of [
      ...windows.map((window) => ({ windows: [window] })),
      { windows: [], voiTable: table },
      { windows: [] },
    ])
      expect(apart(voi(grid, { use: 'window' }, image).data, applyVoi(values, info(image)))).toBeLessThan(1e-6);
  });
});
