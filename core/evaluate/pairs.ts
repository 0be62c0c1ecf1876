import type { ComparedPair, EvaluatedCase, Plot } from '../contract/index.ts';
import type { Bootstrap, Statistic } from './bootstrap.ts';
import { meanOf } from './bootstrap.ts';
import { rocPlot } from './plots.ts';
import { aucOf, rankPoints, rocAt } from './ranking.ts';
import type { Labels } from './set-labels.ts';

/** An image in the place that a verification network gave it (a vector of length 1), and whose it is. */
export type Placed = { name: string; patient: string; person: string; vector: Float32Array };

/**
 * Every two images of which it is known whether they are one person's: of equal `person`, or of unequal `patient`. What
 * is of one patient but not certainly of one person is left out (models/training/recognition/measure.py).
 */
type Pairs = { one: number[]; other: number[]; similarity: number[]; same: boolean[] };

export function pairsOf(images: Placed[], similarityOf: (a: Float32Array, b: Float32Array) => number): Pairs {
  const pairs: Pairs = { one: [], other: [], similarity: [], same: [] };
  for (const [i, a] of images.entries())
    for (const [k, b] of images.slice(i + 1).entries()) {
      const same = a.person === b.person;
      if (!same && a.patient === b.patient) continue;
      pairs.one.push(i);
      pairs.other.push(i + 1 + k);
      pairs.similarity.push(similarityOf(a.vector, b.vector));
      pairs.same.push(same);
    }
  return pairs;
}

/** A patient drawn m times brings each pair of his own m times, and a pair of two as often as the product of theirs. */
function weigher({ one, other, same }: Pairs) {
  const weights = new Float64Array(same.length);
  return (images: ArrayLike<number>) => {
    for (let n = 0; n < weights.length; n++) weights[n] = images[one[n]!]! * (same[n] ? 1 : images[other[n]!]!);
    return weights;
  };
}

/** Figures over images, as the bootstrap draws them. */
export function pairFigures(labels: Labels, pairs: Pairs): Record<string, Statistic> {
  const weighed = weigher(pairs);
  const over =
    (statistic: Statistic): Statistic =>
    (images) =>
      statistic(weighed(images));
  const share = (same: boolean, holds: (similarity: number) => boolean) =>
    over(meanOf(pairs.similarity.map((value, n) => (pairs.same[n] === same ? Number(holds(value)) : Number.NaN))));
  const figures: Record<string, Statistic> = { auc: over(aucOf(pairs.similarity, pairs.same)) };
  for (const { key, operatingPoints } of labels)
    for (const [n, { name, threshold }] of operatingPoints.entries()) {
      if (n === 0) {
        figures.falseAccept = share(false, (value) => value >= threshold);
        figures.falseReject = share(true, (value) => value < threshold);
      }
      figures[`sensitivity@${name}.${key}`] = share(true, (value) => value >= threshold);
      figures[`specificity@${name}.${key}`] = share(false, (value) => value < threshold);
    }
  return figures;
}

/** The ROC curve of "one person's", with its operating points. */
export function pairPlots([label]: Labels, pairs: Pairs, bootstrap: Bootstrap): Plot[] {
  const points = rankPoints(pairs.similarity, pairs.same);
  const weighed = weigher(pairs);
  const roc = rocPlot(points, label!.operatingPoints, (shares) => {
    const at = rocAt(pairs.similarity, pairs.same, shares);
    return bootstrap.intervals((images) => at(weighed(images)));
  });
  return roc ? [roc] : [];
}

/** How alike each image is to its own person's and to other people's. */
export function alikeOf(images: Placed[], { one, other, similarity, same }: Pairs): EvaluatedCase['alike'][] {
  const found = images.map(() => ({ least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY, mostAlike: '' }));
  for (const [n, value] of similarity.entries())
    for (const [mine, its] of [
      [one[n]!, other[n]!],
      [other[n]!, one[n]!],
    ] as const) {
      const image = found[mine]!;
      if (same[n]) image.least = Math.min(image.least, value);
      else if (value > image.most) Object.assign(image, { most: value, mostAlike: images[its]!.name });
    }
  return found.map(({ least, most, mostAlike }) =>
    mostAlike ? { ...(least <= 1 + 1e-6 && { leastOfPerson: least }), mostOfOthers: most, mostAlike } : undefined,
  );
}

/** How many wrong pairs of each kind are kept. */
const KEPT = 20;

/** The least alike pairs of one person below the threshold, then the most alike of two at or above it. */
export function wrongPairs(images: Placed[], pairs: Pairs, threshold: number): ComparedPair[] {
  const { one, other, similarity, same } = pairs;
  const wrong = similarity.flatMap((value, n): ComparedPair[] =>
    same[n] === value >= threshold
      ? []
      : [{ one: images[one[n]!]!.name, other: images[other[n]!]!.name, similarity: value, samePerson: same[n]! }],
  );
  const kind = (samePerson: boolean) => wrong.filter((pair) => pair.samePerson === samePerson);
  return [
    ...kind(true)
      .sort((a, b) => a.similarity - b.similarity)
      .slice(0, KEPT),
    ...kind(false)
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, KEPT),
  ];
}
