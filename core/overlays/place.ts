import type { FrameInfo, Vector3 } from '../contract/index.ts';
import type { DescribedOverlay, OverlayFrame } from './describe.ts';
import { cross, dot } from './vectors.ts';

/** One or two frames of an overlay that an image meets; `share` is what the second counts. */
type Meeting = { frame: number; next?: number; share: number };

/**
 * Where the pixels of an image lie among the frames of an overlay: column and row of the overlay's grid and the place
 * along its normal are affine in column and row of the image. Units: pixels of the overlay, and mm.
 */
export type Placing = {
  column: Affine;
  row: Affine;
  /** Is the image parallel to the overlay's frames, so that it meets the same ones everywhere. */
  parallel: boolean;
  /** Nearest frame at a place along the normal, if one is near enough. */
  nearest(mm: number): number | undefined;
  /** The two frames around a place; undefined outside. */
  between(mm: number): Meeting | undefined;
  along: Affine;
};
type Affine = (column: number, row: number) => number;

/** mm; positions that are nearer than this are one. */
const SAME = 0.01;
/** Cosine of the angle below which planes are told as not parallel. */
const PARALLEL = 0.9999;

type Level = { mm: number; frame: number };

/** Frames with a plane in the order of their place along the normal of the first. */
function levelsOf(frames: OverlayFrame[], normal: Vector3): Level[] {
  return frames
    .flatMap(({ info }, frame) => (info.plane ? [{ mm: dot(info.plane.position, normal), frame }] : []))
    .sort((a, b) => a.mm - b.mm);
}

/** The smallest step between positions, in mm; undefined where there is one position only. */
function stepOf(levels: number[]): number | undefined {
  const sorted = [...levels].sort((a, b) => a - b);
  const steps = sorted.slice(1).flatMap((mm, n) => (mm - sorted[n]! > SAME ? [mm - sorted[n]!] : []));
  return steps.length > 0 ? steps.reduce((least, step) => Math.min(least, step)) : undefined;
}

/**
 * Answers, for an image with a plane, where its pixels lie among `frames`; undefined where the frames have no place in
 * the patient or no spacing. A frame is as thick as `overlay` says, else as the smallest step between its frames, or
 * between `images`.
 */
export function placingOf(frames: OverlayFrame[], overlay: DescribedOverlay, images: FrameInfo[]) {
  const first = frames.find(({ info }) => info.plane && info.spacing)?.info;
  if (!first?.plane || !first.spacing) return undefined;
  const { plane, spacing } = first;
  const normal = cross(plane.rowDirection, plane.columnDirection);
  const levels = levelsOf(frames, normal);
  const placed = (infos: FrameInfo[]) =>
    infos.flatMap((info) => (info.plane ? [dot(info.plane.position, normal)] : []));
  const steps = [overlay.frames.map(({ info }) => info), images].map(
    (infos) => stepOf(placed(infos)) ?? Number.POSITIVE_INFINITY,
  );
  const least = Math.min(...steps);
  const step = overlay.step ?? (least < Number.POSITIVE_INFINITY ? least : 1);
  const { nearest, between } = findersIn(levels, step);
  return (image: FrameInfo): Placing | undefined => {
    if (!image.plane || !image.spacing) return undefined;
    const { position, rowDirection, columnDirection } = image.plane;
    const from = position.map((value, axis) => value - plane.position[axis]!) as Vector3;
    const affine = (direction: Vector3, unit: number, start: Vector3): Affine => {
      const [origin, perColumn, perRow] = [
        dot(start, direction) / unit,
        (dot(rowDirection, direction) * image.spacing!.columns) / unit,
        (dot(columnDirection, direction) * image.spacing!.rows) / unit,
      ];
      return (column, row) => origin + perColumn * column + perRow * row;
    };
    const imageNormal: Vector3 = cross(rowDirection, columnDirection);
    return {
      column: affine(plane.rowDirection, spacing.columns, from),
      row: affine(plane.columnDirection, spacing.rows, from),
      along: affine(normal, 1, position),
      parallel: Math.abs(dot(imageNormal, normal)) > PARALLEL,
      nearest,
      between,
    };
  };
}

function findersIn(levels: Level[], step: number) {
  const own = stepOf(levels.map(({ mm }) => mm)) ?? step;
  /** The first level at or above a place. */
  const above = (mm: number) => {
    let [low, high] = [0, levels.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (levels[middle]!.mm < mm - SAME) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    nearest(mm: number): number | undefined {
      const at = above(mm);
      const candidates = [levels[at], levels[at - 1]].filter((level) => level !== undefined);
      const best = candidates.sort((a, b) => Math.abs(a.mm - mm) - Math.abs(b.mm - mm))[0];
      return best && Math.abs(best.mm - mm) < step / 2 ? best.frame : undefined;
    },
    between(mm: number): Meeting | undefined {
      const at = above(mm);
      const [upper, lower] = [levels[at], levels[at - 1]];
      if (upper && Math.abs(upper.mm - mm) <= SAME) return { frame: upper.frame, share: 0 };
      if (!upper || !lower || upper.mm - lower.mm > 2 * own) return undefined;
      return { frame: lower.frame, next: upper.frame, share: (mm - lower.mm) / (upper.mm - lower.mm) };
    },
  };
}
