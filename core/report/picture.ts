import { inferno, rgb } from './colour.ts';
import type { ActivationMap } from './evidence.ts';
import { cubic, linear, resample } from './resample.ts';

/** A slice as it is to be seen: grey or colour values from 0 to 1, and what lies over it. */
export type Slice = {
  columns: number;
  rows: number;
  /** One plane for grey, three for red, green and blue. */
  planes: Float32Array[];
  /** mm of a column and of a row; 1 : 1 in pixels where there is no calibrated spacing. */
  pixelMm?: [number, number];
  masks: { colour: string; bits: Uint8Array }[];
  /** Column, row; 0,0 is the outer corner of the first pixel. */
  boxes: { colour: string; px: [number, number, number, number] }[];
  map?: ActivationMap;
};

/** Square pixels, RGB, 8 bit a channel, row by row. `mmPerPixel` only where the spacing is known. */
export type Picture = { width: number; height: number; rgb: Uint8Array; mmPerPixel?: number };

/** Fill and outline as on the screen (LOOK.md): 34 % and fully opaque. */
const FILL = 0.34;
/** An activation below this share of the maximum is clear. */
export const CLEAR_BELOW = 0.18;
/** Of the map where it is weakest and strongest. */
const MAP_OPACITY = [0.42, 0.8] as const;

/** Draws a slice with its overlays; the longer side has `longest` pixels. */
export function draw(slice: Slice, longest: number): Picture {
  const [mmColumn, mmRow] = slice.pixelMm ?? [1, 1];
  const [wide, high] = [slice.columns * mmColumn, slice.rows * mmRow];
  const scale = longest / Math.max(wide, high);
  const size: [number, number] = [Math.max(1, Math.round(wide * scale)), Math.max(1, Math.round(high * scale))];
  const canvas = paintImage(slice, size);
  const line = longest / 190;
  if (slice.map) paintMap(canvas, size, slice, slice.map);
  for (const { colour, bits } of slice.masks) {
    const inside = resample(bits, [slice.columns, slice.rows], size, linear);
    paintRegion(canvas, size, inside, rgb(colour), line);
  }
  for (const { colour, px } of slice.boxes) paintBox(canvas, size, slice, px, rgb(colour), line);
  return {
    width: size[0],
    height: size[1],
    rgb: bytesOf(canvas),
    ...(slice.pixelMm ? { mmPerPixel: 1 / scale } : {}),
  };
}

/** Rounded and clamped to a byte each. */
const bytesOf = (canvas: Float32Array): Uint8Array => new Uint8Array(new Uint8ClampedArray(canvas).buffer);

function paintImage({ planes, columns, rows }: Slice, size: [number, number]): Float32Array {
  const canvas = new Float32Array(size[0] * size[1] * 3);
  const resampled = planes.map((plane) => resample(plane, [columns, rows], size, cubic));
  for (let at = 0; at < size[0] * size[1]; at += 1)
    for (let c = 0; c < 3; c += 1) canvas[at * 3 + c] = resampled[c % resampled.length]![at]! * 255;
  return canvas;
}

function blend(canvas: Float32Array, at: number, colour: readonly [number, number, number], opacity: number) {
  for (let c = 0; c < 3; c += 1) canvas[at * 3 + c] = canvas[at * 3 + c]! * (1 - opacity) + colour[c]! * opacity;
}

const share = (value: number) => Math.min(1, Math.max(0, value));

/** `inside` is 1 in the region and 0 outside, with a slope between; its level 0.5 is the outline. */
function paintRegion(
  canvas: Float32Array,
  [width, height]: [number, number],
  inside: Float32Array,
  colour: [number, number, number],
  line: number,
) {
  const value = (x: number, y: number) =>
    inside[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const v = value(x, y);
      const slope = Math.hypot(value(x + 1, y) - value(x - 1, y), value(x, y + 1) - value(x, y - 1)) / 2;
      // Distance to the outline in pixels, to the first order.
      const distance = slope > 1e-6 ? (v - 0.5) / slope : v > 0.5 ? Infinity : -Infinity;
      const fill = share(distance + 0.5) * FILL;
      const stroke = share(line / 2 + 0.5 - Math.abs(distance));
      if (fill || stroke) blend(canvas, y * width + x, colour, Math.max(fill, stroke));
    }
}

function paintBox(
  canvas: Float32Array,
  [width, height]: [number, number],
  slice: Slice,
  px: [number, number, number, number],
  colour: [number, number, number],
  line: number,
) {
  const [sx, sy] = [width / slice.columns, height / slice.rows];
  const [x0, y0, x1, y1] = [px[0] * sx, px[1] * sy, px[2] * sx, px[3] * sy];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [cx, cy] = [x + 0.5, y + 0.5];
      const distance = Math.min(cx - x0, x1 - cx, cy - y0, y1 - cy);
      const stroke = share(line / 2 + 0.5 - Math.abs(distance));
      if (stroke) blend(canvas, y * width + x, colour, stroke);
    }
}

function paintMap(canvas: Float32Array, [width, height]: [number, number], slice: Slice, map: ActivationMap) {
  const largest = map.values.reduce((a, b) => Math.max(a, b), 0);
  if (!(largest > 0)) return;
  const [x0, y0, x1, y1] = map.coversPx;
  const [sx, sy] = [width / slice.columns, height / slice.rows];
  const size: [number, number] = [Math.round((x1 - x0) * sx), Math.round((y1 - y0) * sy)];
  if (size[0] < 1 || size[1] < 1) return;
  const over = resample(map.values, [map.columns, map.rows], size, cubic);
  const [left, top] = [Math.round(x0 * sx), Math.round(y0 * sy)];
  for (let y = 0; y < size[1]; y += 1)
    for (let x = 0; x < size[0]; x += 1) {
      const [atX, atY] = [left + x, top + y];
      const strength = over[y * size[0] + x]! / largest;
      if (strength < CLEAR_BELOW || atX < 0 || atY < 0 || atX >= width || atY >= height) continue;
      const fadeIn = share((strength - CLEAR_BELOW) / 0.08);
      const opacity = MAP_OPACITY[0] + (MAP_OPACITY[1] - MAP_OPACITY[0]) * strength;
      blend(canvas, atY * width + atX, inferno(strength), opacity * fadeIn);
    }
}
