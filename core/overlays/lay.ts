import type { Frame, FrameInfo } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import type { Coding, DescribedOverlay, OverlayFrame } from './describe.ts';
import { type Placing, placingOf } from './place.ts';
import { fillContours } from './structures.ts';

/** Stored values of frame `n` of the overlay. */
export type ReadFrame = (n: number) => Promise<Frame>;

/** A mask over a whole series takes no more memory than this, in bytes. */
const LARGEST_MASK = 2 ** 30;

/** From this share of a fractional segment on a pixel counts as inside. */
const INSIDE = 0.5;

/**
 * A segment as a mask over the images of a series: one byte a pixel, image after image, 1 inside. Nearest pixel and
 * nearest slice; fractions count from a half. Throws `ProblemError` where the images differ in size, the mask would be
 * too large, or the overlay says nowhere where it lies.
 */
export async function maskOver(
  images: FrameInfo[],
  overlay: DescribedOverlay,
  segment: number,
  read: ReadFrame,
): Promise<Uint8Array> {
  const { coding } = overlay;
  const size = sizeOf(images);
  const mask = new Uint8Array(size * images.length);
  if (coding.kind === 'contours') {
    const { contours, frameOfReferenceUid } = coding.of(segment);
    const here = (image: FrameInfo) => !frameOfReferenceUid || image.frameOfReferenceUid === frameOfReferenceUid;
    if (!images.every(here)) throw new ProblemError('overlay-unplaced');
    fillContours(images, contours, mask);
    return mask;
  }
  const belongs = (frame: OverlayFrame) => coding.kind === 'labels' || frame.segment === segment;
  const frames = overlay.frames.map((frame, n) => ({ ...frame, n })).filter(belongs);
  if (frames.length === 0) return mask;
  const inside = insideOf(coding, segment);
  const place = placingOf(frames, overlay, images);
  if (!place) await layBySource(images, frames, mask, read, inside);
  else {
    for (const [at, image] of images.entries()) {
      const placing = place(image);
      if (placing) await layNearest(image, placing, frames, mask.subarray(at * size, (at + 1) * size), read, inside);
    }
  }
  return mask;
}

type Numbered = OverlayFrame & { n: number };
type Inside = (value: number) => boolean;

function sizeOf(images: FrameInfo[]): number {
  const { rows, columns } = images[0] ?? { rows: 0, columns: 0 };
  const alike = images.every((image) => image.rows === rows && image.columns === columns);
  if (!alike || rows * columns * images.length > LARGEST_MASK) throw new ProblemError('overlay-other-size');
  return rows * columns;
}

function insideOf(coding: Coding, segment: number): Inside {
  if (coding.kind === 'labels') return (value) => value === segment;
  if (coding.kind === 'fractional') return (value) => value >= INSIDE * coding.full;
  return (value) => value > 0;
}

/**
 * Frames without a place in the patient lie on the image that they were drawn on, pixel by pixel. Of a slide that is
 * here with all its tiles, the tile at their position is meant: some writers number the frames of the slide otherwise.
 */
async function layBySource(images: FrameInfo[], frames: Numbered[], mask: Uint8Array, read: ReadFrame, inside: Inside) {
  let laid = 0;
  const counts = new Map<string, number>();
  for (const { sopInstanceUid } of images) counts.set(sopInstanceUid, (counts.get(sopInstanceUid) ?? 0) + 1);
  for (const [at, image] of images.entries()) {
    const own = frames.find(
      ({ source, tile, info }) =>
        source?.sopInstanceUid === image.sopInstanceUid &&
        (tile?.of === counts.get(image.sopInstanceUid) ? tile?.at : source.frame) === image.frame &&
        info.rows === image.rows &&
        info.columns === image.columns,
    );
    if (!own) continue;
    const { pixels } = await read(own.n);
    const start = at * image.rows * image.columns;
    for (let i = 0; i < pixels.length; i++) if (inside(pixels[i]!)) mask[start + i] = 1;
    laid++;
  }
  if (laid === 0) throw new ProblemError('overlay-unplaced');
}

async function layNearest(
  image: FrameInfo,
  placing: Placing,
  frames: Numbered[],
  out: Uint8Array,
  read: ReadFrame,
  inside: Inside,
) {
  const met = placing.parallel ? placing.nearest(placing.along(0, 0)) : undefined;
  if (placing.parallel && met === undefined) return;
  const open = new Map<number, Frame>();
  const needed = met !== undefined ? [met] : frames.map((_, n) => n);
  for (const n of needed) open.set(n, await read(frames[n]!.n));
  for (let row = 0, i = 0; row < image.rows; row++)
    for (let column = 0; column < image.columns; column++, i++) {
      const frame = open.get(met ?? placing.nearest(placing.along(column, row)) ?? -1);
      if (!frame) continue;
      const [x, y] = [Math.round(placing.column(column, row)), Math.round(placing.row(column, row))];
      if (x < 0 || y < 0 || x >= frame.columns || y >= frame.rows) continue;
      if (inside(frame.pixels[y * frame.columns + x]!)) out[i] = 1;
    }
}

/**
 * A map's numbers on one image: as many as it has pixels, NaN where the map does not reach. Linear between pixels and
 * slices. Throws `ProblemError` where the map says nowhere where it lies.
 */
export async function valuesOver(
  image: FrameInfo,
  images: FrameInfo[],
  overlay: DescribedOverlay,
  read: ReadFrame,
): Promise<Float32Array> {
  const { coding, frames } = overlay;
  const { slope, intercept } = coding.kind === 'values' ? coding : { slope: 1, intercept: 0 };
  const placing = placingOf(frames, overlay, images)?.(image);
  if (!placing) throw new ProblemError('overlay-unplaced');
  const out = new Float32Array(image.rows * image.columns).fill(Number.NaN);
  const open = new Map<number, Frame>();
  const level = placing.parallel ? placing.between(placing.along(0, 0)) : undefined;
  if (placing.parallel && !level) return out;
  const needed = level ? [level.frame, level.next ?? level.frame] : frames.map((_, n) => n);
  for (const n of needed) open.set(n, await read(n));
  for (let row = 0, i = 0; row < image.rows; row++)
    for (let column = 0; column < image.columns; column++, i++) {
      const met = level ?? placing.between(placing.along(column, row));
      if (!met) continue;
      const [x, y] = [placing.column(column, row), placing.row(column, row)];
      const value = bilinear(open.get(met.frame)!, x, y);
      const other = met.next === undefined ? value : bilinear(open.get(met.next)!, x, y);
      out[i] = (value + (other - value) * met.share) * slope + intercept;
    }
  return out;
}

/** Pixels nearer than this to the border count as on it: positions are written with few digits. */
const ON_BORDER = 1e-3;

function bilinear({ columns, rows, pixels }: Frame, x: number, y: number): number {
  if (x < -ON_BORDER || y < -ON_BORDER || x > columns - 1 + ON_BORDER || y > rows - 1 + ON_BORDER) return Number.NaN;
  const [left, top] = [
    Math.min(Math.max(Math.floor(x), 0), columns - 1),
    Math.min(Math.max(Math.floor(y), 0), rows - 1),
  ];
  const [right, bottom] = [Math.min(left + 1, columns - 1), Math.min(top + 1, rows - 1)];
  const [fx, fy] = [Math.max(0, x - left), Math.max(0, y - top)];
  const at = (column: number, row: number) => pixels[row * columns + column]!;
  const upper = at(left, top) * (1 - fx) + at(right, top) * fx;
  const lower = at(left, bottom) * (1 - fx) + at(right, bottom) * fx;
  return upper * (1 - fy) + lower * fy;
}

/** Between which numbers all of a map lies. */
export async function rangeOf(overlay: DescribedOverlay, read: ReadFrame): Promise<{ low: number; high: number }> {
  const { slope, intercept } = overlay.coding.kind === 'values' ? overlay.coding : { slope: 1, intercept: 0 };
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const n of overlay.frames.keys()) {
    for (const value of (await read(n)).pixels) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const ends = low <= high ? [low * slope + intercept, high * slope + intercept] : [0, 0];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}
