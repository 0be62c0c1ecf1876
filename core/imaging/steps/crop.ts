import { cut, type Grid, type Move, mapChannels } from '../grid.ts';

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
  const { data, size } = grid;
  const [nx, ny, nz] = [size[0]!, size[1]!, size[2] ?? 1];
  const counts = (at: number) => (foreground === 'positive' ? data[at]! > 0 : data[at] !== 0);
  const low = [nx, ny, nz] as [number, number, number];
  const high = [-1, -1, -1] as [number, number, number];
  for (let row = 0, begin = 0; begin < data.length; row++, begin += nx) {
    const [y, z] = [row % ny, Math.floor(row / ny) % nz];
    // A row that adds no height and no depth is looked at beside the box alone.
    const known = y >= low[1] && y <= high[1] && z >= low[2] && z <= high[2];
    let first = begin;
    const end = begin + (known ? low[0] : nx);
    while (first < end && !counts(first)) first++;
    if (first === end && !known) continue;
    let last = begin + nx - 1;
    while (last > begin + high[0] && !counts(last)) last--;
    [first - begin, y, z].forEach((n, axis) => {
      low[axis] = Math.min(low[axis]!, n);
      high[axis] = Math.max(high[axis]!, axis === 0 ? last - begin : n);
    });
  }
  if (high[0] === -1) return crop(grid, size);
  return moveTo(
    grid,
    low.slice(0, size.length),
    size.map((_, axis) => high[axis]! - low[axis]! + 1),
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
