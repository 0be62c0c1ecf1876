import { ProblemError } from '../../contract/index.ts';
import { extent, type Grid, mapChannels } from '../grid.ts';

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
 * there is a list (torchvision.transforms.Normalize). Figures are each channel's own. `foreground` takes the figures of
 * the values that are not zero and changes only those, as MONAI's NormalizeIntensity(nonzero=True, channel_wise=True).
 */
export function normalise(grid: Grid, step: Normalise): Grid {
  if (step.by === 'fixed' && (Array.isArray(step.mean) || Array.isArray(step.deviation))) return byChannel(grid, step);
  return mapChannels({ ...grid, range: undefined }, grid.size, (channel) => normaliseChannel(channel, step));
}

function normaliseChannel(channel: Float32Array, step: Normalise): Float32Array {
  const foreground = step.over === 'foreground';
  const values = foreground ? channel.filter((value) => value !== 0) : channel;
  if (values.length === 0) return channel;
  const change = changeOf(values, step);
  const changed = new Float32Array(channel.length);
  for (let n = 0; n < changed.length; n++) {
    const value = channel[n]!;
    changed[n] = foreground && value === 0 ? 0 : change(value);
  }
  return changed;
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
      const divisor = Math.max(deviation, SMALLEST);
      return (value) => (value - mean) / divisor;
    }
    case 'minmax':
      return toUnit(extent(values), false);
    case 'percentile': {
      const ranked = values.slice();
      return toUnit([percentile(ranked, step.low ?? 0), percentile(ranked, step.high ?? 100)], true);
    }
  }
}

function moments(values: Float32Array) {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[n]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let n = 0; n < values.length; n++) squares += (values[n]! - mean) * (values[n]! - mean);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function toUnit([low, high]: [number, number], clipped: boolean): (value: number) => number {
  const range = Math.max(high - low, SMALLEST);
  return (value) => {
    const unit = (value - low) / range;
    return clipped ? Math.min(Math.max(unit, 0), 1) : unit;
  };
}

/** Percentile, linear between neighbours in rank (numpy.percentile); `values` are reordered. */
function percentile(values: Float32Array, percent: number): number {
  const at = ((values.length - 1) * percent) / 100;
  const below = Math.floor(at);
  select(values, below);
  const low = values[below]!;
  if (at === below) return low;
  let next = Number.POSITIVE_INFINITY;
  for (let n = below + 1; n < values.length; n++) next = Math.min(next, values[n]!);
  return low + (at - below) * (next - low);
}

/** Reorders values so that the one of a rank, counted from 0, stands there, none larger before it (Hoare's quickselect). */
function select(values: Float32Array, rank: number): void {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const value = values[left]!;
      values[left++] = values[right]!;
      values[right--] = value;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return;
  }
}
