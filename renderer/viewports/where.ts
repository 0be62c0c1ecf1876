import type { Run, Series, Vector3 } from '../../core/contract/index.ts';
import { boxOnSlice, type Ring, type VolumeBox } from '../images/box.ts';
import type { Mask } from '../images/masks.ts';
import { geometryOf, pointAt } from '../images/slice.ts';
import { nearestSlice, type Stack } from '../images/stack.ts';
import type { ReadFinding } from '../reading.ts';
import type { BoxEdges, Target } from '../state.ts';
import type { Box } from './overlay.ts';

/** The slice of a stack that a target asks for, if it is about this series, or a point in the same frame of reference. */
export function indexFor(stack: Stack, series: Series, target: Target | undefined): number | undefined {
  if (!target) return undefined;
  if (target.point) {
    const sameSeries = target.seriesInstanceUid === series.seriesInstanceUid;
    const here = stack.infoOf(0).frameOfReferenceUid;
    const sameSpace = here !== undefined && here === target.frameOfReferenceUid;
    return sameSeries || sameSpace ? nearestSlice(stack, target.point) : undefined;
  }
  if (target.seriesInstanceUid !== series.seriesInstanceUid || target.frame === undefined) return undefined;
  return stack.plane === 'acquired' ? target.frame : undefined;
}

/** The share of a stack that a finding spans. */
export type Mark = { id: string; colour: string; from: number; to: number };

export function markOf(mask: Mask, stack: Stack): Mark {
  const has = (index: number) => stack.maskSlice(mask.data, index).some((value) => value > 0);
  let [first, last] = [0, stack.length - 1];
  while (first < last && !has(first)) first++;
  while (last > first && !has(last)) last--;
  return {
    id: mask.id,
    colour: mask.colour,
    from: first / stack.length,
    to: (last + 1) / stack.length,
  };
}

/** The middle of a mask on one frame of its series, in the patient. */
export function middleOf(mask: Uint8Array, stack: Stack, frame: number): Vector3 | undefined {
  const { columns, rows } = stack.infos[frame]!;
  let [x, y, count] = [0, 0, 0];
  for (let row = 0, at = frame * columns * rows; row < rows; row++)
    for (let column = 0; column < columns; column++, at++)
      if (mask[at]) [x, y, count] = [x + column, y + row, count + 1];
  return count === 0 ? undefined : pointAt(geometryOf(stack.infos[frame]!), x / count, y / count);
}

/** The boxes of findings on a slice: of an image on that image, of a volume on every plane that cuts them. */
export function boxesOn(findings: ReadFinding[], stack: Stack | undefined, index: number): Box[] {
  return findings.flatMap((read) => {
    const ring = stack ? ringOn(read, stack, index) : [];
    const { finding, colour, review } = read;
    return ring.length > 2 ? [{ findingId: finding.id, colour, ring, rejected: review.status === 'rejected' }] : [];
  });
}

const ringOn = (read: ReadFinding, stack: Stack, index: number): Ring => {
  const box = boxIn(read, stack, index);
  return box ? boxOnSlice(stack, index, box) : [];
};

/** The box of a finding on the grid of the series; a box of one image only where a slice is that image. */
export function boxIn({ run, finding }: ReadFinding, stack: Stack, index: number): VolumeBox | undefined {
  const { boxPx, boxSlices, sopInstanceUid, frame = 0 } = finding;
  if (!boxPx) return undefined;
  const [x0, y0, x1, y1] = boxPx;
  if (boxSlices) {
    const [z0, z1] = inReadingOrder(run, stack, boxSlices);
    return { low: [x0, y0, z0], high: [x1, y1, z1] };
  }
  const info = stack.plane === 'acquired' ? stack.infos[index] : undefined;
  const here = info && sopInstanceUid === info.sopInstanceUid && frame === info.frame;
  return here ? { low: [x0, y0, index], high: [x1, y1, index + 1] } : undefined;
}

/** The edges of a box on that grid as its finding has them. */
export function edgesOf({ run, finding }: ReadFinding, stack: Stack, { low, high }: VolumeBox): BoxEdges {
  const boxPx: BoxEdges['boxPx'] = [low[0], low[1], high[0], high[1]];
  return finding.boxSlices ? { boxPx, boxSlices: inReadingOrder(run, stack, [low[2], high[2]]) } : { boxPx };
}

/** A run has its slices by position, a series has them in reading order, which may be the other way round; and back. */
function inReadingOrder(run: Run, { infos }: Stack, [from, to]: [number, number]): [number, number] {
  const [first] = run.inputs;
  const same = infos[0]!.sopInstanceUid === first?.sopInstanceUid && infos[0]!.frame === first.frame;
  return same ? [from, to] : [infos.length - to, infos.length - from];
}

/** The share of a stack that each box in its volume spans. */
export function boxMarks(findings: ReadFinding[], stack: Stack): Mark[] {
  return findings.flatMap((read) => {
    const box = read.finding.boxSlices && boxIn(read, stack, 0);
    if (!box) return [];
    const on = Array.from({ length: stack.length }, (_, index) => boxOnSlice(stack, index, box).length > 2);
    const [from, to] = [on.indexOf(true), on.lastIndexOf(true) + 1];
    const { id } = read.finding;
    return from < 0 ? [] : [{ id, colour: read.colour, from: from / stack.length, to: to / stack.length }];
  });
}
