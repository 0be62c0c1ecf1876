import type { Note, Plane, Vector3 } from '../contract/index.ts';

/** A slice in a stack: where it lies, and what people call it (its instance or frame number). */
export type Slice = { plane: Plane; name: number | string };

/** How slices lie to each other. */
export type Stack = {
  /** Indices of the slices by ascending position along the normal (row direction × column direction). */
  order: number[];
  /** mm between neighbouring positions along the normal, where it is the same everywhere. */
  spacing?: number;
  notes: Note[];
};

/** Directions that differ by less than this in every component are one (IOP is often written with 4 to 6 digits). */
const SAME_DIRECTION = 1e-3;
/** mm; positions along the normal that are nearer than this are one. */
const SAME_POSITION = 0.01;
/** A slice may lie this share of the spacing beside its even place, for positions rounded by the scanner. */
const UNEVEN = 0.1;
/** Share of a pixel by which slices may be shifted against each other before a volume would be sheared. */
const SHIFTED = 0.5;

export const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const length = (a: Vector3) => Math.sqrt(dot(a, a));
const along = (a: Vector3, factor: number): Vector3 => [a[0] * factor, a[1] * factor, a[2] * factor];
/** Of many values: a call with 100,000 arguments would fail. */
export const smallest = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const largest = (values: number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
const round = (mm: number) => Math.round(mm * 100) / 100;

/** The normal of a plane: row direction × column direction (PS3.3 C.7.6.2.1.1), unit length. */
export function normalOf({ rowDirection: r, columnDirection: c }: Plane): Vector3 {
  const n: Vector3 = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
  return along(n, 1 / length(n));
}

/** Do two planes have the same row and column directions. */
export function sameOrientation(a: Plane, b: Plane): boolean {
  const near = (u: Vector3, v: Vector3) => u.every((value, axis) => Math.abs(value - v[axis]!) <= SAME_DIRECTION);
  return near(a.rowDirection, b.rowDirection) && near(a.columnDirection, b.columnDirection);
}

/**
 * Orders slices of one orientation along their normal and says what is odd about the stack: repeated positions, gaps
 * (with their place), uneven steps, a stack that is tilted against the normal or not straight. No note and a `spacing`
 * mean that a volume can be built. Positions in LPS, mm; `pixel` is the smaller pixel spacing in mm.
 */
export function judgeStack(slices: Slice[], pixel: number): Stack {
  const first = slices[0];
  if (!first) return { order: [], notes: [] };
  const normal = normalOf(first.plane);
  const offsets = slices.map((slice) => dot(slice.plane.position, normal));
  const order = slices.map((_, i) => i).sort((a, b) => offsets[a]! - offsets[b]! || a - b);

  const levels: number[][] = [];
  for (const i of order) {
    const level = levels.at(-1);
    if (level && offsets[i]! - offsets[level[0]!]! < SAME_POSITION) level.push(i);
    else levels.push([i]);
  }
  const repeated = levels.length < slices.length;
  const notes: Note[] = [];
  if (repeated) {
    const times = largest(levels.map((level) => level.length));
    notes.push({ code: 'repeated-positions', values: { times, positions: levels.length } });
  }
  if (levels.length < 2) return { order: levels.flatMap((level) => [...level].sort((a, b) => a - b)), notes };

  const places = levels.map((level) => ({ offset: offsets[level[0]!]!, slice: slices[level[0]!]! }));
  const usual = noteSteps(places, notes);
  noteDirection(places, normal, pixel, notes);
  return {
    order: levels.flatMap((level) => [...level].sort((a, b) => a - b)),
    spacing: notes.length === 0 ? usual : undefined,
    notes,
  };
}

type Place = { offset: number; slice: Slice };

/** Notes gaps and uneven steps; answers the step of an even stack, in mm. */
function noteSteps(places: Place[], notes: Note[]): number {
  const start = places[0]!.offset;
  const mean = (places.at(-1)!.offset - start) / (places.length - 1);
  if (places.every(({ offset }, n) => Math.abs(offset - start - n * mean) <= UNEVEN * mean)) return mean;

  const steps = places.slice(1).map((place, i) => place.offset - places[i]!.offset);
  const usual = [...steps].sort((a, b) => a - b)[(steps.length - 1) >> 1]!;
  const tolerance = 2 * UNEVEN * usual;
  const off = steps.flatMap((step, i) => (Math.abs(step - usual) > tolerance ? [i] : []));
  const missing = off.map((i) => Math.round(steps[i]! / usual) - 1);
  const whole = off.every((i, n) => missing[n]! > 0 && Math.abs(steps[i]! - usual * (missing[n]! + 1)) <= tolerance);
  if (off.length > 0 && whole && off.length <= steps.length / 2) {
    const [before, after] = [places[off[0]!]!, places[off[0]! + 1]!];
    const values = {
      missing: missing.reduce((sum, n) => sum + n, 0),
      gaps: off.length,
      before: before.slice.name,
      after: after.slice.name,
      from: round(before.offset),
      to: round(after.offset),
    };
    notes.push({ code: 'slice-gap', values });
  } else {
    const values = { smallest: round(smallest(steps)), largest: round(largest(steps)) };
    notes.push({ code: 'uneven-spacing', values });
  }
  return mean;
}

/** Notes a stack direction that is not the normal (gantry tilt) and slices beside the line of the stack. */
function noteDirection(places: Place[], normal: Vector3, pixel: number, notes: Note[]): void {
  const start = places[0]!.slice.plane.position;
  const aside = ({ slice }: Place) => {
    const from = minus(slice.plane.position, start);
    return minus(from, along(normal, dot(from, normal)));
  };
  const height = places.at(-1)!.offset - places[0]!.offset;
  const shift = aside(places.at(-1)!);
  if (length(shift) > SHIFTED * pixel) {
    const degrees = (Math.atan(length(shift) / height) * 180) / Math.PI;
    notes.push({ code: 'gantry-tilt', values: { degrees: Math.round(degrees * 10) / 10 } });
  }
  const beside = places.map((place) => {
    const share = (place.offset - places[0]!.offset) / height;
    return length(minus(aside(place), along(shift, share)));
  });
  const most = largest(beside);
  if (most > SHIFTED * pixel) notes.push({ code: 'crooked-stack', values: { distance: round(most) } });
}
