import type { Finding, FrameInfo, Volume } from '../contract/index.ts';
import type { Box } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';

type Label = Manifest['labels'][number];

/** Which label is the background; −1 where there is none. */
export const backgroundOf = (labels: Label[]) => labels.findIndex(({ role }) => role === 'background');

/** A number as every format shows it: rounded once, to 6 significant digits (EXPORT.md). */
export const round6 = (value: number) => Number(value.toPrecision(6));

/** The image that a finding is of; `number` from 1 where there are several, which then is part of the id. */
export type Place = { info: FrameInfo; number?: number };

const idOf = (label: Label, { number }: Partial<Place>) =>
  number === undefined ? label.key : `${label.key}-${number}`;

/** One finding a label of a classification; negative classes too. */
export function classFindings(labels: Label[], scores: Float32Array, place: Place, newUid: () => string): Finding[] {
  return labels.flatMap((label, n) => {
    if (label.role === 'background') return [];
    const probability = round6(scores[n]!);
    const operatingPoint = label.operatingPoints[0]?.threshold;
    return {
      id: idOf(label, place),
      kind: 'class' as const,
      label: label.key,
      probability,
      // Compared as it is shown: a report must not say 0.5 and "below 0.5".
      ...(operatingPoint !== undefined && { operatingPoint, positive: probability >= operatingPoint }),
      sopInstanceUid: place.info.sopInstanceUid,
      frame: place.info.frame,
      trackingUid: newUid(),
    };
  });
}

/** Where a box lies beside its edges: on an image, or across the slices of a volume. */
export type BoxPlace = Place & Pick<Finding, 'boxSlices' | 'boxMm'>;

/** One finding a box, numbered by label from the best; a box under the operating point of its label is none. */
export function boxFindings(
  labels: Label[],
  boxes: Box[],
  placeOf: (box: Box) => BoxPlace,
  newUid: () => string,
): Finding[] {
  const counts = labels.map(() => 0);
  return boxes.flatMap((box) => {
    const { label: n, score, low, high } = box;
    const { info, number, ...across } = placeOf(box);
    const label = labels[n]!;
    const probability = round6(score);
    const operatingPoint = label.operatingPoints[0]?.threshold;
    if (label.role !== 'finding' || (operatingPoint !== undefined && probability < operatingPoint)) return [];
    const [x0, y0] = low.map(round6);
    const [x1, y1] = high.map(round6);
    counts[n]! += 1;
    return {
      id: `${idOf(label, { number })}-${counts[n]}`,
      kind: 'box' as const,
      label: label.key,
      probability,
      ...(operatingPoint !== undefined && { operatingPoint, positive: true }),
      boxPx: [x0!, y0!, x1!, y1!] as [number, number, number, number],
      ...across,
      sopInstanceUid: info.sopInstanceUid,
      frame: info.frame,
      trackingUid: newUid(),
    };
  });
}

/** A box of a volume, shown by the slice in its middle; `infos` in the order of its slices. */
export function placeInVolume(
  { low, high }: Pick<Box, 'low' | 'high'>,
  infos: FrameInfo[],
  { affine }: Pick<Volume, 'affine'>,
): BoxPlace {
  const [from, to] = [low[2]!, high[2]!];
  const sides = low.map((edge, axis) => high[axis]! - edge);
  // Edges are counted from outer corners, voxels from their middles.
  const middle = low.map((edge, axis) => edge + sides[axis]! / 2 - 0.5);
  const along = (row: number) => affine.subarray(row * 4, row * 4 + 4);
  const centre = [0, 1, 2].map((row) => middle.reduce((sum, at, n) => sum + along(row)[n]! * at, along(row)[3]!));
  const spacing = [0, 1, 2].map((n) => Math.hypot(...[0, 1, 2].map((row) => along(row)[n]!)));
  const vector = (values: number[]) => values.map(round6) as [number, number, number];
  return {
    info: infos[Math.min(Math.floor((from + to) / 2), infos.length - 1)]!,
    boxSlices: [round6(from), round6(to)],
    boxMm: { centre: vector(centre), size: vector(sides.map((side, n) => side * spacing[n]!)) },
  };
}

/** The mask of one label on the inputs, `pixels` a frame; frame n of it lies on `infos[n]`. */
export function regionFinding(
  label: Label,
  mask: Uint8Array,
  infos: FrameInfo[],
  o: { voxelMl?: number; number?: number; newUid(): string },
): Finding {
  const pixels = mask.length / infos.length;
  const counts = infos.map((_, n) => setIn(mask, n * pixels, (n + 1) * pixels));
  const voxels = counts.reduce((sum, count) => sum + count, 0);
  const best = voxels > 0 ? infos[counts.indexOf(Math.max(...counts))] : undefined;
  return {
    id: idOf(label, o),
    kind: 'region',
    label: label.key,
    voxels,
    ...(o.voxelMl !== undefined && { volumeMl: round6(voxels * o.voxelMl) }),
    ...(best && { sopInstanceUid: best.sopInstanceUid, frame: best.frame }),
    trackingUid: o.newUid(),
  };
}

function setIn(mask: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) count += mask[at]!;
  return count;
}
