import type { EvaluatedCase, Metric, Note, Task } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import { type Bootstrap, meanOf, meanOfAll, type Statistic, shareOf } from './bootstrap.ts';
import { boxPrecisionOf, hitsOf } from './boxes.ts';
import { calibrationErrorOf } from './calibration.ts';
import { aucOf, averagePrecisionOf } from './ranking.ts';
import { type Labels, normalOf, shows, speaksSetLabels } from './set-labels.ts';
import { surestBoxes, surestClasses } from './surest.ts';

export type Figures = Record<string, Statistic>;

/**
 * What can be counted of the cases that were answered, and what a reader of the figures must know. Throws
 * `set-labels-unknown` where the set says nothing that the model could say.
 */
export function figuresOf(task: Task, labels: Labels, cases: EvaluatedCase[]): { figures: Figures; notes: Note[] } {
  if (task === 'segmentation') return { figures: ofMasks(cases), notes: [] };
  const notes = labelNotes(labels, cases);
  return { figures: task === 'detection' ? ofBoxes(labels, cases) : ofClasses(labels, cases), notes };
}

/** Those that have a value, with their intervals. */
export function metricsOf(figures: Figures, bootstrap: Bootstrap): Record<string, Metric> {
  const metrics = Object.entries(figures).flatMap(([name, statistic]) => {
    const metric = bootstrap.figure(statistic);
    return metric ? [[name, metric] as const] : [];
  });
  return Object.fromEntries(metrics);
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
  const isOf = (key: string) => cases.map((one) => shows(one, key, normal));
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
    const { sure, right } = surestClasses(labels, cases);
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
  const { sure, right } = surestBoxes(cases);
  figures.ece = calibrationErrorOf(sure, right);
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
  const names = [...new Set(cases.flatMap(({ measures }) => Object.keys(measures ?? {})))];
  return Object.fromEntries(
    names.map((name) => [name, meanOf(cases.map(({ measures }) => measures?.[name] ?? Number.NaN))]),
  );
}
