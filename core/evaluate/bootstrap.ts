import type { Metric } from '../contract/index.ts';
import { createGenerator } from './generator.ts';

/** A figure of rows of which row n counts `weights[n]` times; NaN where these rows have none. */
export type Statistic = (weights: ArrayLike<number>) => number;

const DRAWS = 2000;
const SEED = 1;

/**
 * Draws patients, 2,000 times as many as there are, each with all its rows. The draws, and how percentiles lie between
 * two of them, are those of models/training/common/statistics.py.
 */
export type Bootstrap = {
  /** A figure without a value, or whose draws have none, has no interval either: undefined. */
  figure(statistic: Statistic): Metric | undefined;
  /** 95 % intervals of several figures that are counted together; undefined where no draw has a value. */
  intervals(figures: (weights: ArrayLike<number>) => number[]): (Interval | undefined)[];
};
type Interval = Pick<Metric, 'low' | 'high'>;

export function createBootstrap(patients: string[]): Bootstrap {
  const names = [...new Set(patients)].sort(byCodePoint);
  const number = new Map(names.map((name, n) => [name, n]));
  const groupOf = patients.map((patient) => number.get(patient)!);
  const draw = createGenerator(SEED);
  const draws = Array.from({ length: DRAWS }, () => {
    const times = new Uint16Array(names.length);
    for (let n = 0; n < names.length; n++) times[draw(names.length)]! += 1;
    return times;
  });
  const weights = new Float64Array(patients.length);
  const drawn = <Figure>(figure: (weights: ArrayLike<number>) => Figure) =>
    draws.map((times) => {
      for (let row = 0; row < weights.length; row++) weights[row] = times[groupOf[row]!]!;
      return figure(weights);
    });
  return {
    figure(statistic) {
      const value = statistic(weights.fill(1));
      const interval = intervalOf(drawn(statistic));
      return Number.isFinite(value) && interval ? { value, ...interval } : undefined;
    },
    intervals(figures) {
      const all = drawn(figures);
      return all[0]!.map((_, n) => intervalOf(all.map((values) => values[n]!)));
    },
  };
}

/** Of draws, those without a value left out. */
function intervalOf(drawn: number[]): Interval | undefined {
  const sorted = drawn.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length > 0 ? { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) } : undefined;
}

/** NumPy sorts names so; JavaScript by halves of surrogate pairs. */
function byCodePoint(a: string, b: string): number {
  const [one, other] = [Array.from(a), Array.from(b)];
  const n = one.findIndex((character, at) => character !== other[at]);
  if (n < 0) return one.length - other.length;
  return n < other.length ? one[n]!.codePointAt(0)! - other[n]!.codePointAt(0)! : 1;
}

/** Of ascending values, linear between two of them. */
function quantile(sorted: number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (high - low) * (at - below);
}

/** Mean of the values that are numbers. */
export function meanOf(values: ArrayLike<number>): Statistic {
  return (weights) => {
    let [sum, count] = [0, 0];
    for (let row = 0; row < values.length; row++) {
      if (Number.isNaN(values[row]!)) continue;
      sum += weights[row]! * values[row]!;
      count += weights[row]!;
    }
    return sum / count;
  };
}

/** Share of the rows of `among` that `holds` is true for. */
export function shareOf(holds: boolean[], among: boolean[]): Statistic {
  return meanOf(holds.map((held, row) => (among[row] ? Number(held) : Number.NaN)));
}

/** Mean of several figures, those without a value left out. */
export function meanOfAll(statistics: Statistic[]): Statistic {
  return (weights) => {
    const values = statistics.map((statistic) => statistic(weights)).filter((value) => !Number.isNaN(value));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
}
