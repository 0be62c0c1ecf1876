import type { EvaluatedCase } from '../contract/index.ts';
import { isPlaced } from './boxes.ts';
import { type Labels, normalOf, shows, speaksSetLabels } from './set-labels.ts';

/** Of each case: how sure its surest answer was, and whether it was right. */
export type Surest = { sure: number[]; right: boolean[] };

/** The first of the labels with the highest score. */
export const likeliest = (scores: Record<string, number>): [label: string, score: number] =>
  Object.entries(scores).reduce((best, one) => (one[1] > best[1] ? one : best));

/** Where the set knows less than the model, right is to tell normal from everything else. */
export function surestClasses(labels: Labels, cases: EvaluatedCase[]): Surest {
  const normal = normalOf(labels, cases);
  const exact = speaksSetLabels(labels, cases);
  const best = cases.map(({ scores }) => likeliest(scores!));
  return {
    sure: best.map(([, score]) => score),
    right: cases.map((one, n) => {
      const answer = best[n]![0];
      return exact ? shows(one, answer, normal) : (answer === normal) === shows(one, normal!, normal);
    }),
  };
}

/** Right is a box in the right place with the right label; no box is sure of nothing. */
export function surestBoxes(cases: EvaluatedCase[]): Surest {
  return {
    sure: cases.map(({ boxes }) => boxes![0]?.score ?? 0),
    right: cases.map(({ boxes, marked }) => {
      const best = boxes![0];
      return (
        best !== undefined &&
        isPlaced(
          best,
          marked!.filter(({ label }) => label === best.label),
        )
      );
    }),
  };
}
