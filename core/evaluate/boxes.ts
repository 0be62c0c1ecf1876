import type { BoxPx, EvaluatedBox, EvaluatedCase } from '../contract/index.ts';
import type { Statistic } from './bootstrap.ts';

/** Boxes that overlap by this much of their union are of the same thing. */
const SAME = 0.5;

type Edges = Pick<EvaluatedBox, 'boxPx' | 'boxSlices'>;

/** Intersection over union, of areas or volumes. */
function overlap(a: Edges, b: Edges): number {
  const inner = extentOf({
    boxPx: [0, 1, 2, 3].map((n) => Math[n < 2 ? 'max' : 'min'](a.boxPx[n]!, b.boxPx[n]!)) as BoxPx,
    ...(a.boxSlices &&
      b.boxSlices && {
        boxSlices: [Math.max(a.boxSlices[0], b.boxSlices[0]), Math.min(a.boxSlices[1], b.boxSlices[1])],
      }),
  });
  return inner / Math.max(extentOf(a) + extentOf(b) - inner, 1e-6);
}

/** Pixels or voxels; of an image the depth counts for nothing. */
const extentOf = ({ boxPx: [x0, y0, x1, y1], boxSlices: [z0, z1] = [0, 1] }: Edges) =>
  Math.max(0, x1 - x0) * Math.max(0, y1 - y0) * Math.max(0, z1 - z0);

/** One box of a label, of case `row`: how sure, and whether it is the first on something of that label. */
export type Hit = { row: number; score: number; right: boolean };

/** All boxes of a label, in the order of cases and, within one, the surest first: each thing is found at most once. */
export function hitsOf(cases: Pick<EvaluatedCase, 'boxes' | 'marked'>[], label: string): Hit[] {
  return cases.flatMap(({ boxes = [], marked = [] }, row) => {
    const free = marked.filter((mark) => mark.label === label);
    return boxes
      .filter((box) => box.label === label)
      .map((box) => {
        const { score } = box;
        const shares = free.map((mark) => overlap(box, mark));
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
export const isPlaced = (box: Edges, marked: Edges[] = []) => marked.some((mark) => overlap(box, mark) >= SAME);

/** Free-response ROC over all labels: share of what is marked that was found, against false boxes a case. */
export function frocPoints(hits: Hit[], things: number, cases: number) {
  let [found, alarms] = [0, 0];
  return hits
    .toSorted((a, b) => b.score - a.score)
    .map(({ score, right }) => {
      right ? found++ : alarms++;
      return { score, sensitivity: found / things, falsePerCase: alarms / cases };
    });
}
