import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FrameInfo, Vector3 } from '../../core/contract/index.ts';
import { distinctColours, inferno, OVERLAYS } from '../../renderer/images/colour.ts';
import { contoursOf } from '../../renderer/images/contour.ts';
import { mapPixels } from '../../renderer/images/map.ts';
import { edgeLetters, lettersOf } from '../../renderer/images/orientation.ts';
import { greyOf, paint } from '../../renderer/images/paint.ts';
import {
  gridOf,
  type ReformatPlane,
  reformatGeometry,
  reformatLength,
  reformatValues,
} from '../../renderer/images/reformat.ts';
import { geometryOf, pixelAt, pointAt, toOutputUnits } from '../../renderer/images/slice.ts';

const info = (more: Partial<FrameInfo> = {}): FrameInfo => ({
  sopInstanceUid: '1.2.3',
  frame: 0,
  rows: 3,
  columns: 4,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  bitsStored: 12,
  signed: false,
  modality: { slope: 1, intercept: 0 },
  windows: [],
  ...more,
});

describe('windows, as PS3.3 C.11.2.1.2 writes them', () => {
  const linear = { center: 40, width: 400, function: 'LINEAR' } as const;

  test('the ends of a linear window are black and white, beyond them nothing changes', () => {
    expect(greyOf(40 - 0.5 - 399 / 2, linear)).toBe(0);
    expect(greyOf(40 - 0.5 + 399 / 2, linear)).toBeCloseTo(255);
    expect(greyOf(-1000, linear)).toBe(0);
    expect(greyOf(3000, linear)).toBe(255);
  });

  test('a width of one is a step', () => {
    const step = { center: 10, width: 1, function: 'LINEAR' } as const;
    expect([9, 10].map((value) => greyOf(value, step))).toEqual([0, 255]);
  });

  test('brighter values are never painted darker, and inversion mirrors the grey', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -2000, max: 3000 }), { minLength: 2, maxLength: 50 }),
        fc.integer({ min: -500, max: 500 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.constantFrom('LINEAR', 'LINEAR_EXACT', 'SIGMOID'),
        (numbers, center, width, kind) => {
          const values = Int16Array.from(numbers.toSorted((a, b) => a - b));
          const slice = { columns: values.length, rows: 1, colour: false, values };
          const voi = { center, width, function: kind } as const;
          const [plain, inverted] = [new Uint32Array(values.length), new Uint32Array(values.length)];
          paint(slice, voi, false, plain);
          paint(slice, voi, true, inverted);
          const greys = [...plain].map((pixel) => pixel & 0xff);
          expect(greys).toEqual(greys.toSorted((a, b) => a - b));
          expect([...inverted].map((pixel) => 255 - (pixel & 0xff))).toEqual(greys);
        },
      ),
    );
  });

  test('whole and fractional values of the same size get the same grey', () => {
    const numbers = Array.from({ length: 256 }, (_, n) => n * 7 - 800);
    const pixels = (values: Int16Array | Float32Array) => {
      const out = new Uint32Array(numbers.length);
      paint({ columns: numbers.length, rows: 1, colour: false, values }, linear, false, out);
      return [...out];
    };
    expect(pixels(Int16Array.from(numbers))).toEqual(pixels(Float32Array.from(numbers)));
  });
});

describe('stored values in output units', () => {
  test('CT stays whole, and a fractional slope is not rounded', () => {
    const ct = toOutputUnits(Uint16Array.of(0, 1024, 4095), info({ modality: { slope: 1, intercept: -1024 } }));
    expect(ct).toEqual(Int16Array.of(-1024, 0, 3071));
    const shifted = toOutputUnits(
      Int16Array.of(0, 1024, 4095),
      info({ bitsStored: 16, signed: true, modality: { slope: 1, intercept: -1024 } }),
    );
    expect(shifted).toEqual(Int16Array.of(-1024, 0, 3071));
    const wide = toOutputUnits(Int16Array.of(-32768), info({ modality: { slope: 1, intercept: -1024 } }));
    expect(wide).toEqual(Int32Array.of(-33792));
    const pet = toOutputUnits(Uint16Array.of(2, 3), info({ modality: { slope: 0.25, intercept: 0.5 } }));
    expect([...pet]).toEqual([1, 1.25]);
  });

  test('sixteen bits with an intercept do not wrap around', () => {
    const values = toOutputUnits(
      Uint16Array.of(65535),
      info({ bitsStored: 16, modality: { slope: 1, intercept: -1 } }),
    );
    expect([...values]).toEqual([65534]);
  });
});

describe('places', () => {
  const calibrated = info({
    plane: { position: [10, -20, 30], rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] },
    spacing: { rows: 0.5, columns: 0.7, source: 'PixelSpacing' },
  });

  test('a pixel and its point lead to each other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 600, noNaN: true }),
        fc.double({ min: -100, max: 600, noNaN: true }),
        (column, row) => {
          const [c, r] = pixelAt(geometryOf(calibrated), pointAt(geometryOf(calibrated), column, row));
          expect(c).toBeCloseTo(column);
          expect(r).toBeCloseTo(row);
        },
      ),
    );
  });

  test('spacing at the detector gives lengths in pixels and keeps their shape', () => {
    const detector = geometryOf(info({ spacing: { rows: 0.2, columns: 0.1, source: 'ImagerPixelSpacing' } }));
    expect([detector.columnSpacing, detector.rowSpacing]).toEqual([1, 2]);
  });

  test('letters name the edges, and flipping the picture swaps them', () => {
    expect(lettersOf([0.9, 0.1, -0.4])).toBe('LI');
    const along: [string, string] = [lettersOf([1, 0, 0]), lettersOf([0, 1, 0])];
    const upright = { a: 2, b: 0, c: 0, d: 2 };
    expect(edgeLetters(along, upright)).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
    expect(edgeLetters(along, { ...upright, a: -2 })).toMatchObject({ left: 'L', right: 'R', top: 'A' });
  });
});

describe('reformats', () => {
  const axes: Vector3[] = [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
    [0, 0, 1],
    [0, 0, -1],
  ];
  const crossOf = (a: Vector3, b: Vector3): Vector3 => [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
  const orientation = fc
    .tuple(fc.constantFrom(...axes), fc.constantFrom(...axes))
    .filter(([row, column]) => Math.hypot(...crossOf(row, column)) === 1);

  test.each<ReformatPlane>(['axial', 'sagittal', 'coronal'])(
    '%s: every value stands where the patient has it, for all ways to acquire',
    (plane) => {
      fc.assert(
        fc.property(orientation, fc.integer({ min: 2, max: 5 }), fc.boolean(), ([row, column], count, backwards) => {
          const normal = crossOf(row, column).map((part) => (backwards ? -part : part)) as Vector3;
          const infos = Array.from({ length: count }, (_, k) =>
            info({
              plane: {
                position: [5 + normal[0] * 3 * k, 6 + normal[1] * 3 * k, 7 + normal[2] * 3 * k],
                rowDirection: row,
                columnDirection: column,
              },
              spacing: { rows: 2, columns: 1.5, source: 'PixelSpacing' },
            }),
          );
          // Each voxel's value is a fingerprint of its own place.
          const value = ([x, y, z]: Vector3) => x + 100 * y + 10_000 * z;
          const frames = infos.map((frame) =>
            Float32Array.from({ length: 12 }, (_, at) => value(pointAt(geometryOf(frame), at % 4, Math.floor(at / 4)))),
          );
          const grid = gridOf(infos);
          for (let index = 0; index < reformatLength(grid, plane); index++) {
            const geometry = reformatGeometry(grid, plane, index);
            const values = reformatValues(grid, plane, index, (k) => frames[k]!);
            values.forEach((found, at) => {
              const point = pointAt(geometry, at % geometry.columns, Math.floor(at / geometry.columns));
              expect(found).toBeCloseTo(value(point), 0);
            });
          }
          const { rowDirection, columnDirection } = reformatGeometry(grid, plane, 0);
          const hanging = { axial: 'LP', sagittal: 'PI', coronal: 'LI' }[plane];
          expect(lettersOf(rowDirection) + lettersOf(columnDirection)).toBe(hanging);
        }),
      );
    },
  );
});

describe('outlines', () => {
  const mask = fc
    .record({ columns: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 9 }) })
    .chain(({ columns, rows }) =>
      fc.record({
        columns: fc.constant(columns),
        rows: fc.constant(rows),
        data: fc.uint8Array({ minLength: columns * rows, maxLength: columns * rows, max: 1 }),
      }),
    );

  /** Even-odd crossing count to the left of a point. */
  const inside = (loops: [number, number][][], x: number, y: number) => {
    let crossings = 0;
    for (const loop of loops)
      loop.forEach(([x0, y0], at) => {
        const [x1, y1] = loop[(at + 1) % loop.length]!;
        if (y0 > y !== y1 > y && x0 + ((y - y0) / (y1 - y0)) * (x1 - x0) < x) crossings++;
      });
    return crossings % 2 === 1;
  };

  test('hold every set pixel and no clear one', () => {
    fc.assert(
      fc.property(mask, ({ columns, rows, data }) => {
        const loops = contoursOf(data, columns, rows);
        data.forEach((set, at) => {
          expect(inside(loops, at % columns, Math.floor(at / columns) + 1e-4)).toBe(set === 1);
        });
      }),
    );
  });
});

describe('maps and colours', () => {
  test('a map is clear below 0.18 of its strongest point and everywhere where nothing is positive', () => {
    const { pixels } = mapPixels(Float32Array.of(1, 1, 0.1, 0.1), 2, 2);
    expect(pixels[3]).toBe(255);
    expect(pixels.at(-1)).toBe(0);
    expect(mapPixels(Float32Array.of(-1, 0, 0, -2), 2, 2).pixels.every((part) => part === 0)).toBe(true);
  });

  test('inferno runs from black to pale yellow, always brighter', () => {
    const brightness = Array.from({ length: 50 }, (_, n) => {
      const [r, g, b] = inferno(n / 49);
      return 0.21 * r + 0.72 * g + 0.07 * b;
    });
    expect(brightness).toEqual(brightness.toSorted((a, b) => a - b));
  });

  test('colours of labels never fall together, and the palette is kept as it is', () => {
    expect(distinctColours([...OVERLAYS])).toEqual([...OVERLAYS]);
    const given = distinctColours(['#4cc9f0', '#4cc9f0', '#50c8ee']);
    expect(new Set(given).size).toBe(3);
  });
});
