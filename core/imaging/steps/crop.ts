import { cut, type Grid, type Move, mapChannels, product } from '../grid.ts';

/**
 * The middle of the grid. `size` by axis, first axis fastest; an axis that is shorter stays as it is. Where the rest is
 * odd, the start is rounded half to even, as torchvision's center_crop does.
 */
export function crop(grid: Grid, size: readonly number[]): Move {
  const box = grid.size.map((n, axis) => Math.min(n, size[axis]!));
  const start = grid.size.map((n, axis) => halfToEven((n - box[axis]!) / 2));
  return moveTo(grid, start, box, 0);
}

/** What is no background: MONAI's CropForeground takes values above 0, nnU-Net's crop_to_nonzero those that are not 0. */
export type Foreground = 'positive' | 'nonzero';

/** The smallest box around the foreground of all channels; a grid without any stays whole. */
export function cropForeground(grid: Grid, foreground: Foreground): Move {
  const counts = foreground === 'positive' ? (value: number) => value > 0 : (value: number) => value !== 0;
  const [nx, ny] = [grid.size[0]!, grid.size[1]!];
  const low = grid.size.map(() => Number.POSITIVE_INFINITY);
  const high = grid.size.map(() => -1);
  const voxels = product(grid.size);
  for (let row = 0; row < grid.data.length; row += nx) {
    const inRow = grid.data.subarray(row, row + nx);
    const first = inRow.findIndex(counts);
    if (first < 0) continue;
    const at = (row % voxels) / nx;
    [first, at % ny, Math.floor(at / ny)].slice(0, low.length).forEach((n, axis) => {
      low[axis] = Math.min(low[axis]!, n);
      high[axis] = Math.max(high[axis]!, axis === 0 ? inRow.findLastIndex(counts) : n);
    });
  }
  if (high[0] === -1) return crop(grid, grid.size);
  return moveTo(
    grid,
    low,
    high.map((n, axis) => n - low[axis]! + 1),
    0,
  );
}

/** Takes a box of the grid (which may reach beyond it) and knows the way back. */
export function moveTo(grid: Grid, start: number[], box: number[], fill: number | 'reflect'): Move {
  const back = start.map((n) => -n);
  const moved = mapChannels(grid, box, (values) => cut(values, grid.size, start, box, fill));
  return {
    grid: grid.affine ? { ...moved, affine: shifted(grid.affine, start) } : moved,
    undo: (values, outside) => cut(values, box, back, grid.size, outside),
    undoMask: (mask, outside) => cut(mask, box, back, grid.size, outside),
    before: (point) => point.map((at, axis) => at + start[axis]!),
  };
}

/** Affine of the grid whose voxel 0 is voxel `start` of the old one. */
function shifted(affine: Float64Array, start: number[]): Float64Array {
  const out = affine.slice();
  for (let row = 0; row < 3; row++)
    for (let axis = 0; axis < 3; axis++) out[row * 4 + 3]! += affine[row * 4 + axis]! * start[axis]!;
  return out;
}

function halfToEven(value: number): number {
  const low = Math.floor(value);
  if (value - low !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}
