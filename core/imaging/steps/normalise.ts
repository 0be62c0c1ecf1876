import { ProblemError } from '../../contract/index.ts';
import { extent, type Grid, mapValues } from '../grid.ts';

export type Normalise = {
  by: 'zscore' | 'minmax' | 'percentile' | 'fixed';
  over: 'all' | 'foreground';
  /** One number, or one for each channel. */
  mean?: number | number[];
  deviation?: number | number[];
  low?: number;
  high?: number;
};

/** Below this a deviation or range counts as none; division by it would only raise noise. */
const SMALLEST = 1e-8;

/**
 * `zscore`: (v − mean) / population deviation; `minmax`: to 0 … 1; `percentile`: from the low to the high percentile
 * (numpy.percentile, linear) to 0 … 1, clipped; `fixed`: (v − mean) / deviation as given, channel by channel where
 * there is a list (torchvision.transforms.Normalize). `foreground` takes the figures of the values that are not zero and
 * changes only those, as MONAI's NormalizeIntensity(nonzero=True).
 */
export function normalise(grid: Grid, step: Normalise): Grid {
  if (step.by === 'fixed' && (Array.isArray(step.mean) || Array.isArray(step.deviation))) return byChannel(grid, step);
  const foreground = step.over === 'foreground';
  const values = foreground ? grid.data.filter((value) => value !== 0) : grid.data;
  if (values.length === 0) return grid;
  const change = changeOf(values, step);
  return mapValues(grid, foreground ? (value) => (value === 0 ? 0 : change(value)) : change);
}

/** Throws `channels-differ` where a list has not one number for each channel. */
function byChannel(grid: Grid, { mean = 0, deviation = 1, over }: Normalise): Grid {
  const [means, deviations] = [mean, deviation].map((given) => listOf(given, grid.channels)) as [number[], number[]];
  const cells = grid.data.length / grid.channels;
  const data = grid.data.map((value, n) => {
    if (over === 'foreground' && value === 0) return 0;
    const channel = Math.floor(n / cells);
    return (value - means[channel]!) / deviations[channel]!;
  });
  return { ...grid, data, range: undefined };
}

function listOf(given: number | number[], channels: number): number[] {
  if (typeof given === 'number') return new Array(channels).fill(given);
  if (given.length === channels) return given;
  throw new ProblemError('channels-differ', { step: 'normalise', numbers: given.length, channels });
}

function changeOf(values: Float32Array, step: Normalise): (value: number) => number {
  switch (step.by) {
    case 'fixed': {
      const [mean, deviation] = [step.mean ?? 0, step.deviation ?? 1] as [number, number];
      return (value) => (value - mean) / deviation;
    }
    case 'zscore': {
      const { mean, deviation } = moments(values);
      return (value) => (value - mean) / Math.max(deviation, SMALLEST);
    }
    case 'minmax':
      return toUnit(extent(values), false);
    case 'percentile': {
      const sorted = values.toSorted();
      return toUnit([percentile(sorted, step.low ?? 0), percentile(sorted, step.high ?? 100)], true);
    }
  }
}

function moments(values: Float32Array) {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function toUnit([low, high]: [number, number], clipped: boolean): (value: number) => number {
  const range = Math.max(high - low, SMALLEST);
  return (value) => {
    const unit = (value - low) / range;
    return clipped ? Math.min(Math.max(unit, 0), 1) : unit;
  };
}

/** Percentile of ascending values, linear between neighbours. */
function percentile(sorted: Float32Array, percent: number): number {
  const at = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - low);
}
