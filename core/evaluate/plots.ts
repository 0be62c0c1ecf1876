import type { EvaluatedCase, Plot, Task } from '../contract/index.ts';
import { frocPoints, hitsOf } from './boxes.ts';
import { calibrationBins } from './calibration.ts';
import { type RankPoint, rankPoints } from './ranking.ts';
import { type Labels, normalOf, shows, speaksSetLabels } from './set-labels.ts';
import { type Surest, surestBoxes, surestClasses } from './surest.ts';

const BIN = 0.05;

/** What of an evaluation is better seen than told. */
export function plotsOf(task: Task, labels: Labels, cases: EvaluatedCase[]): Plot[] {
  if (task === 'segmentation') return histograms(labels, cases);
  return task === 'detection' ? ofBoxes(labels, cases) : ofClasses(labels, cases);
}

function ofClasses(labels: Labels, cases: EvaluatedCase[]): Plot[] {
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
    return curvesOf(rankPoints(scores, positive), cuts, turned ? undefined : key);
  });
  if (!speaksSetLabels(labels, cases)) return curves;
  return [...curves, calibration(surestClasses(labels, cases))];
}

type Cut = { name: string; threshold: number };

/** ROC and precision–recall; where nothing was to be found, or nothing else, there are none. */
function curvesOf(points: RankPoint[], cuts: Cut[], of: string | undefined): Plot[] {
  const last = points.at(-1);
  if (!last || !Number.isFinite(last.sensitivity) || !Number.isFinite(last.falsePositive)) return [];
  const marks = (place: (point: RankPoint) => [number, number]) =>
    cuts.flatMap(({ name, threshold }) => {
      const point = points.findLast(({ score }) => score >= threshold);
      return point ? { name, threshold, at: place(point) } : [];
    });
  const roc = ({ falsePositive, sensitivity }: RankPoint): [number, number] => [falsePositive, sensitivity];
  const recall = ({ sensitivity, precision }: RankPoint): [number, number] => [sensitivity, precision];
  return [
    { kind: 'roc', of, points: [[0, 0], ...points.map(roc)], marks: marks(roc) },
    { kind: 'precisionRecall', of, points: points.map(recall), marks: marks(recall) },
  ];
}

function calibration({ sure, right }: Surest): Plot {
  const bins = calibrationBins(sure, right);
  return {
    kind: 'calibration',
    points: bins.map((bin) => [bin.sure, bin.right]),
    counts: bins.map(({ count }) => count),
    marks: [],
  };
}

function ofBoxes(labels: Labels, cases: EvaluatedCase[]): Plot[] {
  const asked = labels.filter(({ role }) => role === 'finding');
  const curves = asked.flatMap(({ key, operatingPoints }): Plot[] => {
    const things = cases.flatMap(({ marked }) => marked!.filter(({ label }) => label === key)).length;
    if (things === 0) return [];
    const points = frocPoints(hitsOf(cases, key), things, cases.length);
    const marks = operatingPoints.flatMap(({ name, threshold }) => {
      const point = points.findLast(({ score }) => score >= threshold);
      return point ? { name, threshold, at: [point.falsePerImage, point.sensitivity] as [number, number] } : [];
    });
    return [
      {
        ...{ kind: 'froc', of: key, marks },
        points: [[0, 0], ...points.map((point): [number, number] => [point.falsePerImage, point.sensitivity])],
      },
    ];
  });
  return [...curves, calibration(surestBoxes(cases))];
}

function histograms(labels: Labels, cases: EvaluatedCase[]): Plot[] {
  const bins = Math.round(1 / BIN);
  return labels
    .filter(({ role }) => role !== 'background')
    .map(({ key }) => {
      const counts = new Array<number>(bins).fill(0);
      for (const { measures } of cases) counts[Math.min(Math.floor(measures![`dice.${key}`]! / BIN), bins - 1)]! += 1;
      return { kind: 'histogram', of: key, points: counts.map((count, n) => [n * BIN, count]), marks: [] };
    });
}
