import type { FrameInfo, Vector3 } from '../../core/contract/index.ts';
import { type Axes, cross, dot, geometryOf, type SliceGeometry, type Values } from './slice.ts';

export type ReformatPlane = 'axial' | 'sagittal' | 'coronal';

/** A series that is a volume, as an index grid: i along columns, j along rows, k along frames (LPS, mm). */
export type Grid = {
  size: Vector3;
  origin: Vector3;
  /** Step in mm from one index to the next along i, j and k. */
  steps: [Vector3, Vector3, Vector3];
};

const scaled = (vector: Vector3, factor: number): Vector3 => [
  vector[0] * factor,
  vector[1] * factor,
  vector[2] * factor,
];
const lengthOf = (vector: Vector3) => Math.hypot(...vector);

/** The grid of frames in reading order; the caller knows from the series that they are a volume. */
export function gridOf(infos: FrameInfo[]): Grid {
  const first = geometryOf(infos[0]!);
  const last = geometryOf(infos.at(-1)!);
  const gaps = Math.max(infos.length - 1, 1);
  const along: Vector3 = [
    (last.position[0] - first.position[0]) / gaps,
    (last.position[1] - first.position[1]) / gaps,
    (last.position[2] - first.position[2]) / gaps,
  ];
  const k = lengthOf(along) > 0 ? along : cross(first.rowDirection, first.columnDirection);
  return {
    size: [first.columns, first.rows, infos.length],
    origin: first.position,
    steps: [scaled(first.rowDirection, first.columnSpacing), scaled(first.columnDirection, first.rowSpacing), k],
  };
}

/** Screen right, screen down and scroll of each plane as patient axes (LPS): anatomy hangs as readers expect it. */
const HANGING: Record<ReformatPlane, [right: Vector3, down: Vector3, forward: Vector3]> = {
  axial: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  sagittal: [
    [0, 1, 0],
    [0, 0, -1],
    [1, 0, 0],
  ],
  coronal: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
};

/** An axis of the grid as it runs on the screen: with its indices, or against them. */
export type Axis = { index: 0 | 1 | 2; forward: boolean };
const PERMUTATIONS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/** Which index axis runs along which screen direction (right, down, through): the permutation with the largest sum of cosines. */
export function axesOf(grid: Grid, plane: ReformatPlane): [Axis, Axis, Axis] {
  const directions = grid.steps.map((step) => scaled(step, 1 / lengthOf(step)));
  const wanted = HANGING[plane];
  const agreement = (order: readonly (0 | 1 | 2)[]) =>
    order.reduce<number>((sum, index, place) => sum + Math.abs(dot(directions[index]!, wanted[place]!)), 0);
  const best = PERMUTATIONS.reduce((a, b) => (agreement(b) > agreement(a) ? b : a));
  const axis = (place: 0 | 1 | 2): Axis => ({
    index: best[place],
    forward: dot(directions[best[place]]!, wanted[place]) >= 0,
  });
  return [axis(0), axis(1), axis(2)];
}

export const reformatLength = (grid: Grid, plane: ReformatPlane) => grid.size[axesOf(grid, plane)[2].index];

/** Where a reformatted slice lies. Its axes are the grid's own: no value is interpolated. */
export function reformatGeometry(grid: Grid, plane: ReformatPlane, index: number): SliceGeometry {
  const [right, down, through] = axesOf(grid, plane);
  const start: Vector3 = [0, 0, 0];
  for (const axis of [right, down]) start[axis.index] = axis.forward ? 0 : grid.size[axis.index] - 1;
  start[through.index] = through.forward ? index : grid.size[through.index] - 1 - index;
  const position: Vector3 = [0, 1, 2].map(
    (axis) =>
      grid.origin[axis]! +
      start[0] * grid.steps[0][axis]! +
      start[1] * grid.steps[1][axis]! +
      start[2] * grid.steps[2][axis]!,
  ) as Vector3;
  const direction = (axis: Axis) => {
    const step = grid.steps[axis.index];
    return scaled(step, (axis.forward ? 1 : -1) / lengthOf(step));
  };
  return {
    columns: grid.size[right.index],
    rows: grid.size[down.index],
    position,
    rowDirection: direction(right),
    columnDirection: direction(down),
    columnSpacing: lengthOf(grid.steps[right.index]),
    rowSpacing: lengthOf(grid.steps[down.index]),
  };
}

/** The axes of a plane as the grid has them, at right angles. */
export function axesOfPlane(grid: Grid, plane: ReformatPlane): Axes {
  const { rowDirection: right, columnDirection: down } = reformatGeometry(grid, plane, 0);
  const normal = cross(right, down);
  const forward = dot(normal, HANGING[plane][2]) < 0 ? scaled(normal, -1) : normal;
  return { right, down, forward };
}

type Kind = new (length: number) => Values;

/** An array kind that holds the values of every frame: neighbours may need more bytes, or fractions. */
function widestKind(frames: number, frame: (k: number) => Values): Kind {
  let widest = frame(0);
  for (let k = 1; k < frames; k++) {
    const other = frame(k);
    if (other.constructor === widest.constructor || widest instanceof Float32Array) continue;
    if (other instanceof Float32Array || other.BYTES_PER_ELEMENT > widest.BYTES_PER_ELEMENT) widest = other;
  }
  return widest.constructor as Kind;
}

/** The values of a reformatted slice, taken from the frames (`frame(k)`: row by row) as they are. */
export function reformatValues(grid: Grid, plane: ReformatPlane, index: number, frame: (k: number) => Values): Values {
  const [right, down, through] = axesOf(grid, plane);
  const columns = grid.size[right.index];
  const rows = grid.size[down.index];
  const strides = [1, grid.size[0], 0];
  const at = (axis: Axis, n: number) => (axis.forward ? n : grid.size[axis.index] - 1 - n);
  const fixed = at(through, index);
  const kAxis = [right, down, through].findIndex((axis) => axis.index === 2);
  const Kind = widestKind(grid.size[2], frame);
  const values = new Kind(columns * rows);
  const base = through.index === 2 ? 0 : fixed * strides[through.index]!;
  const outer = kAxis === 0 ? columns : rows;
  const inner = kAxis === 0 ? rows : columns;
  const [outerAxis, innerAxis] = kAxis === 0 ? [right, down] : [down, right];
  const innerStep = (innerAxis.forward ? 1 : -1) * strides[innerAxis.index]!;
  const innerStart = innerAxis.forward ? 0 : (inner - 1) * strides[innerAxis.index]!;
  for (let o = 0; o < outer; o++) {
    const place = at(outerAxis, o);
    const source = frame(kAxis === 2 ? fixed : place);
    let from = base + innerStart + (kAxis === 2 ? place * strides[outerAxis.index]! : 0);
    let to = kAxis === 0 ? o : o * columns;
    const toStep = kAxis === 0 ? columns : 1;
    for (let n = 0; n < inner; n++, from += innerStep, to += toStep) values[to] = source[from]!;
  }
  return values;
}
