import type { Frame, FrameInfo, Pixels, Window } from '../contract/index.ts';
import { applyModality, applyPalette, applyVoi } from '../dicom/index.ts';

/** Only a calibrated spacing makes a scale bar; others are not passed off as one. */
export const pixelMmOf = ({ spacing }: FrameInfo): { pixelMm?: [number, number] } =>
  spacing?.source === 'PixelSpacing' ? { pixelMm: [spacing.columns, spacing.rows] } : {};

/** A frame as grey or colour from 0 to 1, through modality LUT and the file's first window, MONOCHROME1 turned. */
export function shadesOf(frame: Frame, info: FrameInfo): { planes: Float32Array[]; window?: Window } {
  const { pixels, samplesPerPixel, bitsStored } = frame;
  if (samplesPerPixel === 3) return { planes: planesOf(pixels, 2 ** bitsStored - 1) };
  if (info.palette) return { planes: planesOf(applyPalette(pixels, info.palette), 255) };
  const values = applyModality(pixels, info);
  const window = windowOf(info, values);
  return { planes: [turned(applyVoi(values, info, window), info)], ...(window ? { window } : {}) };
}

/** Interleaved colour as a plane a channel, 1 for the `largest` value. */
const planesOf = (colours: Pixels, largest: number) =>
  [0, 1, 2].map((c) => Float32Array.from({ length: colours.length / 3 }, (_, n) => colours[n * 3 + c]! / largest));

/**
 * The file's own window; without one or a table, or where it would leave the picture almost black or white (as in
 * crops that kept the window of the whole image), from the 1st to the 99th percentile. The report prints what was used.
 */
export function windowOf(info: FrameInfo, values: Float32Array): Window | undefined {
  const [window] = info.windows;
  if (!window && info.voiTable) return undefined;
  const sorted = sample(values, 20_000).sort();
  const [low, high] = [sorted[Math.floor(sorted.length * 0.01)]!, sorted[Math.floor(sorted.length * 0.99)]!];
  const shows = ({ center, width }: Window) => high > center - width / 4 && low < center + width / 4;
  if (window && shows(window)) return window;
  return { center: (low + high) / 2, width: Math.max(high - low, 1e-6), function: 'LINEAR_EXACT' };
}

const sample = (values: Float32Array, most: number): Float32Array => {
  const step = Math.ceil(values.length / most);
  return values.filter((_, n) => n % step === 0);
};

/** Grey from 0 to 1 as it is shown: MONOCHROME1 has its least value white (PS3.3 C.7.6.3.1.2). */
export const turned = (shade: Float32Array, info: FrameInfo) =>
  info.photometric === 'MONOCHROME1' ? shade.map((value) => 1 - value) : shade;
