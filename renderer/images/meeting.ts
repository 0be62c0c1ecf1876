import type { Vector3 } from '../../core/contract/index.ts';
import { cross, dot, pixelAt, pointAt, type SliceGeometry } from './slice.ts';

export const normalOf = ({ rowDirection, columnDirection }: SliceGeometry): Vector3 =>
  cross(rowDirection, columnDirection);

const between = (from: Vector3, to: Vector3): Vector3 => [to[0] - from[0], to[1] - from[1], to[2] - from[2]];

export const middleOfSlice = (slice: SliceGeometry): Vector3 =>
  pointAt(slice, (slice.columns - 1) / 2, (slice.rows - 1) / 2);

/** Do two slices lie flat on each other, give or take 10°? */
export const areParallel = (a: SliceGeometry, b: SliceGeometry): boolean =>
  Math.abs(dot(normalOf(a), normalOf(b))) > Math.cos((10 * Math.PI) / 180);

/**
 * Where another slice cuts this one: the two ends as column and row of this one, no longer than the other slice is;
 * undefined where they do not meet.
 */
export function cutOf(
  slice: SliceGeometry,
  other: SliceGeometry,
): [from: [number, number], to: [number, number]] | undefined {
  const normal = normalOf(slice);
  const [right, bottom] = [other.columns - 0.5, other.rows - 0.5];
  const corners = [
    pointAt(other, -0.5, -0.5),
    pointAt(other, right, -0.5),
    pointAt(other, right, bottom),
    pointAt(other, -0.5, bottom),
  ];
  const heights = corners.map((corner) => dot(normal, between(slice.position, corner)));
  const ends = corners.flatMap((corner, n): Vector3[] => {
    const next = corners[(n + 1) % 4]!;
    const [above, below] = [heights[n]!, heights[(n + 1) % 4]!];
    if (above >= 0 === below >= 0) return [];
    const share = above / (above - below);
    return [[0, 1, 2].map((axis) => corner[axis]! + share * (next[axis]! - corner[axis]!)) as Vector3];
  });
  const [from, to] = ends;
  return from && to ? [pixelAt(slice, from), pixelAt(slice, to)] : undefined;
}

/** A point moved along the normal of its slice as far as another slice moved along its own. */
export function movedAlong(mine: SliceGeometry, other: { from: SliceGeometry; to: SliceGeometry }): Vector3 {
  const along = normalOf(other.from);
  const distance = dot(along, between(other.from.position, other.to.position));
  const normal = normalOf(mine);
  const way = dot(normal, along) < 0 ? -distance : distance;
  const middle = middleOfSlice(mine);
  return [0, 1, 2].map((axis) => middle[axis]! + normal[axis]! * way) as Vector3;
}
