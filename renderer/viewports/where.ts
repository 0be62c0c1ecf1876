import type { Series, Vector3 } from '../../core/contract/index.ts';
import type { Mask } from '../images/masks.ts';
import { geometryOf, pointAt } from '../images/slice.ts';
import { nearestSlice, type Stack } from '../images/stack.ts';
import type { ReadFinding } from '../reading.ts';
import type { Target } from '../state.ts';
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

/** The share of a stack that a mask spans. */
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

export function boxesOn(findings: ReadFinding[], stack: Stack | undefined, index: number): Box[] {
  if (stack?.plane !== 'acquired') return [];
  const info = stack.infos[index];
  return findings.flatMap(({ finding, colour }) =>
    finding.boxPx && finding.sopInstanceUid === info?.sopInstanceUid && (finding.frame ?? 0) === info?.frame
      ? [{ findingId: finding.id, colour, px: finding.boxPx }]
      : [],
  );
}
