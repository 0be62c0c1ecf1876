import type { FrameInfo, Vector3, Volume } from '../contract/index.ts';
import { stackOf } from './geometry.ts';
import { product } from './grid.ts';

/** Where the voxels of a volume lie: index (i, j, k) to patient coordinates (LPS, mm), 4 × 4 row by row. */
export type Lattice = Pick<Volume, 'size' | 'affine'>;

/**
 * A volume on the grid of another in the same patient space: each voxel's centre is looked up in the volume, linear
 * between its eight neighbours without smoothing, as ITK's ResampleImageFilter with an identity transform: within half
 * a voxel of the outer centres the edge goes on, beyond that it is 0. On its own grid a volume stays as it is.
 */
export function alignTo(grid: Lattice, volume: Volume): Float32Array {
  if (isSame(grid, volume)) return volume.data;
  const [nx, ny, nz] = volume.size;
  const [columns, rows, slices] = grid.size;
  const [a, b, c, d] = columnsOf(toIndex(grid, volume));
  const out = new Float32Array(product(grid.size));
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        const x = a[0] * i + b[0] * j + c[0] * k + d[0];
        const y = a[1] * i + b[1] * j + c[1] * k + d[1];
        const z = a[2] * i + b[2] * j + c[2] * k + d[2];
        if (!(x >= -0.5 && y >= -0.5 && z >= -0.5 && x <= nx - 0.5 && y <= ny - 0.5 && z <= nz - 0.5)) continue;
        out[at] = valueAt(volume, x, y, z);
      }
  return out;
}

/** Linear between the eight voxels around a place inside, half a voxel beyond the outer centres included. */
function valueAt({ data, size }: Pick<Volume, 'data' | 'size'>, x: number, y: number, z: number): number {
  const nx = size[0];
  const plane = nx * size[1];
  const cx = Math.min(Math.max(x, 0), nx - 1);
  const cy = Math.min(Math.max(y, 0), size[1] - 1);
  const cz = Math.min(Math.max(z, 0), size[2] - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const z0 = Math.floor(cz);
  const right = x0 < nx - 1 ? 1 : 0;
  const below = y0 < size[1] - 1 ? nx : 0;
  const next = z0 < size[2] - 1 ? plane : 0;
  const at = x0 + nx * y0 + plane * z0;
  const here = between(data, at, right, below, cx - x0, cy - y0);
  return here + (cz - z0) * (between(data, at + next, right, below, cx - x0, cy - y0) - here);
}

/** Linear between four neighbours in a plane. */
function between(data: Float32Array, at: number, right: number, below: number, fx: number, fy: number): number {
  const upper = data[at]! + fx * (data[at + right]! - data[at]!);
  const lower = data[at + below]! + fx * (data[at + below + right]! - data[at + below]!);
  return upper + fy * (lower - upper);
}

/** Points along each axis at which coverage is asked, the outer centres among them. */
const ASKED = 25;

/**
 * The share of a grid's voxel centres at which a volume has values (`alignTo`), 0 to 1, asked at 25 × 25 × 25 of them
 * spread evenly. 1 is exact: a box whose corners lie in another box lies in it.
 */
export function coverageOf(grid: Lattice, volume: Lattice): number {
  const [a, b, c, d] = columnsOf(toIndex(grid, volume));
  const places = grid.size.map((n) => {
    const count = Math.min(n, ASKED);
    return Array.from({ length: count }, (_, at) => (count === 1 ? 0 : (at * (n - 1)) / (count - 1)));
  });
  const inside = (i: number, j: number, k: number) =>
    volume.size.every((n, axis) => {
      const at = a[axis]! * i + b[axis]! * j + c[axis]! * k + d[axis]!;
      return at >= -0.5 && at <= n - 0.5;
    });
  let [asked, has] = [0, 0];
  for (const k of places[2]!)
    for (const j of places[1]!)
      for (const i of places[0]!) {
        asked++;
        if (inside(i, j, k)) has++;
      }
  return has / asked;
}

/**
 * The lattice of an even volume of `slices` from some of its frames, the first and the last among them. Throws the
 * reasons of `stackOf`.
 */
export function latticeOf(infos: FrameInfo[], slices: number): Lattice {
  const { size, affine } = stackOf(infos);
  const share = (infos.length - 1) / (slices - 1);
  return { size: [size[0], size[1], slices], affine: affine.map((value, n) => (n % 4 === 2 ? value * share : value)) };
}

/** Patient coordinates (LPS, mm) to index (i, j, k), in parts of voxels. */
export function indexAt(lattice: Lattice): (place: Vector3) => Vector3 {
  const [a, b, c, d] = columnsOf(toIndex({ ...lattice, affine: PATIENT }, lattice));
  return ([x, y, z]) => [0, 1, 2].map((n) => a[n]! * x + b[n]! * y + c[n]! * z + d[n]!) as Vector3;
}

const PATIENT = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

const isSame = (a: Lattice, b: Lattice) =>
  a.size.every((n, axis) => n === b.size[axis]) && a.affine.every((value, n) => value === b.affine[n]);

/** Index of one lattice to index of another, both in the same space: 3 × 4, row by row. */
function toIndex({ affine: from }: Lattice, { affine: to }: Lattice): number[] {
  const [a, b, c, d, e, f, g, h, i] = [0, 1, 2, 4, 5, 6, 8, 9, 10].map((n) => to[n]!) as Nine;
  const [ei, di, dh] = [e * i - f * h, d * i - f * g, d * h - e * g];
  const determinant = a * ei - b * di + c * dh;
  const inverse = [
    [ei, c * h - b * i, b * f - c * e],
    [-di, a * i - c * g, c * d - a * f],
    [dh, b * g - a * h, a * e - b * d],
  ].map((row) => row.map((value) => value / determinant));
  const shift = [3, 7, 11].map((n) => from[n]! - to[n]!);
  return inverse.flatMap((row) => [
    ...[0, 1, 2].map((axis) => row[0]! * from[axis]! + row[1]! * from[4 + axis]! + row[2]! * from[8 + axis]!),
    row[0]! * shift[0]! + row[1]! * shift[1]! + row[2]! * shift[2]!,
  ]);
}

type Nine = [number, number, number, number, number, number, number, number, number];
type Three = [number, number, number];

const columnsOf = (matrix: number[]) =>
  [0, 1, 2, 3].map((column) => [matrix[column]!, matrix[4 + column]!, matrix[8 + column]!]) as [
    Three,
    Three,
    Three,
    Three,
  ];
