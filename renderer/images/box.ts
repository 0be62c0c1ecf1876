import type { Vector3 } from '../../core/contract/index.ts';
import { normalOf } from './meeting.ts';
import { gridOf } from './reformat.ts';
import { dot, pixelAt } from './slice.ts';
import type { Stack } from './stack.ts';

/** A box in a volume: edges along columns, rows and frames of its series, 0 at the outer corner of the first voxel. */
export type VolumeBox = { low: Vector3; high: Vector3 };

/** Corners in a ring: column and row, 0,0 is the outer corner of the first pixel. */
export type Ring = [column: number, row: number][];

const ringOf = ([x0, y0, x1, y1]: readonly [number, number, number, number]): Ring => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];

/**
 * What a slice of a stack shows of a box in its series; empty where it shows nothing. A box is on every slice that it
 * reaches, however thin it is.
 */
export function boxOnSlice(stack: Stack, index: number, { low, high }: VolumeBox): Ring {
  if (stack.plane === 'acquired') {
    const reached = Math.floor(low[2]) <= index && index < Math.ceil(high[2]);
    return reached ? ringOf([low[0], low[1], high[0], high[1]]) : [];
  }
  const grid = gridOf(stack.infos);
  const slice = stack.geometry(index);
  const normal = normalOf(slice);
  const share = (axis: 0 | 1 | 2) => Math.abs(dot(grid.steps[axis], normal)) / Math.hypot(...grid.steps[axis]);
  const through = ([0, 1, 2] as const).reduce((a, b) => (share(b) > share(a) ? b : a));
  // Whole voxels across the slices, whose planes lie in the middle of them.
  const edges = ([0, 1, 2] as const).map((axis): [number, number] =>
    axis === through ? [Math.floor(low[axis]), Math.ceil(high[axis])] : [low[axis], high[axis]],
  );
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => {
    const at = edges.map((edge, axis) => edge[(corner >> axis) & 1]! - 0.5);
    return [0, 1, 2].map((n) =>
      grid.steps.reduce((sum, step, axis) => sum + step[n]! * at[axis]!, grid.origin[n]!),
    ) as Vector3;
  });
  const heights = corners.map((corner) => dot(normal, corner) - dot(normal, slice.position));
  const ring: Ring = EDGES.flatMap(([from, to]): Ring => {
    const [a, b] = [heights[from]!, heights[to]!];
    if (a >= 0 === b >= 0) return [];
    const way = a / (a - b);
    const point = corners[from]!.map((value, n) => value + way * (corners[to]![n]! - value)) as Vector3;
    const [column, row] = pixelAt(slice, point);
    return [[column + 0.5, row + 0.5]];
  });
  const middle = [0, 1].map((n) => ring.reduce((sum, corner) => sum + corner[n]!, 0) / ring.length);
  const angle = ([column, row]: Ring[number]) => Math.atan2(row - middle[1]!, column - middle[0]!);
  return ring.sort((a, b) => angle(a) - angle(b));
}

/** Pairs of corners that differ along one axis; bit n of a corner is its side along axis n. */
const EDGES = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) =>
  [1, 2, 4].flatMap((side): [number, number][] => (corner & side ? [] : [[corner, corner | side]])),
);
