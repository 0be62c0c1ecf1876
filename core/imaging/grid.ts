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

/** Applies a change to each channel. */
export function mapChannels(
  grid: Grid,
  size: number[],
  change: (values: Float32Array, channel: number) => Float32Array,
): Grid {
  if (grid.channels === 1) return { ...grid, data: change(grid.data, 0), size };
  const before = product(grid.size);
  const after = product(size);
  const data = new Float32Array(after * grid.channels);
  for (let c = 0; c < grid.channels; c++)
    data.set(change(grid.data.subarray(c * before, (c + 1) * before), c), c * after);
  return { ...grid, data, size };
}

/** Smallest and largest value; infinite and reversed where there is none. */
export function extent(values: Float32Array, counts: (value: number) => boolean = () => true): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
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
  const sizes = three(axes.map((axis) => size[axis]!));
  const from = three(axes.map((axis, a) => (flip[a] ? -strides[axis]! : strides[axis]!)));
  const first = axes.reduce((sum, axis, a) => sum + (flip[a] ? strides[axis]! * (size[axis]! - 1) : 0), 0);
  const out = likeOf(values, values.length);
  const to = [1, sizes[0], sizes[0] * sizes[1]];
  // Tiles of what is fastest in the result and what is fastest in the input: both stay in the processor's cache.
  const fast = axes.indexOf(0) || 1;
  const slow = 3 - fast;
  for (let w = 0; w < sizes[slow]!; w++)
    for (let v0 = 0; v0 < sizes[fast]!; v0 += TILE)
      for (let x0 = 0; x0 < sizes[0]; x0 += TILE) {
        const [lastV, count] = [Math.min(v0 + TILE, sizes[fast]!), Math.min(TILE, sizes[0] - x0)];
        for (let v = v0; v < lastV; v++) {
          const at = w * to[slow]! + v * to[fast]! + x0;
          copyLine(out, at, values, first + w * from[slow]! + v * from[fast]! + x0 * from[0], from[0], count);
        }
      }
  return out;
}

const TILE = 64;

/** `count` values from place `source` on, `step` apart, to places from `at` on. By itself: called often, it runs fast. */
function copyLine<T extends Float32Array | Uint8Array>(
  out: T,
  at: number,
  values: T,
  source: number,
  step: number,
  count: number,
): void {
  for (let n = 0; n < count; n++) out[at + n] = values[source + n * step]!;
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
  const sources = size.map((n, axis) =>
    Int32Array.from({ length: box[axis]! }, (_, x) => inside(x + start[axis]!, n, outside === 'reflect')),
  );
  const [nx, ny] = three(size);
  const out = likeOf(values, product(box));
  if (outside !== 'reflect' && outside !== 0) out.fill(outside);
  const [xs, ys, zs] = [sources[0]!, sources[1]!, sources[2] ?? Int32Array.of(0)];
  const [row, plane] = [xs.length, xs.length * ys.length];
  // What lies inside the grid is copied, what mirrors it is copied from there: first in rows, then rows, then planes.
  const first = Math.min(Math.max(-start[0]!, 0), row);
  const last = Math.max(Math.min(nx - start[0]!, row), first);
  onceEach(
    zs,
    (z, k) => {
      onceEach(
        ys,
        (y, j) => {
          const at = z * plane + y * row;
          const from = (k * ny + j) * nx;
          copyLine(out, at + first, values, from + first + start[0]!, 1, last - first);
          for (let x = 0; x < first; x++) if (xs[x]! >= 0) out[at + x] = values[from + xs[x]!]!;
          for (let x = last; x < row; x++) if (xs[x]! >= 0) out[at + x] = values[from + xs[x]!]!;
        },
        (y, like) => {
          out.copyWithin(z * plane + y * row, z * plane + like * row, z * plane + (like + 1) * row);
        },
      );
    },
    (z, like) => {
      out.copyWithin(z * plane, like * plane, (like + 1) * plane);
    },
  );
  return out;
}

/** Each target with its source the first time that source comes, later with the target that was made of it; −1 is none. */
function onceEach(
  sources: Int32Array,
  make: (target: number, source: number) => void,
  repeat: (target: number, like: number) => void,
): void {
  const made = new Map<number, number>();
  for (const [target, source] of sources.entries()) {
    if (source < 0) continue;
    const like = made.get(source);
    if (like !== undefined) repeat(target, like);
    else {
      make(target, source);
      made.set(source, target);
    }
  }
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
