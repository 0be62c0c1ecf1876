import { describe, expect, it } from 'vitest';
import type { Vector3, Volume } from '../../core/contract/index.ts';
import { alignTo, coverageOf } from '../../core/imaging/align.ts';
import { apart, hasPython, noise, reference } from './reference.ts';

/** Looks each voxel centre up in the other volume with SciPy, and leaves 0 where ITK finds no image. */
const SCIPY = `
from scipy.ndimage import map_coordinates
def reference(a, c):
    grid, own = (np.array(c[k]).reshape(4, 4) for k in ('grid', 'affine'))
    at = np.indices(c['size']).reshape(3, -1)
    index = np.linalg.inv(own)[:3] @ grid @ np.vstack([at, np.ones(at.shape[1])])
    size = np.array(a.shape[::-1])[:, None]
    has = ((index >= -.5) & (index <= size - .5)).all(0)
    values = map_coordinates(a.transpose(2, 1, 0).astype('f8'), index, order=1, mode='nearest')
    return np.where(has, values, 0).reshape(c['size']).transpose(2, 1, 0)
`;

/** A turned lattice around a point of the patient. */
function lattice(size: Vector3, mm: Vector3, middle: Vector3, turn: number): { size: Vector3; affine: Float64Array } {
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const axes = [
    [c * mm[0], -s * c * mm[1], s * s * mm[2]],
    [s * mm[0], c * c * mm[1], -s * c * mm[2]],
    [0, s * mm[1], c * mm[2]],
  ];
  const affine = axes.flatMap((row, n) => [
    ...row,
    middle[n]! - row.reduce((sum, step, axis) => sum + (step * (size[axis]! - 1)) / 2, 0),
  ]);
  return { size, affine: Float64Array.from([...affine, 0, 0, 0, 1]) };
}

const volumeOn = (place: { size: Vector3; affine: Float64Array }, seed: number): Volume => ({
  ...place,
  data: noise(place.size[0] * place.size[1] * place.size[2], seed),
});

const caseOf = (grid: { size: Vector3; affine: Float64Array }, volume: Volume) => ({
  values: volume.data,
  shape: volume.size.toReversed(),
  affine: [...volume.affine],
  grid: [...grid.affine],
  size: grid.size,
});

describe('a volume on the grid of another', () => {
  it.skipIf(!hasPython)('is what SciPy looks up at the same places in the patient, turned, finer and coarser', () => {
    const pairs = [
      [
        lattice([9, 7, 6], [1, 1, 1], [3, -4, 5], 0.2),
        volumeOn(lattice([12, 14, 5], [0.8, 0.7, 2.5], [2, -3, 4], -0.4), 1),
      ],
      [lattice([11, 5, 8], [2, 2, 0.5], [0, 0, 0], 1.2), volumeOn(lattice([30, 31, 29], [1, 1, 1], [1, 0, 0], 0), 2)],
      // Reaches beyond the volume on all sides, and the other way round; a single column.
      [lattice([20, 20, 20], [3, 3, 3], [0, 0, 0], 0.1), volumeOn(lattice([5, 6, 7], [2, 2, 2], [5, 5, 5], 0.9), 3)],
      [
        lattice([1, 4, 3], [1, 1, 1], [0, 0, 0], 0),
        volumeOn(lattice([8, 8, 8], [1, 1, 1], [0.25, 0, 0.5], Math.PI), 4),
      ],
    ] as const;
    const wanted = reference(
      SCIPY,
      pairs.map(([grid, volume]) => caseOf(grid, volume)),
    );
    pairs.forEach(([grid, volume], n) => {
      const aligned = alignTo(grid, volume);
      expect(apart(aligned, wanted[n]!), `pair ${n}`).toBeLessThan(1e-5);
      expect(aligned.some((value) => value !== 0)).toBe(true);
    });
  });

  it('of its own stays as it is', () => {
    const volume = volumeOn(lattice([4, 5, 6], [1, 2, 3], [0, 0, 0], 0.3), 5);
    expect(alignTo(volume, volume)).toBe(volume.data);
  });

  it('is covered whole, in part or not at all', () => {
    const grid = lattice([10, 10, 10], [1, 1, 1], [0, 0, 0], 0.4);
    expect(coverageOf(grid, lattice([40, 40, 40], [1, 1, 1], [0, 0, 0], 0))).toBe(1);
    expect(coverageOf(grid, grid)).toBe(1);
    expect(coverageOf(grid, lattice([40, 40, 40], [1, 1, 1], [90, 0, 0], 0))).toBe(0);
    const half = coverageOf(
      lattice([10, 10, 10], [1, 1, 1], [0, 0, 0], 0),
      lattice([5, 40, 40], [1, 1, 1], [-2.5, 0, 0], 0),
    );
    expect(half).toBe(0.5);
  });
});
