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
