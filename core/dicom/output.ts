import type { FrameInfo, LookupTable, Pixels, Window } from '../contract/index.ts';

/** Stored values to output units by rescale or table (PS3.3 C.11.1): Hounsfield units for CT. Same order, same size. */
export function applyModality(pixels: Pixels, { modality }: Pick<FrameInfo, 'modality'>): Float32Array {
  const { slope, intercept, table } = modality;
  if (table) return Float32Array.from(pixels, (value) => lookUp(table, value));
  const out = new Float32Array(pixels.length);
  for (let i = 0; i < out.length; i++) out[i] = pixels[i]! * slope + intercept;
  return out;
}

/**
 * Output units to grey from 0 to 1 (PS3.3 C.11.2): by `window`, else the frame's first window, else its VOI table,
 * else from the smallest to the largest value. MONOCHROME1 is not turned around here.
 */
export function applyVoi(values: Float32Array, info: FrameInfo, window?: Window): Float32Array {
  const chosen = window ?? info.windows[0];
  if (!chosen && info.voiTable) return throughTable(values, info.voiTable);
  const grey = greyOf(chosen ?? wholeRange(values));
  return values.map(grey);
}

/** Indices of palette colour to interleaved RGB of 8 bit (PS3.3 C.7.9); those beyond the table to its nearest end. */
export function applyPalette(pixels: Pixels, palette: NonNullable<FrameInfo['palette']>): Uint8Array {
  const { first, red, green, blue } = palette;
  const rgb = new Uint8Array(pixels.length * 3);
  for (let i = 0; i < pixels.length; i++) {
    const entry = Math.min(Math.max(pixels[i]! - first, 0), red.length - 1);
    rgb[3 * i] = red[entry]!;
    rgb[3 * i + 1] = green[entry]!;
    rgb[3 * i + 2] = blue[entry]!;
  }
  return rgb;
}

function lookUp({ first, entries }: LookupTable, value: number): number {
  const index = Math.trunc(value) - first;
  return entries[index < 0 ? 0 : index >= entries.length ? entries.length - 1 : index]!;
}

function throughTable(values: Float32Array, table: LookupTable): Float32Array {
  const top = 2 ** table.bits - 1;
  return values.map((value) => Math.min(1, lookUp(table, value) / top));
}

const clip = (value: number) => Math.min(1, Math.max(0, value));

/** The three functions of PS3.3 C.11.2.1.2 and C.11.2.1.3, with an output range of 0 to 1. */
function greyOf({ center, width, function: shape }: Window): (value: number) => number {
  if (shape === 'SIGMOID') return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
  if (shape === 'LINEAR_EXACT') return (value) => clip((value - center) / width + 0.5);
  if (width <= 1) return (value) => (value <= center - 0.5 ? 0 : 1);
  return (value) => clip((value - (center - 0.5)) / (width - 1) + 0.5);
}

function wholeRange(values: Float32Array): Window {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const width = high > low ? high - low : 1;
  return { center: high > low ? (low + high) / 2 : low + 0.5, width, function: 'LINEAR_EXACT' };
}
