import { ProblemError } from '../../contract/index.ts';
import { product } from '../grid.ts';
import type { Layout } from '../layout.ts';

/** A box on a grid, edges in pixels with 0 at the outer corner of the first: x, y (and z). */
export type Box = { label: number; score: number; low: number[]; high: number[] };

/** Along every axis, or along x, y (and z). */
type Stride = number | number[];

type BoxOrigin =
  | { kind: 'points'; strides: Stride[]; centre: number; decode: 'ltrb'; scale: 'exp' | 'relu' | 'none' }
  | {
      kind: 'anchors';
      strides: number[];
      centre: number;
      sizes: number[][];
      ratios: number[];
      deviations: [number, number, number, number];
    }
  | { kind: 'shapes'; strides: Stride[]; centre: number; shapes: number[][][]; deviations: number[] };
export type Boxes = { from: BoxOrigin; minimumScore: number; iou: number; most: number };

/** What a detection network answers: a channel of scores for each label, a score a cell; and `deltas` cell by cell. */
export type Detections = { scores: Float32Array[]; deltas: Float32Array };

/**
 * A part of a larger grid that a network looked at, along x, y (and z): where it begins there, and between which places of
 * the grid its cells count. Parts overlap; of a cell that several of them have, one counts.
 */
export type BoxPart = { start: number[]; from: number[]; to: number[] };

/** What is on a grid of `size`, of which a network looked at `part`, or at all of it. */
type Looked = { size: readonly number[]; layout: Layout; input?: readonly number[]; part?: BoxPart };

/**
 * The boxes of all cells that are sure enough, on a grid of `size` and cut at its border; `input`: the size of what the
 * network was given, where that is a part. Throws `box-cells` where the network has another number of cells.
 */
export function candidateBoxes(
  { scores, deltas }: Detections,
  { size, layout, input = size, part }: Looked,
  { from, minimumScore }: Boxes,
): Box[] {
  const decode = decoder(from, input, layout);
  const cells = scores[0]?.length ?? 0;
  if (cells !== decode.cells || deltas.length !== cells * 2 * size.length)
    throw new ProblemError('box-cells', { wanted: decode.cells, found: cells });
  const found: Box[] = [];
  const among = candidates(scores, minimumScore);
  scores.forEach((channel, label) => {
    for (let cell = 0; cell < cells; cell++) {
      const score = channel[cell]!;
      if (!among(score) || (part && !countsIn(part, decode.pointOf(cell)))) continue;
      const { low, high } = cutAt(size, movedBy(decode.at(cell, deltas), part));
      if (low.every((edge, axis) => edge < high[axis]!)) found.push({ label, score, low, high });
    }
  });
  return found;
}

const countsIn = ({ start, from, to }: BoxPart, point: number[]) =>
  point.every((at, axis) => at + start[axis]! >= from[axis]! && at + start[axis]! < to[axis]!);

const movedBy = ({ low, high }: Edges, part: BoxPart | undefined): Edges =>
  part
    ? { low: low.map((at, axis) => at + part.start[axis]!), high: high.map((at, axis) => at + part.start[axis]!) }
    : { low, high };

/** Of more candidates the best are looked at: a network that finds something everywhere must not hold everything up. */
export const MOST_CANDIDATES = 20_000;

/** Is a score among those of boxes that are looked at? To be asked once for each, in their order. */
function candidates(scores: Float32Array[], minimum: number): (score: number) => boolean {
  const enough = (score: number) => score >= minimum;
  const count = scores.reduce((sum, channel) => sum + counted(channel, enough), 0);
  if (count <= MOST_CANDIDATES) return enough;
  const sorted = new Float32Array(count);
  let at = 0;
  for (const channel of scores) for (const score of channel) if (enough(score)) sorted[at++] = score;
  sorted.sort();
  const least = sorted[count - MOST_CANDIDATES]!;
  // Of those that are as good as the last, the first ones.
  let room = MOST_CANDIDATES - counted(sorted, (score) => score > least);
  return (score) => score > least || (score === least && room-- > 0);
}

function counted(values: Float32Array, counts: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (counts(value)) count++;
  return count;
}

type Edges = { low: number[]; high: number[] };

const cutAt = (size: readonly number[], { low, high }: Edges): Edges => ({
  low: low.map((edge, axis) => Math.min(Math.max(edge, 0), size[axis]!)),
  high: high.map((edge, axis) => Math.min(Math.max(edge, 0), size[axis]!)),
});

/**
 * Greedy non-maximum suppression among equal labels, best first; boxes of equal score keep their order. Of one label none
 * overlaps a better one by more than `iou` (torchvision.ops.batched_nms).
 */
export function suppress(found: Box[], { iou, most }: Pick<Boxes, 'iou' | 'most'>): Box[] {
  const kept: Box[] = [];
  for (const box of found.toSorted((a, b) => b.score - a.score)) {
    if (kept.length === most) break;
    if (kept.every((better) => better.label !== box.label || overlap(better, box) <= iou)) kept.push(box);
  }
  return kept;
}

const extentOf = ({ low, high }: Edges) => product(low.map((edge, axis) => Math.max(high[axis]! - edge, 0)));

/** Intersection over union, of areas or volumes. */
function overlap(a: Edges, b: Edges): number {
  const low = a.low.map((edge, axis) => Math.max(edge, b.low[axis]!));
  const high = a.high.map((edge, axis) => Math.min(edge, b.high[axis]!));
  const both = extentOf({ low, high });
  return both / (extentOf(a) + extentOf(b) - both);
}

/** How many cells the network has, and the box of one. */
type Decoder = { cells: number; pointOf(cell: number): number[]; at(cell: number, deltas: Float32Array): Edges };

function decoder(from: BoxOrigin, size: readonly number[], layout: Layout): Decoder {
  const strides = from.strides.map((stride) => (typeof stride === 'number' ? size.map(() => stride) : stride));
  const bases = anchorsOf(from);
  const each = bases[0]?.length ?? 1;
  // A level that a stride does not divide has the last, narrower cell too.
  const levels = strides.map((stride) => size.map((n, axis) => Math.ceil(n / stride[axis]!)));
  const counts = levels.map((level) => product(level) * each);

  /** Level, anchor and point of a cell, in the order of the network's axes. */
  function place(cell: number) {
    let level = 0;
    let rest = cell;
    while (rest >= counts[level]!) rest -= counts[level++]!;
    const anchor = rest % each;
    rest = (rest - anchor) / each;
    const axes = size.map((_, axis) => axis);
    const point: number[] = [];
    // The fastest axis of the network is x, but for NCXYZ, where it is the last.
    for (const axis of layout === 'NCXYZ' ? axes.toReversed() : axes) {
      const n = levels[level]![axis]!;
      point[axis] = ((rest % n) + from.centre) * strides[level]![axis]!;
      rest = Math.floor(rest / n);
    }
    return { level, anchor, point };
  }

  return {
    cells: counts.reduce((sum, count) => sum + count, 0),
    pointOf: (cell) => place(cell).point,
    at(cell, deltas) {
      const { level, anchor, point } = place(cell);
      const axes = size.length;
      const delta = (n: number) => deltas[cell * 2 * axes + n]!;
      if (from.kind === 'points') {
        const reach = (n: number) => REACH[from.scale](delta(n)) * strides[level]![n % axes]!;
        return {
          low: point.map((at, axis) => at - reach(axis)),
          high: point.map((at, axis) => at + reach(axes + axis)),
        };
      }
      const { low, high } = bases[level]![anchor]!;
      const sides = low.map((edge, axis) => high[axis]! - edge);
      const middle = sides.map(
        (side, axis) => point[axis]! + low[axis]! + side / 2 + delta(axis) * from.deviations[axis]! * side,
      );
      const half = sides.map(
        (side, axis) =>
          (side * Math.exp(Math.min(delta(axes + axis) * from.deviations[axes + axis]!, LARGEST_GROWTH))) / 2,
      );
      return { low: middle.map((at, axis) => at - half[axis]!), high: middle.map((at, axis) => at + half[axis]!) };
    },
  };
}

const REACH = { exp: Math.exp, relu: (x: number) => Math.max(x, 0), none: (x: number) => x };

/** Anchors of each level around 0; points have none. */
function anchorsOf(from: BoxOrigin): Edges[][] {
  if (from.kind === 'points') return [];
  if (from.kind === 'anchors') return from.sizes.map((sizes) => anchorSizes(sizes, from.ratios));
  return from.shapes.map((level) =>
    level.map((shape) => ({ low: shape.map((side) => -side / 2), high: shape.map((side) => side / 2) })),
  );
}

/** The BoxCoders of torchvision and MONAI let no box grow further. */
const LARGEST_GROWTH = Math.log(1000 / 16);

/** Anchors around 0: for each ratio (height / width) each size, as torchvision's AnchorGenerator rounds them. */
function anchorSizes(sizes: number[], ratios: number[]): Edges[] {
  return ratios.flatMap((ratio) =>
    sizes.map((side) => {
      const half = [side / Math.sqrt(ratio) / 2, (side * Math.sqrt(ratio)) / 2].map(halfToEven);
      return { low: half.map((n) => -n), high: half };
    }),
  );
}

function halfToEven(value: number): number {
  const near = Math.round(value);
  return near - value === 0.5 && near % 2 !== 0 ? near - 1 : near;
}
