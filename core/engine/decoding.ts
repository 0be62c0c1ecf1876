import { createHash } from 'node:crypto';
import type { Pixels, PixelType } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import type { EngineContext } from './context.ts';

/** What `skiagraph decode` prints, and the stored values that it is about, little endian. */
export type DecodedFrame = {
  facts: {
    rows: number;
    columns: number;
    frames: number;
    samplesPerPixel: number;
    bitsStored: number;
    signed: boolean;
    type: PixelType;
    photometric: string;
    transferSyntax: string;
    min: number | null;
    max: number | null;
    sha256: string;
  };
  bytes: Uint8Array;
};

/** Decodes frame `n` (from 0) of a file in a worker thread, so that a codec that goes astray can be ended. */
export async function decodeFile(context: EngineContext, path: string, n: number): Promise<DecodedFrame> {
  const { readHeader, describeFrames } = await import('../dicom/index.ts');
  const source = { path };
  const header = await readHeader(source);
  const infos = describeFrames(header);
  if (!infos[n]) throw new ProblemError('no-such-frame', { frame: n, frames: infos.length });
  const decoded = await (await context.stations.decoder()).decode(source, n);
  const { pixels, ...frame } = decoded.frame;
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const { rows, columns, samplesPerPixel, bitsStored, signed, type, photometric } = frame;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const facts = { rows, columns, frames: infos.length, samplesPerPixel, bitsStored, signed, type, photometric };
  return { facts: { ...facts, transferSyntax: header.transferSyntaxUid, ...range(pixels), sha256 }, bytes };
}

/** Smallest and largest stored value; NaN is none, and where there is nothing else there is no range. */
function range(pixels: Pixels): { min: number | null; max: number | null } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of pixels) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max && Number.isFinite(min) && Number.isFinite(max) ? { min, max } : { min: null, max: null };
}
