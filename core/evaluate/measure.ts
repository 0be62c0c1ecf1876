import type { EvaluatedCase, Metric, Note, Task } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import type { Manifest } from '../models/index.ts';
import { createBootstrap, meanOf, meanOfAll, type Statistic, shareOf } from './bootstrap.ts';
import { boxPrecisionOf, hitsOf, isPlaced } from './boxes.ts';
import { calibrationErrorOf } from './calibration.ts';
import { aucOf, averagePrecisionOf } from './ranking.ts';

export type Labels = Pick<Manifest['labels'][number], 'key' | 'role' | 'operatingPoints'>[];
type Figures = Record<string, Statistic>;

/** What can be counted from the answers, and what a reader of the figures must know. */
export type Measured = { metrics: Record<string, Metric>; notes: Note[] };

/**
 * All figures of one evaluation over the cases that were answered. Throws `set-labels-unknown` where the set says
 * nothing that the model could say.
 */
export function measure(task: Task, labels: Labels, cases: EvaluatedCase[]): Measured {
  const notes = task === 'segmentation' ? [] : labelNotes(labels, cases);
  const figures =
    task === 'segmentation' ? ofMasks(cases) : task === 'detection' ? ofBoxes(labels, cases) : ofClasses(labels, cases);
  const over = createBootstrap(cases.map(({ patient }) => patient));
  const metrics = Object.entries(figures).flatMap(([name, statistic]) => {
    const metric = over(statistic);
    return metric ? [[name, metric] as const] : [];
  });
  return { metrics: Object.fromEntries(metrics), notes };
}

/** Sets call it normal, no_finding, no_enhancing_tumor. */
export const saysNormal = (label: string | undefined) => /^(normal$|no[_ -]|none$)/i.test(label ?? '');

/** The label of the model that stands for "nothing of the kind", where set and model have one. */
export function normalOf(labels: Labels, cases: EvaluatedCase[]): string | undefined {
  const normal = labels.find(({ role }) => role === 'normal')?.key;
  return cases.some(({ label }) => saysNormal(label)) ? normal : undefined;
}

/** Does the model have a label for everything that the set knows. */
export function speaksSetLabels(labels: Labels, cases: EvaluatedCase[]): boolean {
  const known = new Set(labels.map(({ key }) => key));
  return cases.every(
    ({ label }) => label === undefined || known.has(label) || (saysNormal(label) && normalOf(labels, cases)),
  );
}

function labelNotes(labels: Labels, cases: EvaluatedCase[]): Note[] {
  if (speaksSetLabels(labels, cases)) return [];
  const found = [...new Set(cases.map(({ label }) => label ?? ''))].sort().join(', ');
  const values = { found, known: labels.map(({ key }) => key).join(', ') };
  if (!normalOf(labels, cases)) throw new ProblemError('set-labels-unknown', values);
  return [{ code: 'set-labels-coarser', values }];
}

function ofClasses(labels: Labels, cases: EvaluatedCase[]): Figures {
  const normal = normalOf(labels, cases);
  const asked = labels.filter(({ role }) => role !== 'background');
  const scoreOf = (key: string) => cases.map(({ scores }) => scores![key]!);
  const isOf = (key: string) => cases.map(({ label }) => label === key || (key === normal && saysNormal(label)));
  const figures: Figures = {};
  if (normal) {
    const sick = isOf(normal).map((healthy) => !healthy);
    const scores = scoreOf(normal).map((value) => 1 - value);
    figures.auc = aucOf(scores, sick);
    figures.averagePrecision = averagePrecisionOf(scores, sick);
  } else {
    figures.auc = meanOfAll(asked.map(({ key }) => aucOf(scoreOf(key), isOf(key))));
    figures.averagePrecision = meanOfAll(asked.map(({ key }) => averagePrecisionOf(scoreOf(key), isOf(key))));
  }
  const exact = speaksSetLabels(labels, cases);
  if (exact) {
    const best = cases.map(({ scores }) => likeliest(scores!));
    const right = cases.map((one, n) => best[n]![0] === one.label || (best[n]![0] === normal && saysNormal(one.label)));
    const sure = best.map(([, score]) => score);
    figures.accuracy = meanOf(right.map(Number));
    figures.ece = calibrationErrorOf(sure, right);
  }
  for (const { key, operatingPoints } of exact ? asked : asked.filter((label) => label.key === normal))
    for (const { name, threshold } of operatingPoints) {
      const [scores, positive] = [scoreOf(key), isOf(key)];
      figures[`sensitivity@${name}.${key}`] = shareOf(
        scores.map((score) => score >= threshold),
        positive,
      );
      figures[`specificity@${name}.${key}`] = shareOf(
        scores.map((score) => score < threshold),
        positive.map((is) => !is),
      );
    }
  return figures;
}

/** The first of the labels with the highest score. */
export const likeliest = (scores: Record<string, number>): [label: string, score: number] =>
  Object.entries(scores).reduce((best, one) => (one[1] > best[1] ? one : best));

function ofBoxes(labels: Labels, cases: EvaluatedCase[]): Figures {
  const figures: Figures = {};
  const asked = labels.filter(({ role }) => role === 'finding');
  const wanted = (key: string) => cases.map(({ marked }) => marked!.filter(({ label }) => label === key).length);
  const precision = asked.map(({ key }) => boxPrecisionOf(hitsOf(cases, key), wanted(key)));
  figures.ap50 = meanOfAll(precision);
  asked.forEach(({ key }, n) => {
    figures[`ap50.${key}`] = precision[n]!;
  });
  const best = cases.map(({ boxes }) => boxes![0]);
  const named = cases.map(({ marked }, n) => marked!.some(({ label }) => label === best[n]?.label));
  const something = cases.map(({ marked }) => marked!.length > 0);
  figures.accuracy = shareOf(named, something);
  const right = cases.map(
    ({ marked }, n) =>
      best[n] !== undefined &&
      isPlaced(
        best[n]!.boxPx,
        marked!.filter(({ label }) => label === best[n]!.label),
      ),
  );
  figures.ece = calibrationErrorOf(
    best.map((box) => box?.score ?? 0),
    right,
  );
  for (const { key, operatingPoints } of asked)
    for (const { name, threshold } of operatingPoints) {
      const counts = wanted(key);
      const found = new Array<number>(cases.length).fill(0);
      for (const { row, score, right: hit } of hitsOf(cases, key)) if (hit && score >= threshold) found[row]! += 1;
      const loudest = cases.map(({ boxes }) => boxes!.find(({ label }) => label === key)?.score ?? 0);
      figures[`sensitivity@${name}.${key}`] = ratioOf(found, counts);
      figures[`specificity@${name}.${key}`] = shareOf(
        loudest.map((score) => score < threshold),
        counts.map((count) => count === 0),
      );
    }
  return figures;
}

/** Sum over sum: of the things of all cases, the share that was found. */
function ratioOf(part: number[], whole: number[]): Statistic {
  return (weights) => {
    const sum = (counts: number[]) => counts.reduce((total, count, row) => total + count * weights[row]!, 0);
    return sum(part) / sum(whole);
  };
}

function ofMasks(cases: EvaluatedCase[]): Figures {
  const names = Object.keys(cases[0]?.measures ?? {});
  return Object.fromEntries(
    names.map((name) => [name, meanOf(cases.map(({ measures }) => measures?.[name] ?? Number.NaN))]),
  );
}
