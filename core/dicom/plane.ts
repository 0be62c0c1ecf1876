import type { FrameInfo, Plane, Vector3 } from '../contract/index.ts';
import type { DataSet } from './data-set.ts';

/** Axes that are further from unit length, or from a right angle, than this mean nothing (they come with few digits). */
const TOLERANCE = 0.01;

/** Plane of a frame from Image Position and Image Orientation (PS3.3 C.7.6.2); undefined where they mean nothing. */
export function planeOf(position: number[], orientation: number[]): Plane | undefined {
  if (position.length !== 3 || orientation.length !== 6) return undefined;
  if (![...position, ...orientation].every((value) => Number.isFinite(value) && Math.abs(value) < 1e9))
    return undefined;
  const rowDirection = unit(orientation.slice(0, 3) as Vector3);
  const columnDirection = unit(orientation.slice(3) as Vector3);
  if (!rowDirection || !columnDirection || Math.abs(dot(rowDirection, columnDirection)) > TOLERANCE) return undefined;
  return { position: position as Vector3, rowDirection, columnDirection };
}

function unit(axis: Vector3): Vector3 | undefined {
  const length = Math.hypot(...axis);
  if (Math.abs(length - 1) > TOLERANCE) return undefined;
  return [axis[0] / length, axis[1] / length, axis[2] / length];
}

const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** The plane `offset` mm along the normal (row × column direction). */
export function shifted({ position, rowDirection: r, columnDirection: c }: Plane, offset: number): Plane {
  const normal: Vector3 = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
  const moved = position.map((value, axis) => value + normal[axis]! * offset) as Vector3;
  return { position: moved, rowDirection: r, columnDirection: c };
}

const SOURCES = ['PixelSpacing', 'ImagerPixelSpacing', 'NominalScannedPixelSpacing'] as const;

/** mm between row and column centres, and the attribute that says so (PS3.3 10.7). */
export function spacingOf(dataSet: DataSet): FrameInfo['spacing'] {
  for (const source of SOURCES) {
    const [rows, columns] = dataSet.numbers(source);
    if (isLength(rows) && isLength(columns)) return { rows, columns, source };
  }
  return undefined;
}

const isLength = (value: number | undefined): value is number => value !== undefined && value > 0 && value < 1e6;
