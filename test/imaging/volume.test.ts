import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame, FrameInfo, Vector3 } from '../../core/contract/index.ts';
import { affineOf, buildVolume, stackOf, voxelMl } from '../../core/imaging/index.ts';

type Stack = { slices: number; spacing: [rows: number, columns: number]; gap: number; tilt?: number };

const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Slices of 4 × 3 pixels whose value is their place in the stack; coronal, turned by an angle about z. */
function stack({ slices, spacing, gap, tilt = 0 }: Stack, angle = 0): { frames: Frame[]; infos: FrameInfo[] } {
  const row: Vector3 = [Math.cos(angle), Math.sin(angle), 0];
  const column: Vector3 = [0, 0, -1];
  const normal = cross(row, column);
  const places = Array.from({ length: slices }, (_, k) => k);
  return {
    frames: places.map((k) => ({
      ...{ rows: 3, columns: 4, samplesPerPixel: 1 as const, bitsStored: 16, signed: false, type: 'u16' as const },
      photometric: 'MONOCHROME2',
      pixels: new Uint16Array(12).fill(k),
    })),
    infos: places.map((k) => ({
      ...{ sopInstanceUid: `1.${k}`, frame: 0, rows: 3, columns: 4, samplesPerPixel: 1 as const },
      ...{ photometric: 'MONOCHROME2', bitsStored: 16, signed: false, windows: [], frameOfReferenceUid: '2' },
      // PET has a slope a slice.
      modality: { slope: 10, intercept: k === 1 ? 5 : 0 },
      plane: {
        position: normal.map((n, a) => 7 + k * (n * gap + column[a]! * tilt)) as Vector3,
        rowDirection: row,
        columnDirection: column,
      },
      spacing: { rows: spacing[0], columns: spacing[1], source: 'PixelSpacing' as const },
    })),
  };
}

const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { problem?: { code: string; values: object } }).problem;
  }
};

describe('a volume', () => {
  it('is the same in whatever order its slices come', () => {
    const shape = { slices: 6, spacing: [0.5, 0.7] as [number, number], gap: 2.5 };
    const { frames, infos } = stack(shape);
    const wanted = buildVolume(frames, infos);
    expect([...wanted.data.filter((_, n) => n % 12 === 0)]).toEqual([0, 15, 20, 30, 40, 50]);
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (order) => {
        expect(
          buildVolume(
            order.map((n) => frames[n]!),
            order.map((n) => infos[n]!),
          ),
        ).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });

  it('has the size of a voxel from spacing and positions, at any angle, and puts voxels where the slices are', () => {
    const mm = fc.double({ min: 0.2, max: 9, noNaN: true });
    fc.assert(
      fc.property(
        mm,
        mm,
        mm,
        fc.integer({ min: 2, max: 30 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (rows, columns, gap, slices, angle) => {
          const { infos } = stack({ slices, spacing: [rows, columns], gap }, angle);
          const affine = affineOf(infos);
          expect(voxelMl({ affine })).toBeCloseTo((rows * columns * gap) / 1000, 9);
          const { order } = stackOf(infos);
          order.forEach((n, k) => {
            const at = [0, 1, 2].map((a) => affine[a * 4 + 2]! * k + affine[a * 4 + 3]!);
            at.forEach((v, a) => {
              expect(v).toBeCloseTo(infos[n]!.plane!.position[a]!, 6);
            });
          });
        },
      ),
    );
  });

  it('is refused with the reason where the slices make none', () => {
    const good = () => stack({ slices: 6, spacing: [1, 1], gap: 2 }).infos;
    const changed = (change: (infos: FrameInfo[]) => void) => {
      const infos = good();
      change(infos);
      return codeOf(() => stackOf(infos))?.code;
    };
    expect(codeOf(() => stackOf(good()))).toBeUndefined();
    expect(codeOf(() => stackOf(good().slice(0, 1)))?.code).toBe('volume-single-slice');
    expect(changed((infos) => (infos[2]!.plane = undefined))).toBe('volume-no-position');
    expect(changed((infos) => (infos[2]!.plane!.position = [Number.NaN, 0, 0]))).toBe('volume-no-position');
    expect(changed((infos) => (infos[2]!.spacing = undefined))).toBe('volume-no-spacing');
    expect(changed((infos) => (infos[0]!.spacing!.source = 'ImagerPixelSpacing'))).toBe('volume-no-spacing');
    expect(changed((infos) => (infos[0]!.spacing!.rows = 0))).toBe('volume-no-spacing');
    expect(changed((infos) => (infos[3]!.spacing!.rows = 1.5))).toBe('volume-mixed-spacing');
    expect(changed((infos) => (infos[4]!.rows = 8))).toBe('volume-mixed-size');
    expect(changed((infos) => (infos[4]!.samplesPerPixel = 3))).toBe('volume-colour');
    expect(changed((infos) => (infos[4]!.frameOfReferenceUid = '3'))).toBe('volume-mixed-frames-of-reference');
    expect(changed((infos) => (infos[4]!.plane!.rowDirection = [0, 1, 0]))).toBe('volume-mixed-orientation');
    expect(changed((infos) => (infos[4]!.plane!.position = infos[3]!.plane!.position))).toBe('volume-double-position');
    expect(codeOf(() => stackOf(stack({ slices: 9, spacing: [1, 1], gap: 2, tilt: 0.3 }).infos))?.code).toBe(
      'volume-tilted',
    );
    expect(changed((infos) => (infos[2]!.plane!.rowDirection = [1 + 4e-5, 1e-4, 0]))).toBeUndefined();
  });

  it('names the place of a gap, wherever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), fc.nat(), (slices, pick) => {
        const infos = stack({ slices, spacing: [1, 1], gap: 3 }).infos;
        const missing = 1 + (pick % (slices - 2));
        infos.splice(missing, 1);
        const problem = codeOf(() => stackOf(infos));
        // Slices are counted along the normal, which may run against the order of making.
        expect(problem).toEqual({
          code: 'volume-gap',
          values: { slice: missing, next: missing + 1, gap: 6, usual: 3 },
        });
      }),
    );
  });
});
