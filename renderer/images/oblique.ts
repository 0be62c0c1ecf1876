import type { Vector3 } from '../../core/contract/index.ts';
import type { Grid, ReformatPlane } from './reformat.ts';
import { type Axes, cross, dot, type SliceGeometry, type Values } from './slice.ts';

/** How the three planes of a series lie. */
export type Planes = Record<ReformatPlane, Axes>;

const plus = (a: Vector3, b: Vector3, factor: number): Vector3 => [
  a[0] + b[0] * factor,
  a[1] + b[1] * factor,
  a[2] + b[2] * factor,
];

/** Turns a vector about a unit axis by an angle in radians (Rodrigues' formula). */
function turned(vector: Vector3, axis: Vector3, angle: number): Vector3 {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const across = cross(axis, vector);
  const along = dot(axis, vector) * (1 - cos);
  return [0, 1, 2].map((n) => vector[n]! * cos + across[n]! * sin + axis[n]! * along) as Vector3;
}

export const turnedAxes = ({ right, down, forward }: Axes, axis: Vector3, angle: number): Axes => ({
  right: turned(right, axis, angle),
  down: turned(down, axis, angle),
  forward: turned(forward, axis, angle),
});

/** Slices of square pixels across a grid at any angle: as fine as its finest step, and all of it. */
export type Oblique = { axes: Axes; origin: Vector3; step: number; columns: number; rows: number; length: number };

export function obliqueOf(grid: Grid, axes: Axes): Oblique {
  const step = Math.min(...grid.steps.map((one) => Math.hypot(...one)));
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
    grid.steps.reduce<Vector3>(
      (point, along, axis) => plus(point, along, n & (1 << axis) ? grid.size[axis]! - 1 : 0),
      grid.origin,
    ),
  );
  const spans = [axes.right, axes.down, axes.forward].map((axis) => {
    const places = corners.map((corner) => dot(axis, corner));
    const low = Math.min(...places);
    return { low, count: Math.floor((Math.max(...places) - low) / step + 1e-6) + 1 };
  });
  const [right, down, forward] = spans as [(typeof spans)[0], (typeof spans)[0], (typeof spans)[0]];
  const origin = plus(plus(plus([0, 0, 0], axes.right, right.low), axes.down, down.low), axes.forward, forward.low);
  return { axes, origin, step, columns: right.count, rows: down.count, length: forward.count };
}

export const obliqueGeometry = ({ axes, origin, step, columns, rows }: Oblique, index: number): SliceGeometry => ({
  columns,
  rows,
  position: plus(origin, axes.forward, step * index),
  rowDirection: axes.right,
  columnDirection: axes.down,
  columnSpacing: step,
  rowSpacing: step,
});

/** Patient coordinates to index (i, j, k): the rows of the inverse of the grid's steps. */
function inverseOf({ steps: [i, j, k] }: Grid): [Vector3, Vector3, Vector3] {
  const volume = dot(i, cross(j, k));
  const over = (vector: Vector3): Vector3 => [vector[0] / volume, vector[1] / volume, vector[2] / volume];
  return [over(cross(j, k)), over(cross(k, i)), over(cross(i, j))];
}

/** The values of one slice of an oblique stack (`sampled`). */
export const obliqueValues = (
  grid: Grid,
  oblique: Oblique,
  index: number,
  frame: (k: number) => Values,
  outside: Outside,
): Float32Array => sampled(grid, obliqueGeometry(oblique, index), frame, outside);

type Outside = { outside: number; nearest?: boolean };

/**
 * A grid's values at the pixels of any slice: between voxels by the eight around (`nearest`: the one that is closest,
 * for masks). What lies outside the grid is `outside`.
 */
export function sampled(
  grid: Grid,
  slice: SliceGeometry,
  frame: (k: number) => Values,
  { outside, nearest = false }: Outside,
): Float32Array {
  const { columns, rows, position, rowDirection, columnDirection, columnSpacing, rowSpacing } = slice;
  const [width, height, depth] = grid.size;
  const inverse = inverseOf(grid);
  const start = plus(position, grid.origin, -1);
  const place = inverse.map((row) => dot(row, start));
  const right = inverse.map((row) => dot(row, rowDirection) * columnSpacing);
  const down = inverse.map((row) => dot(row, columnDirection) * rowSpacing);
  const frames = Array.from({ length: depth }, (_, k) => frame(k));
  const result = new Float32Array(columns * rows).fill(outside);
  const slack = 1e-4;
  for (let row = 0, to = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, to++) {
      const x = place[0]! + right[0]! * column + down[0]! * row;
      const y = place[1]! + right[1]! * column + down[1]! * row;
      const z = place[2]! + right[2]! * column + down[2]! * row;
      if (x < -slack || y < -slack || z < -slack) continue;
      if (x > width - 1 + slack || y > height - 1 + slack || z > depth - 1 + slack) continue;
      if (nearest) {
        result[to] = frames[Math.round(z)]![Math.round(y) * width + Math.round(x)]!;
        continue;
      }
      const i = Math.min(Math.max(Math.floor(x), 0), Math.max(width - 2, 0));
      const j = Math.min(Math.max(Math.floor(y), 0), Math.max(height - 2, 0));
      const k = Math.min(Math.max(Math.floor(z), 0), Math.max(depth - 2, 0));
      const [u, v, w] = [x - i, y - j, z - k];
      const at = j * width + i;
      const [dx, dy] = [width > 1 ? 1 : 0, height > 1 ? width : 0];
      const near = frames[k]!;
      const far = frames[Math.min(k + 1, depth - 1)]!;
      const onNear =
        (near[at]! * (1 - u) + near[at + dx]! * u) * (1 - v) + (near[at + dy]! * (1 - u) + near[at + dy + dx]! * u) * v;
      const onFar =
        (far[at]! * (1 - u) + far[at + dx]! * u) * (1 - v) + (far[at + dy]! * (1 - u) + far[at + dy + dx]! * u) * v;
      result[to] = onNear * (1 - w) + onFar * w;
    }
  return result;
}
