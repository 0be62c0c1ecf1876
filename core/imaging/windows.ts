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

/** Sums by label may take 4 GiB: labels × voxels. */
const MOST_SUMS = 2 ** 30;

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

/** The windows of an image, and the sums of their answers. */
export type Cutting = {
  /** First voxel of each window; negative where the image is smaller than it. */
  starts: number[][];
  /** The image in a window, zeros beyond it. */
  take(start: readonly number[]): Channels;
  /** Adds what the network answered for a window. */
  add(start: readonly number[], answer: Float32Array): void;
  /** The weighted mean of all answers, `labels` channels on the axes of the image. */
  mean(): Float32Array;
};

/** Throws `windows-too-large` where the sums would not fit, `layout-mismatch` where image and windows have other axes. */
export function cutIntoWindows(image: Channels, labels: number, windows: Windows): Cutting {
  const { axes } = image;
  const { size } = windows;
  const count = product(axes);
  if (axes.length !== size.length)
    throw new ProblemError('layout-mismatch', { layout: size.join(' × '), axes: axes.length });
  if (count * labels > MOST_SUMS)
    throw new ProblemError('windows-too-large', { labels, gigabytes: Math.ceil((count * labels * 4) / 2 ** 30) });
  const along = axes.map((length, axis) => {
    const room = size[axis]! - length;
    return room > 0 ? [-Math.floor(room / 2)] : windowStarts(length, size[axis]!, windows);
  });
  const starts = along.reduce<number[][]>((all, next) => all.flatMap((some) => next.map((at) => [...some, at])), [[]]);
  const weights = windowWeights(windows);
  const sums = new Float32Array(count * labels);
  const weightSums = new Float32Array(count);
  const rows = rowsOf(axes, size);
  const inWindow = product(size);
  return {
    starts,
    take(start) {
      const data = new Float32Array(inWindow * image.channels);
      for (let c = 0; c < image.channels; c++) {
        const [from, to] = [image.data.subarray(c * count, (c + 1) * count), c * inWindow];
        rows(start, (at, there, length) => data.set(from.subarray(at, at + length), to + there));
      }
      return { data, channels: image.channels, axes: size };
    },
    add(start, answer) {
      for (let label = 0; label < labels; label++)
        rows(start, (at, there, length) => {
          const [to, from] = [label * count + at, label * inWindow + there];
          for (let n = 0; n < length; n++) sums[to + n]! += answer[from + n]! * weights[there + n]!;
        });
      rows(start, (at, there, length) => {
        for (let n = 0; n < length; n++) weightSums[at + n]! += weights[there + n]!;
      });
    },
    mean() {
      for (let label = 0; label < labels; label++)
        for (let at = 0; at < count; at++) sums[label * count + at]! /= weightSums[at]!;
      return sums;
    },
  };
}

/** Visits the rows that image and window share: where each begins in either, and how long it is. */
function rowsOf(axes: readonly number[], size: readonly number[]) {
  const [nz, ny, nx] = [axes.at(-3) ?? 1, axes.at(-2) ?? 1, axes.at(-1)!];
  const [wz, wy, wx] = [size.at(-3) ?? 1, size.at(-2) ?? 1, size.at(-1)!];
  return (start: readonly number[], visit: (inImage: number, inWindow: number, length: number) => void) => {
    const [z, y, x] = [start.at(-3) ?? 0, start.at(-2) ?? 0, start.at(-1)!];
    const first = Math.max(0, -x);
    const length = Math.min(wx, nx - x) - first;
    for (let k = Math.max(0, -z); k < Math.min(wz, nz - z); k++)
      for (let j = Math.max(0, -y); j < Math.min(wy, ny - y); j++)
        visit(((z + k) * ny + y + j) * nx + x + first, (k * wy + j) * wx + first, length);
  };
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
