import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FrameInfo, Reading } from '../../core/contract/index.ts';
import { type Pixel, readingsOf, scaleOf } from '../../renderer/images/measuring.ts';
import { geometryOf, type Slice } from '../../renderer/images/slice.ts';
import { apart, hasPython, reference } from '../imaging/reference.ts';

const [ROWS, COLUMNS] = [40, 50];
const values = Int16Array.from({ length: ROWS * COLUMNS }, (_, n) => ((n * 7919) % 2001) - 1000);
const slice: Slice = { columns: COLUMNS, rows: ROWS, colour: false, values };
const info = (more: Partial<FrameInfo> = {}): FrameInfo => ({
  sopInstanceUid: '1.2.3',
  frame: 0,
  rows: ROWS,
  columns: COLUMNS,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  bitsStored: 16,
  signed: true,
  modality: { slope: 1, intercept: 0, units: 'HU' },
  windows: [],
  spacing: { rows: 0.7, columns: 0.5, source: 'PixelSpacing' },
  ...more,
});
const read = (tool: Parameters<typeof readingsOf>[0], points: Pixel[], of = info()): Record<string, Reading> =>
  Object.fromEntries(
    readingsOf(tool, points, { slice, geometry: geometryOf(of), info: of }).map((one) => [one.quantity, one]),
  );

describe('what a measurement says', () => {
  test('is in mm by Pixel Spacing alone; at the detector or without a spacing it is in pixels', () => {
    const line: Pixel[] = [
      [0, 0],
      [30, 0],
    ];
    expect(read('length', line).length).toEqual({ quantity: 'length', value: 15, unit: 'mm' });
    for (const source of ['ImagerPixelSpacing', 'NominalScannedPixelSpacing'] as const) {
      const detector = info({ spacing: { rows: 0.14, columns: 0.14, source } });
      expect(read('length', line, detector).length).toEqual({ quantity: 'length', value: 30, unit: 'px' });
    }
    expect(read('length', line, info({ spacing: undefined })).length).toMatchObject({ value: 30, unit: 'px' });
  });

  test('is in mm inside one calibrated region of an ultrasound image, and in pixels across or beside regions', () => {
    const sector = { left: 0, top: 0, right: 49, bottom: 29, spacing: { columns: 0.25, rows: 0.5 } };
    const strip = { left: 10, top: 20, right: 40, bottom: 39 };
    const of = info({ spacing: undefined, regions: [strip, sector] });
    const length = (points: Pixel[]) => [read('length', points, of).length, scaleOf(points, geometryOf(of), of).source];
    expect(
      length([
        [0, 0],
        [30, 0],
      ]),
    ).toEqual([{ quantity: 'length', value: 7.5, unit: 'mm' }, 'UltrasoundRegion']);
    expect(
      length([
        [0, 0],
        [0, 10],
      ]),
    ).toEqual([{ quantity: 'length', value: 5, unit: 'mm' }, 'UltrasoundRegion']);
    for (const outside of [
      [12, 25],
      [5, 35],
    ] as Pixel[])
      expect(length([[12, 0], outside])).toMatchObject([{ unit: 'px' }, 'outside-regions']);
    expect(
      length([
        [12, 25],
        [32, 25],
      ]),
    ).toEqual([{ quantity: 'length', value: 20, unit: 'px' }, 'outside-regions']);
    expect(
      read(
        'rectangle',
        [
          [0, 0],
          [8, 4],
        ],
        of,
      ).area,
    ).toMatchObject({ value: 8 * 0.25 * 4 * 0.5, unit: 'mm²' });
  });

  test('keeps the unit of the values, and names none where the file says unspecified (US) or nothing', () => {
    const units = (modality: FrameInfo['modality']) => read('probe', [[3, 2]], info({ modality })).value;
    expect(units({ slope: 1, intercept: 0, units: 'HU' })).toMatchObject({
      value: values[2 * COLUMNS + 3],
      unit: 'HU',
    });
    expect(units({ slope: 1, intercept: 0, units: 'US' })?.unit).toBe('');
    expect(units({ slope: 1, intercept: 0 })?.unit).toBe('');
    expect(readingsOf('probe', [[-3, 2]], { slice, geometry: geometryOf(info()), info: info() })).toEqual([]);
  });

  test('no statistics are made of colours', () => {
    const colour = { ...slice, colour: true };
    const corners: Pixel[] = [
      [2, 2],
      [9, 9],
    ];
    const of = info();
    expect(readingsOf('rectangle', corners, { slice: colour, geometry: geometryOf(of), info: of })).toHaveLength(1);
  });

  test('angles are measured in the patient, not on the screen: 45° stay 45° where pixels are not square', () => {
    const of = info();
    const corner: Pixel[] = [
      [10 / 0.5, 0],
      [0, 0],
      [10 / 0.5, 10 / 0.7],
    ];
    expect(read('angle', corner, of).angle?.value).toBeCloseTo(45, 10);
  });

  test('a Cobb angle does not depend on which end of a line was drawn first, and may pass 90°', () => {
    const lines = (tilt: number): Pixel[] => [
      [0, 0],
      [10 * Math.cos(tilt), 10 * Math.sin(tilt)],
      [0, 20],
      [10 * Math.cos(tilt), 20 - 10 * Math.sin(tilt)],
    ];
    const square = info({ spacing: { rows: 1, columns: 1, source: 'PixelSpacing' } });
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1.5, noNaN: true }), (tilt) => {
        const [a, b, c, d] = lines(tilt) as [Pixel, Pixel, Pixel, Pixel];
        const wanted = (2 * tilt * 180) / Math.PI;
        for (const points of [
          [a, b, c, d],
          [b, a, c, d],
          [b, a, d, c],
        ])
          expect(read('cobb', points, square).angle?.value).toBeCloseTo(wanted, 6);
      }),
    );
  });
});

describe.skipIf(!hasPython)('statistics of a region, held against scikit-image and NumPy', () => {
  const shapes: { tool: 'rectangle' | 'ellipse' | 'freehand'; points: Pixel[] }[] = [
    {
      tool: 'rectangle',
      points: [
        [3.5, 4.25],
        [20.2, 30.7],
      ],
    },
    {
      tool: 'rectangle',
      points: [
        [45.5, 30.5],
        [60, 60],
      ],
    },
    {
      tool: 'ellipse',
      points: [
        [5.3, 6.1],
        [33.9, 28.4],
      ],
    },
    {
      tool: 'freehand',
      points: [
        [4.3, 5.2],
        [40.1, 9.7],
        [30.6, 33.3],
        [22.2, 15.8],
        [8.9, 35.1],
      ],
    },
  ];

  test('area, mean, standard deviation and extremes of rectangle, ellipse and outline', () => {
    const results = reference(
      `
from skimage.draw import polygon2mask, ellipse
def reference(a, c):
    p = np.array(c['points'], float)
    rows, columns = np.mgrid[0:a.shape[0], 0:a.shape[1]]
    (x0, y0), (x1, y1) = p.min(0), p.max(0)
    if c['tool'] == 'rectangle':
        mask = (columns >= x0) & (columns <= x1) & (rows >= y0) & (rows <= y1)
        area = (x1 - x0) * (y1 - y0)
    elif c['tool'] == 'ellipse':
        mask = np.zeros(a.shape, bool)
        mask[ellipse((y0 + y1) / 2, (x0 + x1) / 2, (y1 - y0) / 2, (x1 - x0) / 2, shape=a.shape)] = True
        area = np.pi / 4 * (x1 - x0) * (y1 - y0)
    else:
        mask = polygon2mask(a.shape, p[:, ::-1])
        x, y = p[:, 0], p[:, 1]
        area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    v = a[mask].astype(float)
    return np.array([area * 0.5 * 0.7, v.mean(), v.std(), v.min(), v.max()])
`,
      shapes.map((shape) => ({ values: Float32Array.from(values), shape: [ROWS, COLUMNS], ...shape })),
    );
    shapes.forEach(({ tool, points }, n) => {
      const said = readingsOf(tool, points, { slice, geometry: geometryOf(info()), info: info() });
      expect(said.map(({ unit }) => unit)).toEqual(['mm²', 'HU', 'HU', 'HU', 'HU']);
      expect(
        apart(
          said.map(({ value }) => value),
          results[n]!,
        ),
      ).toBeLessThan(1e-3);
    });
  });
});
