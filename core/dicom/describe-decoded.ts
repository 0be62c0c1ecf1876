import { createHash } from 'node:crypto';
import type { Frame, PixelType } from '../contract/index.ts';
import type { DataSet } from './data-set.ts';
import { decodeFrame } from './decode-frame.ts';
import { readPixelLayout } from './pixel-layout.ts';

/** What `skiagraph decode` prints of one frame (CLI.md). */
export type DecodedDescription = {
  rows: number;
  columns: number;
  frames: number;
  samplesPerPixel: number;
  bitsStored: number;
  signed: boolean;
  type: PixelType;
  photometric: string;
  transferSyntax: string;
  /** Smallest and largest finite stored value; null where there is none. */
  min: number | null;
  max: number | null;
  /** Of the stored values, little endian. */
  sha256: string;
};

/** Describes frame `n` (from 0); give the decoded frame where it is at hand. Throws as `decodeFrame` does. */
export async function describeDecoded(dataSet: DataSet, n: number, decoded?: Frame): Promise<DecodedDescription> {
  const { pixels, type, photometric, ...frame } = decoded ?? (await decodeFrame(dataSet, n));
  const { rows, columns, samplesPerPixel, bitsStored, signed } = frame;
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return {
    rows,
    columns,
    frames: readPixelLayout(dataSet).frames,
    samplesPerPixel,
    bitsStored,
    signed,
    type,
    photometric,
    transferSyntax: dataSet.transferSyntaxUid,
    ...range(pixels),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

function range(pixels: Frame['pixels']): { min: number | null; max: number | null } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of pixels) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: null, max: null };
}
