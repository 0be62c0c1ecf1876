import type { Statistic } from './bootstrap.ts';

const BINS = 10;

const binOf = (sure: number) => Math.min(Math.floor(sure * BINS), BINS - 1);

/**
 * Expected calibration error (Naeini et al. 2015): how far being sure and being right are apart, in ten bins of equal
 * width, weighted by their rows.
 */
export function calibrationErrorOf(sure: number[], right: boolean[]): Statistic {
  return (weights) => {
    const apart = new Float64Array(BINS);
    let count = 0;
    for (let row = 0; row < sure.length; row++) {
      apart[binOf(sure[row]!)]! += weights[row]! * (Number(right[row]) - sure[row]!);
      count += weights[row]!;
    }
    return apart.reduce((sum, value) => sum + Math.abs(value), 0) / count;
  };
}

/** Which share was right in each bin that holds rows; NaN where a draw has none of them. */
export function calibrationOf(sure: number[], right: boolean[]) {
  const bins = sure.map(binOf);
  const used = [...new Set(bins)].sort((a, b) => a - b);
  return (weights: ArrayLike<number>): number[] => {
    const [hits, counts] = [new Float64Array(BINS), new Float64Array(BINS)];
    bins.forEach((bin, row) => {
      hits[bin]! += weights[row]! * Number(right[row]);
      counts[bin]! += weights[row]!;
    });
    return used.map((bin) => hits[bin]! / counts[bin]!);
  };
}

/** The bins that hold rows: how sure they were in the mean, which share was right, how many they are. */
export function calibrationBins(sure: number[], right: boolean[]) {
  const bins = Array.from({ length: BINS }, () => ({ sure: 0, right: 0, count: 0 }));
  for (const [row, value] of sure.entries()) {
    const bin = bins[binOf(value)]!;
    bin.sure += value;
    bin.right += Number(right[row]);
    bin.count += 1;
  }
  return bins
    .filter(({ count }) => count > 0)
    .map(({ sure: sum, right: hits, count }) => ({ sure: sum / count, right: hits / count, count }));
}
