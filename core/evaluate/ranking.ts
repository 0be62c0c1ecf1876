import type { Statistic } from './bootstrap.ts';

/** The same score: its rows stand or fall together. */
type Step = { score: number; rows: number[] };

/** What a threshold at `score` (and above) calls positive: as shares of the positive and of the negative rows. */
export type RankPoint = { score: number; sensitivity: number; falsePositive: number; precision: number };

/** Rows by score, highest first, ties together. */
function stepsOf(scores: ArrayLike<number>): Step[] {
  const order = Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
  const steps: Step[] = [];
  for (const row of order) {
    const last = steps.at(-1);
    if (last?.score === scores[row]) last!.rows.push(row);
    else steps.push({ score: scores[row]!, rows: [row] });
  }
  return steps;
}

/** Area under the ROC curve, ties counting half (Hanley and McNeil 1982). */
export function aucOf(scores: ArrayLike<number>, positive: boolean[]): Statistic {
  const steps = stepsOf(scores);
  return (weights) => {
    let [found, alarms, area] = [0, 0, 0];
    for (const { rows } of steps) {
      let [positives, all] = [0, 0];
      for (const row of rows) {
        all += weights[row]!;
        if (positive[row]) positives += weights[row]!;
      }
      area += (all - positives) * (found + positives / 2);
      found += positives;
      alarms += all - positives;
    }
    return area / (found * alarms);
  };
}

/**
 * Sensitivity at each share of false positives (ascending), on straight lines between the points of the ROC curve. NaN
 * where nothing was to be found, or nothing else.
 */
export function rocAt(scores: ArrayLike<number>, positive: boolean[], shares: number[]) {
  const steps = stepsOf(scores);
  const [xs, ys] = [new Float64Array(steps.length + 1), new Float64Array(steps.length + 1)];
  return (weights: ArrayLike<number>): number[] => {
    for (let n = 0; n < steps.length; n++) {
      const { rows } = steps[n]!;
      let [alarms, found] = [xs[n]!, ys[n]!];
      for (const row of rows)
        if (positive[row]) found += weights[row]!;
        else alarms += weights[row]!;
      xs[n + 1] = alarms;
      ys[n + 1] = found;
    }
    const [width, height] = [xs.at(-1)!, ys.at(-1)!];
    if (width === 0 || height === 0) return shares.map(() => Number.NaN);
    let at = 0;
    return shares.map((share) => {
      while (at < steps.length && xs[at + 1]! <= share * width) at++;
      const next = Math.min(at + 1, steps.length);
      const across = xs[next]! - xs[at]!;
      const part = across > 0 ? (share * width - xs[at]!) / across : 0;
      return (ys[at]! + part * (ys[next]! - ys[at]!)) / height;
    });
  };
}

/** Mean precision over the rise of recall, without interpolation (as scikit-learn's average_precision_score). */
export function averagePrecisionOf(scores: ArrayLike<number>, positive: boolean[]): Statistic {
  const steps = stepsOf(scores);
  return (weights) => {
    let [found, all, sum] = [0, 0, 0];
    for (const { rows } of steps) {
      let more = 0;
      for (const row of rows) {
        all += weights[row]!;
        if (positive[row]) more += weights[row]!;
      }
      found += more;
      if (more > 0) sum += (more * found) / all;
    }
    return sum / found;
  };
}

/** The points of the ROC and of the precision–recall curve, from the highest threshold down. */
export function rankPoints(scores: ArrayLike<number>, positive: boolean[]): RankPoint[] {
  const positives = positive.filter(Boolean).length;
  let [found, all] = [0, 0];
  return stepsOf(scores).map(({ score, rows }) => {
    all += rows.length;
    found += rows.filter((row) => positive[row]).length;
    return {
      score,
      sensitivity: found / positives,
      falsePositive: (all - found) / (positive.length - positives),
      precision: found / all,
    };
  });
}
