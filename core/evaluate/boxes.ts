import type { BoxPx, EvaluatedCase } from '../contract/index.ts';
import type { Statistic } from './bootstrap.ts';

/** Boxes that overlap by this much of their union are of the same thing. */
const SAME = 0.5;

/** Intersection over union. */
function overlap(a: BoxPx, b: BoxPx): number {
  const inner =
    Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = ([x0, y0, x1, y1]: BoxPx) => (x1 - x0) * (y1 - y0);
  return inner / Math.max(area(a) + area(b) - inner, 1e-6);
}

/** One box of a label, of case `row`: how sure, and whether it is the first on something of that label. */
export type Hit = { row: number; score: number; right: boolean };

/** All boxes of a label, in the order of cases and, within one, the surest first: each thing is found at most once. */
export function hitsOf(cases: Pick<EvaluatedCase, 'boxes' | 'marked'>[], label: string): Hit[] {
  return cases.flatMap(({ boxes = [], marked = [] }, row) => {
    const free = marked.filter((mark) => mark.label === label);
    return boxes
      .filter((box) => box.label === label)
      .map(({ score, boxPx }) => {
        const shares = free.map((mark) => overlap(boxPx, mark.boxPx));
        const best = shares.indexOf(Math.max(...shares));
        const right = best >= 0 && shares[best]! >= SAME;
        if (right) free.splice(best, 1);
        return { row, score, right };
      });
  });
}

/**
 * Area under the precision–recall curve, the precision at each recall being the best at that recall or beyond (PASCAL
 * VOC 2010); NaN where nothing is to be found. `wanted[n]`: how many things of the label case n has.
 */
export function boxPrecisionOf(hits: Hit[], wanted: number[]): Statistic {
  const sorted = hits.toSorted((a, b) => b.score - a.score);
  const precision = new Float64Array(sorted.length);
  return (weights) => {
    let [found, all, things] = [0, 0, 0];
    for (const [n, { row, right }] of sorted.entries()) {
      all += weights[row]!;
      if (right) found += weights[row]!;
      precision[n] = all > 0 ? found / all : 0;
    }
    for (let row = 0; row < wanted.length; row++) things += weights[row]! * wanted[row]!;
    let [best, area] = [0, 0];
    for (let n = sorted.length - 1; n >= 0; n--) {
      best = Math.max(best, precision[n]!);
      if (sorted[n]!.right) area += best * weights[sorted[n]!.row]!;
    }
    return things > 0 ? area / things : Number.NaN;
  };
}

/** Is this box on something that is marked, whatever its label. */
export const isPlaced = (box: BoxPx, marked: EvaluatedCase['marked'] = []) =>
  marked.some((mark) => overlap(box, mark.boxPx) >= SAME);

/** Free-response ROC over all labels: share of what is marked that was found, against false boxes an image. */
export function frocPoints(hits: Hit[], things: number, images: number) {
  let [found, alarms] = [0, 0];
  return hits
    .toSorted((a, b) => b.score - a.score)
    .map(({ score, right }) => {
      right ? found++ : alarms++;
      return { score, sensitivity: found / things, falsePerImage: alarms / images };
    });
}
