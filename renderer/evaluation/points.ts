import type { Evaluation } from '../../core/contract/index.ts';

/** A threshold of a label, and how many answered cases of other labels lie at or above it. */
type PointCount = { name: string; threshold: number; mistakes: number };

/** What it would take to find a missed case. */
export type WayToFind = {
  /** The operating point of its label with the fewest mistakes that finds it, if one does. */
  found?: PointCount;
  /** Otherwise: the highest threshold, in thousandths, that would, and the operating point it is beside. */
  needed?: { threshold: number; mistakes: number; beside?: PointCount };
};

/** Of a case of a classifier whose label the model has; undefined for others. */
export function wayToFind(
  { labels, results }: Pick<Evaluation, 'labels' | 'results'>,
  { label: key, scores }: Evaluation['results'][number],
): WayToFind | undefined {
  const label = labels.find((one) => one.key === key);
  const score = scores?.[key ?? ''];
  if (!label || score === undefined) return undefined;
  const others = results.filter((one) => !one.problem && one.label !== key);
  const mistakesAt = (threshold: number) => others.filter((one) => one.scores![label.key]! >= threshold).length;
  const points = label.operatingPoints
    .map(({ name, threshold }) => ({ name, threshold, mistakes: mistakesAt(threshold) }))
    .sort((a, b) => b.threshold - a.threshold);
  const found = points.find(({ threshold }) => score >= threshold);
  if (found) return { found };
  const threshold = Math.floor(score * 1000) / 1000;
  return { needed: { threshold, mistakes: mistakesAt(threshold), beside: points.at(-1) } };
}
