import type { PreparationStep } from '../contract/index.ts';
import type { Grid } from './grid.ts';
import type { Watch } from './prepare.ts';

/** Writes down what a preparation did, step by step, in figures of these very values. */
export function tracer(): { watch: Watch; steps: PreparationStep[] } {
  const steps: PreparationStep[] = [];
  return {
    steps,
    watch(step, before, after) {
      const foreground = 'over' in step && step.over === 'foreground';
      steps.push({ ...step, before: factsOf(before, foreground), after: factsOf(after, foreground) });
    },
  };
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

const spacingOf = (affine: Float64Array) =>
  [0, 1, 2].map((axis) => Number(Math.hypot(affine[axis]!, affine[4 + axis]!, affine[8 + axis]!).toPrecision(4)));
