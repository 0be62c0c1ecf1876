import { type FrameInfo, ProblemError, type Vector3, type Volume } from '../contract/index.ts';

/** Slices that make a volume: which frame is slice k, and index (i, j, k) to patient coordinates (LPS, mm). */
export type Stack = { order: number[]; size: Vector3; affine: Float64Array };

/** Orientations are written with few digits: so far may a cosine be off (PS3.3 C.7.6.2.1.1 asks for 0.0001). */
const ANGLE = 1e-3;
/** A slice may lie this part of the spacing beside its even place, for positions rounded by the scanner. */
const UNEVEN = 0.1;

const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/**
 * Puts frames in order along the normal and gives the grid they lie on. Distances come from the positions, never from
 * Slice Thickness or Spacing Between Slices (PS3.3 C.7.6.2). Refuses, with the reason, what is no even volume.
 */
export function stackOf(infos: FrameInfo[]): Stack {
  if (infos.length < 2) throw new ProblemError('volume-single-slice');
  const first = infos[0]!;
  const plane = planeOf(first);
  const normal = cross(plane.rowDirection, plane.columnDirection);
  for (const info of infos) checkAlike(first, info);
  const along = infos.map((info) => dot(planeOf(info).position, normal));
  const order = infos.map((_, n) => n).sort((a, b) => along[a]! - along[b]!);
  const positions = order.map((n) => planeOf(infos[n]!).position);
  const last = positions.length - 1;
  const step = minus(positions[last]!, positions[0]!).map((mm) => mm / last) as Vector3;
  checkEven(order.map((n) => along[n]!));
  checkStraight(positions, normal, Math.min(first.spacing!.rows, first.spacing!.columns));
  const { rowDirection: row, columnDirection: column } = plane;
  const { rows: betweenRows, columns: betweenColumns } = first.spacing!;
  const origin = positions[0]!;
  const affine = Float64Array.from([
    ...[0, 1, 2].flatMap((a) => [row[a]! * betweenColumns, column[a]! * betweenRows, step[a]!, origin[a]!]),
    ...[0, 0, 0, 1],
  ]);
  return { order, size: [first.columns, first.rows, infos.length], affine };
}

/** Index (i, j, k) to patient coordinates (LPS, mm), 4 × 4 row by row, of the volume that the frames make. */
export function affineOf(infos: FrameInfo[]): Float64Array {
  return stackOf(infos).affine;
}

/** Millilitres in one voxel: row spacing × column spacing × distance between slice positions / 1000. */
export function voxelMl({ affine }: Pick<Volume, 'affine'>): number {
  const axis = (n: number): Vector3 => [affine[n]!, affine[4 + n]!, affine[8 + n]!];
  return Math.abs(dot(cross(axis(0), axis(1)), axis(2))) / 1000;
}

function planeOf(info: FrameInfo) {
  if (!info.plane?.position.every(Number.isFinite)) throw new ProblemError('volume-no-position');
  return info.plane;
}

function checkAlike(first: FrameInfo, info: FrameInfo): void {
  const plane = planeOf(info);
  const { rowDirection: row, columnDirection: column } = planeOf(first);
  const upright = Math.abs(dot(row, column)) < ANGLE && Math.abs(dot(row, row) - 1) < ANGLE;
  const same = 1 - dot(row, plane.rowDirection) < ANGLE && 1 - dot(column, plane.columnDirection) < ANGLE;
  if (!upright || !same) throw new ProblemError('volume-mixed-orientation');
  if (info.rows !== first.rows || info.columns !== first.columns)
    throw new ProblemError('volume-mixed-size', {
      size: `${first.columns} × ${first.rows}`,
      other: `${info.columns} × ${info.rows}`,
    });
  if (info.samplesPerPixel !== 1) throw new ProblemError('volume-colour');
  if (info.frameOfReferenceUid !== first.frameOfReferenceUid)
    throw new ProblemError('volume-mixed-frames-of-reference');
  const spacing = info.spacing;
  const wanted = first.spacing;
  if (!spacing || !wanted || spacing.source !== 'PixelSpacing' || !(spacing.rows > 0 && spacing.columns > 0))
    throw new ProblemError('volume-no-spacing');
  const apart = Math.max(Math.abs(spacing.rows - wanted.rows), Math.abs(spacing.columns - wanted.columns));
  if (apart > ANGLE * wanted.rows) throw new ProblemError('volume-mixed-spacing');
}

/** Ascending places along the normal, in mm. */
function checkEven(places: number[]): void {
  const spacing = (places.at(-1)! - places[0]!) / (places.length - 1);
  const gaps = places.slice(1).map((place, n) => place - places[n]!);
  const double = gaps.findIndex((gap) => gap < ANGLE);
  if (double >= 0) throw new ProblemError('volume-double-position', { slice: double + 1, next: double + 2 });
  if (places.every((place, n) => Math.abs(place - places[0]! - n * spacing) <= UNEVEN * spacing)) return;
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
  const worst = gaps.reduce((most, gap, n) => (Math.abs(gap - usual) > Math.abs(gaps[most]! - usual) ? n : most), 0);
  throw new ProblemError('volume-gap', {
    slice: worst + 1,
    next: worst + 2,
    gap: Number(gaps[worst]!.toPrecision(3)),
    usual: Number(usual.toPrecision(3)),
  });
}

/** Slices that are shifted against each other (gantry tilt) lie on a sheared grid; its axes are not the patient's. */
function checkStraight(positions: Vector3[], normal: Vector3, pixel: number): void {
  const aside = (position: Vector3) => {
    const away = minus(position, positions[0]!);
    const height = dot(away, normal);
    return Math.hypot(...away.map((mm, axis) => mm - height * normal[axis]!));
  };
  const shift = Math.max(...positions.map(aside));
  if (shift > pixel / 2) throw new ProblemError('volume-tilted', { shift: Number(shift.toPrecision(3)) });
}
