import { expect, test } from 'vitest';
import { describeFrames, readDataSet, readHeader, readInstance, writeInstance } from '../../core/dicom/index.ts';
import { planeOf } from '../../core/dicom/plane.ts';
import { regionsOf } from '../../core/dicom/regions.ts';
import { dataFile, hasData, hasPython, python } from './shared.ts';

type Described = {
  position: number[] | null;
  orientation: number[] | null;
  spacing: number[] | null;
  slope: number | null;
  center: number | number[] | null;
};

const FILES = [
  'pydicom-tests/test_files/CT_small.dcm',
  'pydicom-data/emri_small.dcm',
  'pydicom-data/liver.dcm',
  'scanner-cases/hitachi/anatomical/001/004.dcm',
];

test.runIf(hasData && hasPython)(
  'position, spacing, slope and window of every frame are those that pydicom finds',
  async () => {
    const wanted = python<Described[][]>('describe_frames.py', FILES.map(dataFile));
    for (const [n, file] of FILES.entries()) {
      const infos = describeFrames(await readHeader({ path: dataFile(file) }));
      expect(infos).toHaveLength(wanted[n]!.length);
      for (const [frame, said] of wanted[n]!.entries()) {
        const info = infos[frame]!;
        if (said.position) expect(info.plane?.position).toEqual(said.position);
        if (said.spacing) expect([info.spacing?.rows, info.spacing?.columns]).toEqual(said.spacing);
        expect(info.modality.slope).toBe(said.slope ?? 1);
        if (said.center !== null) expect(info.windows[0]?.center).toBe([said.center].flat()[0]);
        const direction = [...(info.plane?.rowDirection ?? []), ...(info.plane?.columnDirection ?? [])];
        for (const [axis, value] of (said.orientation ?? []).entries()) expect(direction[axis]).toBeCloseTo(value, 4);
      }
    }
  },
);

test.runIf(hasData)('frames of a dose grid lie along the normal', async () => {
  const infos = describeFrames(await readInstance({ path: dataFile('pydicom-tests/test_files/rtdose.dcm') }));
  expect(infos).toHaveLength(15);
  const [first, second] = infos.map((info) => info.plane!.position[2]);
  expect(second! - first!).not.toBe(0);
});

test.runIf(hasData)('palette colour comes with its three tables, an ultrasound without plane has none', async () => {
  const [info] = describeFrames(await readHeader({ path: dataFile('pydicom-tests/test_files/examples_palette.dcm') }));
  expect(info!.palette!.red).toHaveLength(info!.palette!.green.length);
  expect(info!.palette!.red.some((value) => value > 0)).toBe(true);
  expect(info!.plane).toBeUndefined();
});

test.runIf(hasData)('a radiograph says which spacing it has: at the detector, not in the patient', async () => {
  const path = dataFile('pydicom-tests/test_files/dicomdirtests/77654033/CR1/6154');
  const [info] = describeFrames(await readHeader({ path }));
  expect(info!.spacing === undefined || info!.spacing.source !== 'NominalScannedPixelSpacing').toBe(true);
});

test.runIf(hasData)('reports and plans have no frames', async () => {
  for (const name of ['test-SR', 'rtplan', 'rtstruct']) {
    const header = await readHeader({ path: dataFile(`pydicom-tests/test_files/${name}.dcm`) });
    expect(describeFrames(header)).toEqual([]);
  }
});

test.runIf(hasData && hasPython)(
  'ultrasound regions are those that pydicom finds, in mm where both axes are centimetres',
  async () => {
    const files = [
      'pydicom-tests/test_files/examples_palette.dcm',
      'pylibjpeg-data/JPEGExtended/JPEGExtended_3s_1f_u_08_08.dcm',
    ];
    const found = python<{ regions: number[][] }[][]>('describe_frames.py', files.map(dataFile));
    const sorted = (regions: number[][]) => regions.map((one) => one.map((n) => n.toFixed(6)).join(' ')).sort();
    for (const [n, file] of files.entries()) {
      const { regions = [] } = describeFrames(await readHeader({ path: dataFile(file) }))[0]!;
      const ours = regions.map(({ left, top, right, bottom, spacing }) => [
        ...[left, top, right, bottom],
        ...(spacing ? [spacing.columns, spacing.rows] : []),
      ]);
      expect(sorted(ours)).toEqual(sorted(found[n]![0]!.regions));
    }
    // The sector of the second lies inside a region of the whole image that is calibrated in nothing.
    const { regions } = describeFrames(await readHeader({ path: dataFile(files[1]!) }))[0]!;
    expect(regions![0]).toMatchObject({ left: 100, spacing: { columns: expect.closeTo(0.0417537, 6) } });
  },
);

test('of ultrasound regions that overlap the one of high priority counts, though it is larger', () => {
  const region = (flags: number, right: number) => ({
    ...{
      RegionSpatialFormat: 1,
      RegionDataType: 1,
      RegionFlags: flags,
      RegionLocationMinX0: 0,
      RegionLocationMinY0: 0,
    },
    ...{ RegionLocationMaxX1: right, RegionLocationMaxY1: 99, PhysicalUnitsXDirection: 3, PhysicalUnitsYDirection: 3 },
    ...{ PhysicalDeltaX: 0.01, PhysicalDeltaY: 0.01 },
  });
  // Bit 0 (PS3.3 C.8.5.5.1.3): 1 = low priority, 0 = high priority.
  const SequenceOfUltrasoundRegions = [region(1, 50), region(0, 199)];
  const SOPClassUID = '1.2.840.10008.5.1.4.1.1.6.1';
  const file = writeInstance({ SOPClassUID, SOPInstanceUID: '2.25.1', SequenceOfUltrasoundRegions });
  expect(regionsOf(readDataSet(file))!.map(({ right }) => right)).toEqual([199, 50]);
});

test('axes of length zero, positions that are no numbers and skewed axes are no plane', () => {
  const axial = [1, 0, 0, 0, 1, 0];
  expect(planeOf([0, 0, 1], axial)).toBeDefined();
  expect(planeOf([0, 0, Number.NaN], axial)).toBeUndefined();
  expect(planeOf([0, 0, 1], [0, 0, 0, 0, 0, 0])).toBeUndefined();
  expect(planeOf([0, 0, 1], [1, 0, 0, 1, 0, 0])).toBeUndefined();
  expect(planeOf([0, 0], axial)).toBeUndefined();
});

test('axes with few digits are made unit length', () => {
  const plane = planeOf([0, 0, 0], [0.9999, 0.0001, 0, -0.0001, 0.9999, 0]);
  expect(Math.hypot(...plane!.rowDirection)).toBeCloseTo(1, 12);
});

test.runIf(hasData)('the frame rate of a recording is what its frame time says, and none is made up', async () => {
  const rates = async (file: string) => describeFrames(await readHeader({ path: dataFile(file) }))[0]!.frameRate;
  expect(await rates('fo-dicom-tests/HasFragmentSequence.dcm')).toEqual({ value: 1000 / 33, source: 'FrameTime' });
  expect(await rates('pydicom-tests/test_files/CT_small.dcm')).toBeUndefined();
});
