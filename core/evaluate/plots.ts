import type { EvaluatedCase, Plot, Task } from '../contract/index.ts';
import type { Bootstrap } from './bootstrap.ts';
import { frocPoints, hitsOf } from './boxes.ts';
import { calibrationBins, calibrationOf } from './calibration.ts';
import { type RankPoint, rankPoints, rocAt } from './ranking.ts';
import { type Labels, normalOf, shows, speaksSetLabels } from './set-labels.ts';
import { type Surest, surestBoxes, surestClasses } from './surest.ts';

const BIN = 0.05;
/** Where the band of a ROC curve is counted. */
const SHARES = Array.from({ length: 51 }, (_, n) => n / 50);

/** What of an evaluation is better seen than told. */
export function plotsOf(task: Task, labels: Labels, cases: EvaluatedCase[], bootstrap: Bootstrap): Plot[] {
  if (task === 'segmentation') return histograms(labels, cases);
  return task === 'detection' ? ofBoxes(labels, cases, bootstrap) : ofClasses(labels, cases, bootstrap);
}

function ofClasses(labels: Labels, cases: EvaluatedCase[], bootstrap: Bootstrap): Plot[] {
  const normal = normalOf(labels, cases);
  const asked = labels.filter(({ key, role }) => role !== 'background' && (!normal || key === normal));
  const curves = asked.flatMap(({ key, operatingPoints }) => {
    const turned = key === normal;
    const scores = cases.map(({ scores }) => (turned ? 1 - scores![key]! : scores![key]!));
    const positive = cases.map((one) => shows(one, key, normal) !== turned);
    const cuts = operatingPoints.map(({ name, threshold }) => ({
      name,
      threshold: turned ? 1 - threshold : threshold,
    }));
    const points = rankPoints(scores, positive);
    const of = turned ? undefined : key;
    const roc = rocPlot(points, cuts, (shares) => bootstrap.intervals(rocAt(scores, positive, shares)), of);
    return roc ? [roc, precisionRecall(points, cuts, of)] : [];
  });
  if (!speaksSetLabels(labels, cases)) return curves;
  return [...curves, calibration(surestClasses(labels, cases), bootstrap)];
}

type Band = [x: number, low: number, high: number][];

const bandOf = (intervals: ReturnType<Bootstrap['intervals']>, xs: number[]): Band =>
  intervals.flatMap((interval, n) => (interval ? [[xs[n]!, interval.low, interval.high] satisfies Band[number]] : []));

type Cut = { name: string; threshold: number };

const marksOn = (points: RankPoint[], cuts: Cut[], place: (point: RankPoint) => [number, number]): Plot['marks'] =>
  cuts.flatMap(({ name, threshold }) => {
    const point = points.findLast(({ score }) => score >= threshold);
    return point ? { name, threshold, at: place(point) } : [];
  });

/** The ROC curve with its band; undefined where nothing was to be found, or nothing else. */
export function rocPlot(
  points: RankPoint[],
  cuts: Cut[],
  intervals: (shares: number[]) => ReturnType<Bootstrap['intervals']>,
  of?: string,
): Plot | undefined {
  const last = points.at(-1);
  if (!last || !Number.isFinite(last.sensitivity) || !Number.isFinite(last.falsePositive)) return undefined;
  const place = ({ falsePositive, sensitivity }: RankPoint): [number, number] => [falsePositive, sensitivity];
  // A corner of the steps has a neighbour of another height.
  const corners = points.filter(
    ({ sensitivity }, n) =>
      n === points.length - 1 ||
      sensitivity !== points[n - 1]?.sensitivity ||
      sensitivity !== points[n + 1]!.sensitivity,
  );
  return {
    ...{ kind: 'roc', of, points: [[0, 0], ...corners.map(place)] },
    ...{ interval: bandOf(intervals(SHARES), SHARES), marks: marksOn(points, cuts, place) },
  };
}

function precisionRecall(points: RankPoint[], cuts: Cut[], of: string | undefined): Plot {
  const place = ({ sensitivity, precision }: RankPoint): [number, number] => [sensitivity, precision];
  return { kind: 'precisionRecall', of, points: points.map(place), marks: marksOn(points, cuts, place) };
}

function calibration({ sure, right }: Surest, bootstrap: Bootstrap): Plot {
  const bins = calibrationBins(sure, right);
  return {
    kind: 'calibration',
    points: bins.map((bin) => [bin.sure, bin.right]),
    counts: bins.map(({ count }) => count),
    interval: bandOf(
      bootstrap.intervals(calibrationOf(sure, right)),
      bins.map((bin) => bin.sure),
    ),
    marks: [],
  };
}

function ofBoxes(labels: Labels, cases: EvaluatedCase[], bootstrap: Bootstrap): Plot[] {
  const asked = labels.filter(({ role }) => role === 'finding');
  const curves = asked.flatMap(({ key, operatingPoints }): Plot[] => {
    const things = cases.flatMap(({ marked }) => marked!.filter(({ label }) => label === key)).length;
    if (things === 0) return [];
    const points = frocPoints(hitsOf(cases, key), things, cases.length);
    const marks = operatingPoints.flatMap(({ name, threshold }) => {
      const point = points.findLast(({ score }) => score >= threshold);
      return point ? { name, threshold, at: [point.falsePerCase, point.sensitivity] as [number, number] } : [];
    });
    return [
      {
        ...{ kind: 'froc', of: key, marks },
        points: [[0, 0], ...points.map((point): [number, number] => [point.falsePerCase, point.sensitivity])],
      },
    ];
  });
  return [...curves, calibration(surestBoxes(cases), bootstrap)];
}

function histograms(labels: Labels, cases: EvaluatedCase[]): Plot[] {
  const bins = Math.round(1 / BIN);
  return labels
    .filter(({ role }) => role !== 'background')
    .flatMap(({ key }): Plot[] => {
      const values = cases.flatMap(({ measures }) => measures![`dice.${key}`] ?? []);
      if (values.length === 0) return [];
      const counts = new Array<number>(bins).fill(0);
      for (const value of values) counts[Math.min(Math.floor(value / BIN), bins - 1)]! += 1;
      return [{ kind: 'histogram', of: key, points: counts.map((count, n) => [n * BIN, count]), marks: [] }];
    });
}
