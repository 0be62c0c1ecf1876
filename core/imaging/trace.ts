import type { PreparationStep } from '../contract/index.ts';
import type { Grid } from './grid.ts';
import type { Watch } from './prepare.ts';

/**
 * Writes down what a preparation did to a channel, step by step, in figures of these very values, with small pictures if
 * asked.
 */
export function tracer({ pictures = false, channel = 0 } = {}): { watch: Watch; steps: PreparationStep[] } {
  const steps: PreparationStep[] = [];
  return {
    steps,
    watch(step, before, after, only) {
      if (only !== undefined && only !== channel) return;
      const foreground = 'over' in step && step.over === 'foreground';
      const [from, to] = [before, after].map((grid) => channelOf(grid, channel)) as [Grid, Grid];
      const facts = { before: factsOf(from, foreground), after: factsOf(to, foreground) };
      steps.push({ ...step, ...facts, ...(pictures && { picture: pictureOf(to, facts.after) }) });
    },
  };
}

/** A grid of fewer channels is one that every channel comes from. */
function channelOf(grid: Grid, channel: number): Grid {
  const voxels = grid.data.length / grid.channels;
  const at = Math.min(channel, grid.channels - 1) * voxels;
  return { ...grid, data: grid.data.subarray(at, at + voxels), channels: 1 };
}

/** Of the values that are not zero where only those count. */
function factsOf({ data, size, affine }: Grid, foreground: boolean): PreparationStep['before'] {
  let [count, sum, squares] = [0, 0, 0];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    if (foreground && value === 0) continue;
    count++;
    sum += value;
    squares += value * value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const mean = count ? sum / count : 0;
  const deviation = count ? Math.sqrt(Math.max(squares / count - mean * mean, 0)) : 0;
  const [shortLow, shortHigh, shortMean, shortDeviation] = [count ? low : 0, count ? high : 0, mean, deviation].map(
    (value) => Number(value.toPrecision(6)),
  ) as [number, number, number, number];
  return {
    size: [...size],
    ...(affine && { spacingMm: spacingOf(affine) }),
    ...{ low: shortLow, high: shortHigh, mean: shortMean, deviation: shortDeviation },
  };
}

/** Longest side of a small picture in pixels. */
const SIDE = 96;

function pictureOf({ data, size }: Grid, { low, high }: PreparationStep['after']): PreparationStep['picture'] {
  const [width = 1, height = 1, depth = 1] = size;
  const shrink = Math.max(1, Math.max(width, height) / SIDE);
  const [columns, rows] = [Math.max(1, Math.floor(width / shrink)), Math.max(1, Math.floor(height / shrink))];
  const slice = (depth >> 1) * width * height;
  const grey = Uint8Array.from({ length: columns * rows }, (_, at) => {
    const [x, y] = [Math.floor(((at % columns) + 0.5) * shrink), Math.floor((Math.floor(at / columns) + 0.5) * shrink)];
    return (255 * (data[slice + y * width + x]! - low)) / (high - low || 1);
  });
  return { columns, rows, grey: Buffer.from(grey).toString('base64') };
}

const spacingOf = (affine: Float64Array) =>
  [0, 1, 2].map((axis) => Number(Math.hypot(affine[axis]!, affine[4 + axis]!, affine[8 + axis]!).toPrecision(4)));
