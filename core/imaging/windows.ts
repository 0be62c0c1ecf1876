import { ProblemError } from '../contract/index.ts';
import { permute, product } from './grid.ts';

/**
 * How a large image is cut for a network and its answers put together again. `size` and all axes here are in the order
 * of the network's tensor, last axis fastest. `as` names whose arithmetic is meant:
 * `monai`: `sliding_window_inference` – windows each size × (1 − overlap), rounded down, apart, the last moved inside;
 * Gaussian weights of deviation size / 8 around the middle, not below 0.001 of the largest.
 * `nnunet`: nnU-Net 2's predictor – as few windows as keep to that distance, evenly apart; Gaussian weights around
 * voxel size / 2, cut at four deviations, not below the smallest that is not 0.
 * Both set an image that is smaller than a window in the middle of one, zeros around it.
 */
export type Windows = {
  size: readonly number[];
  overlap: number;
  blend: 'gaussian' | 'constant';
  as: 'monai' | 'nnunet';
};

/** Values of some channels on axes, channel by channel. */
export type Channels = { data: Float32Array; channels: number; axes: readonly number[] };

/** Sums by label may take 2 GiB at a time: labels × voxels. */
const MOST_SUMS = 2 ** 29;

/** First voxel of each window along one axis of `length` ≥ `size`. */
export function windowStarts(length: number, size: number, { overlap, as }: Pick<Windows, 'overlap' | 'as'>): number[] {
  if (length === size) return [0];
  const last = length - size;
  if (as === 'monai') {
    const apart = Math.max(1, Math.trunc(size * (1 - overlap)));
    return Array.from({ length: Math.ceil(last / apart) + 1 }, (_, n) => Math.min(n * apart, last));
  }
  const gaps = Math.ceil(last / (size * (1 - overlap)));
  return Array.from({ length: gaps + 1 }, (_, n) => roundToEven((last / gaps) * n));
}

/** As numpy.round. */
function roundToEven(value: number): number {
  const low = Math.floor(value);
  return value - low === 0.5 ? low + (low % 2) : Math.round(value);
}

/** Weight of each voxel of a window, largest 1. */
export function windowWeights({ size, blend, as }: Omit<Windows, 'overlap'>): Float32Array {
  const weights = new Float32Array(product(size)).fill(1);
  if (blend === 'constant') return weights;
  let inner = weights.length;
  for (const n of size) {
    inner /= n;
    const along = gaussian(n, as);
    for (let at = 0; at < weights.length; at++) weights[at]! *= along[Math.floor(at / inner) % n]!;
  }
  let least = as === 'monai' ? 1e-3 : Number.POSITIVE_INFINITY;
  if (as === 'nnunet') for (const weight of weights) if (weight > 0 && weight < least) least = weight;
  for (let at = 0; at < weights.length; at++) if (weights[at]! < least) weights[at] = least;
  return weights;
}

function gaussian(n: number, as: Windows['as']): number[] {
  const deviation = n / 8;
  const middle = as === 'monai' ? (n - 1) / 2 : Math.floor(n / 2);
  const reach = as === 'monai' ? n : Math.floor(4 * deviation + 0.5);
  return Array.from({ length: n }, (_, at) =>
    Math.abs(at - middle) > reach ? 0 : Math.exp(-((at - middle) ** 2) / (2 * deviation ** 2)),
  );
}

/** Values of voxels that follow each other in an image: the first of them, and by channel a value for each. */
export type Part = { at: number; channels: Float32Array[] };

/** The windows of an image, one after the other. */
export type Cutting = {
  /** How many there are; some come twice where the sums of a whole slab would be too large. */
  count: number;
  /** Of each slab, the number after its last window, with which parts are finished. */
  ends: number[];
  /** The image in window n, zeros beyond it. */
  take(n: number): Channels;
  /** Adds what the network answered for window n. Each window once, in their order. */
  add(n: number, answer: Float32Array): void;
};

/** A window that adds to some rows of the image; the last of its slab says up to which slice all is known then. */
type Placed = { start: Space; firstRow: number; endRow: number; knownTo?: number };
type Space = readonly [z: number, y: number, x: number];

/**
 * The weighted mean of all answers is handed to `finished` part by part, as soon as no later window touches it (its
 * arrays are used again afterwards): what is kept are the sums of the slices under one window, not of the image. Where
 * those of all rows would be more than `mostSums` values, rows are taken band by band, and windows over a seam are run
 * for either side, so that memory does not grow with the number of labels. Of several `networks`, each with sums of its
 * own, and a mean of them for a slab at most, all together keep no more.
 * Throws `windows-too-large` where not even one row would fit, `layout-mismatch` where image and windows have other axes.
 */
export function cutIntoWindows(
  image: Channels,
  labels: number,
  windows: Windows,
  finished: (part: Part) => void,
  networks = 1,
  mostSums = MOST_SUMS,
): Cutting {
  if (image.axes.length !== windows.size.length)
    throw new ProblemError('layout-mismatch', { layout: windows.size.join(' × '), axes: image.axes.length });
  const [nz, ny, nx] = spaceOf(image.axes);
  const [wz, wy, wx] = spaceOf(windows.size);
  const depth = Math.min(wz, nz);
  const rows = bandRows(labels, depth * nx, ny, Math.floor(mostSums / (networks > 1 ? networks + 1 : 1)));
  const placed = place([nz, ny, nx], [wz, wy, wx], rows, windows);
  const weights = windowWeights(windows);
  /** Slot of a slice: its number modulo `depth`; by slot, then label, then row of the band. */
  const sums = new Float32Array(depth * labels * rows * nx);
  const weightSums = new Float32Array(depth * rows * nx);
  const inWindow = wz * wy * wx;
  let known = 0;

  function finish({ firstRow, endRow }: Placed, end: number): void {
    const length = (endRow - firstRow) * nx;
    for (; known < end; known++) {
      const slot = known % depth;
      const total = weightSums.subarray(slot * rows * nx, slot * rows * nx + length);
      const channels = Array.from({ length: labels }, (_, label) => {
        const first = (slot * labels + label) * rows * nx;
        return sums.subarray(first, first + length);
      });
      for (const channel of channels) for (let n = 0; n < length; n++) channel[n]! /= total[n]!;
      finished({ at: (known * ny + firstRow) * nx, channels });
      for (const channel of channels) channel.fill(0);
      total.fill(0);
    }
    known %= nz;
  }

  return {
    count: placed.length,
    ends: placed.flatMap(({ knownTo }, n) => (knownTo === undefined ? [] : [n + 1])),
    take: (n) => partOf(image, placed[n]!.start, windows.size),
    add(n, answer) {
      const window = placed[n]!;
      const { start, firstRow, endRow, knownTo } = window;
      const [z, y, x] = start;
      const [first, length] = [Math.max(0, -x), Math.min(wx, nx - x) - Math.max(0, -x)];
      for (let k = Math.max(0, -z); k < Math.min(wz, nz - z); k++) {
        const slot = (z + k) % depth;
        for (let j = Math.max(0, firstRow - y); j < Math.min(wy, endRow - y); j++) {
          const inBand = (y + j - firstRow) * nx + x + first;
          const there = (k * wy + j) * wx + first;
          for (let label = 0; label < labels; label++) {
            const [to, from] = [(slot * labels + label) * rows * nx + inBand, label * inWindow + there];
            for (let n = 0; n < length; n++) sums[to + n]! += answer[from + n]! * weights[there + n]!;
          }
          const to = slot * rows * nx + inBand;
          for (let n = 0; n < length; n++) weightSums[to + n]! += weights[there + n]!;
        }
      }
      if (knownTo !== undefined) finish(window, knownTo);
    },
  };
}

/** So much of an image from a place on, as long as its axes are; zeros beyond the image. */
export function partOf(
  { data: whole, channels, axes }: Channels,
  start: readonly number[],
  size: readonly number[],
): Channels {
  const [nz, ny, nx] = spaceOf(axes);
  const [wz, wy, wx] = spaceOf(size);
  const [z, y, x] = [start.at(-3) ?? 0, start.at(-2) ?? 0, start.at(-1)!];
  const [first, length] = [Math.max(0, -x), Math.min(wx, nx - x) - Math.max(0, -x)];
  const [count, inPart] = [nz * ny * nx, wz * wy * wx];
  const data = new Float32Array(inPart * channels);
  for (let c = 0; c < channels; c++)
    for (let k = Math.max(0, -z); k < Math.min(wz, nz - z); k++)
      for (let j = Math.max(0, -y); j < Math.min(wy, ny - y); j++) {
        const at = c * count + ((z + k) * ny + y + j) * nx + x + first;
        data.set(whole.subarray(at, at + length), c * inPart + (k * wy + j) * wx + first);
      }
  return { data, channels, axes: size };
}

/** Axes as slices, rows and columns; an image is one slice. */
const spaceOf = (axes: readonly number[]): Space => [axes.at(-3) ?? 1, axes.at(-2) ?? 1, axes.at(-1)!];

/** How many rows are summed at a time: as few bands as fit, equally high. */
function bandRows(labels: number, voxels: number, rows: number, mostSums: number): number {
  const most = Math.floor(mostSums / (labels * voxels));
  if (most === 0)
    throw new ProblemError('windows-too-large', { labels, gigabytes: Math.ceil((labels * voxels * 4) / 2 ** 30) });
  return Math.ceil(rows / Math.ceil(rows / most));
}

/** All windows in their order: band by band, slab by slab. */
function place(axes: Space, size: Space, rows: number, windows: Windows): Placed[] {
  const [slabs, down, across] = axes.map((length, axis) => {
    const room = size[axis]! - length;
    return room > 0 ? [-Math.floor(room / 2)] : windowStarts(length, size[axis]!, windows);
  }) as [number[], number[], number[]];
  const bands = Array.from({ length: Math.ceil(axes[1] / rows) }, (_, n) => n * rows);
  return bands.flatMap((firstRow) => {
    const endRow = Math.min(firstRow + rows, axes[1]);
    const touching = down.filter((y) => y < endRow && y + size[1] > firstRow);
    return slabs.flatMap((z, slab) => {
      const all = touching.flatMap((y) => across.map((x): Placed => ({ start: [z, y, x], firstRow, endRow })));
      all.at(-1)!.knownTo = slabs[slab + 1] ?? axes[0];
      return all;
    });
  });
}

/** Every channel turned along the axes that `turned` names. */
export function flipped({ data, channels, axes }: Channels, turned: readonly boolean[]): Float32Array {
  if (!turned.includes(true)) return data;
  const size = axes.toReversed();
  const flips = turned.toReversed();
  const order = size.map((_, axis) => axis);
  const count = product(axes);
  const out = new Float32Array(data.length);
  for (let c = 0; c < channels; c++)
    out.set(permute(data.subarray(c * count, (c + 1) * count), size, order, flips), c * count);
  return out;
}
