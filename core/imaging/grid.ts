/**
 * Values on a regular grid, the first axis fastest: images are [columns, rows], volumes [i, j, k]. The grids of several
 * channels follow each other in `data`.
 */
export type Grid = {
  data: Float32Array;
  size: number[];
  channels: number;
  /** Volumes: index to patient coordinates (LPS, mm), 4 × 4, row by row. */
  affine?: Float64Array;
  /** Images: the range that a VOI step mapped to, which `invertMonochrome1` turns. */
  range?: [number, number];
};

/** What a spatial step did, so that it can be taken back. */
export type Move = {
  grid: Grid;
  /** One channel on the new grid back to the grid before; where the step cut away, `outside`. */
  undo(values: Float32Array, outside: number): Float32Array;
  /** The same of a mask, where voxels were only moved and none mixed with others. */
  undoMask?(mask: Uint8Array, outside: number): Uint8Array;
  /** A point of the new grid on the grid before, in pixels with 0 at the outer corner of the first. */
  before(point: readonly number[]): number[];
};

export const product = (size: readonly number[]) => size.reduce((all, n) => all * n, 1);

/** The same grid with other values, one for each: pointwise steps. The VOI range holds no longer. */
export function mapValues(grid: Grid, change: (value: number) => number): Grid {
  const before = grid.data;
  const data = new Float32Array(before.length);
  for (let at = 0; at < data.length; at++) data[at] = change(before[at]!);
  return { ...grid, data, range: undefined };
}

/** Applies a spatial change to each channel. */
export function mapChannels(grid: Grid, size: number[], change: (channel: Float32Array) => Float32Array): Grid {
  if (grid.channels === 1) return { ...grid, data: change(grid.data), size };
  const before = product(grid.size);
  const after = product(size);
  const data = new Float32Array(after * grid.channels);
  for (let c = 0; c < grid.channels; c++) data.set(change(grid.data.subarray(c * before, (c + 1) * before)), c * after);
  return { ...grid, data, size };
}

/** Smallest and largest value; infinite and reversed where there is none. */
export function extent(values: Float32Array, counts: (value: number) => boolean = () => true): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!counts(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

const likeOf = <T extends Float32Array | Uint8Array>(values: T, length: number): T =>
  new (values.constructor as new (n: number) => T)(length);

/** Sizes as [a, b, c]; what has two axes has one slice. */
const three = (size: readonly number[]): [number, number, number] => [size[0]!, size[1]!, size[2] ?? 1];

/** Axes reordered and turned: axis a of the result is axis `axes[a]` of the input, from its end where `flip[a]`. */
export function permute<T extends Float32Array | Uint8Array>(
  values: T,
  size: readonly number[],
  axes: readonly number[],
  flip: readonly boolean[],
): T {
  const strides = [1, size[0]!, size[0]! * size[1]!];
  const [nx, ny, nz] = three(axes.map((axis) => size[axis]!));
  const [sx, sy, sz] = three(axes.map((axis, a) => (flip[a] ? -strides[axis]! : strides[axis]!)));
  const first = axes.reduce((sum, axis, a) => sum + (flip[a] ? strides[axis]! * (size[axis]! - 1) : 0), 0);
  const out = likeOf(values, values.length);
  let at = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      let from = first + z * sz + y * sy;
      for (let x = 0; x < nx; x++, from += sx) out[at++] = values[from]!;
    }
  return out;
}

/**
 * A box of the grid: result[x] = values[x + start]; beyond the grid `outside`, or mirrored at the edge voxels without
 * repeating them (numpy.pad, mode 'reflect').
 */
export function cut<T extends Float32Array | Uint8Array>(
  values: T,
  size: readonly number[],
  start: readonly number[],
  box: readonly number[],
  outside: number | 'reflect',
): T {
  const indices = size.map((n, axis) =>
    Int32Array.from({ length: box[axis]! }, (_, x) => inside(x + start[axis]!, n, outside === 'reflect')),
  );
  const [nx, ny] = three(size);
  const out = likeOf(values, product(box));
  if (outside !== 'reflect' && outside !== 0) out.fill(outside);
  const [xs, ys, zs] = [indices[0]!, indices[1]!, indices[2] ?? Int32Array.of(0)];
  // What lies inside the grid is copied row by row.
  const first = Math.min(Math.max(-start[0]!, 0), xs.length);
  const last = Math.max(Math.min(nx - start[0]!, xs.length), first);
  for (let z = 0, at = 0; z < zs.length; z++)
    for (let y = 0; y < ys.length; y++, at += xs.length) {
      if (zs[z]! < 0 || ys[y]! < 0) continue;
      const row = (zs[z]! * ny + ys[y]!) * nx;
      const copy = (x: number) => {
        if (xs[x]! >= 0) out[at + x] = values[row + xs[x]!]!;
      };
      for (let x = 0; x < first; x++) copy(x);
      out.set(values.subarray(row + first + start[0]!, row + last + start[0]!), at + first);
      for (let x = last; x < xs.length; x++) copy(x);
    }
  return out;
}

/** The index inside 0 … n − 1 that stands for `index`, or −1. */
function inside(index: number, n: number, reflect: boolean): number {
  if (index >= 0 && index < n) return index;
  if (!reflect) return -1;
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const folded = ((index % period) + period) % period;
  return folded < n ? folded : period - folded;
}
