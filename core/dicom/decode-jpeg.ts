import type { Frame } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { readJpegHeader } from './codecs/codestream.ts';
import { toRgb } from './colour.ts';
import type { PixelLayout } from './pixel-layout.ts';

/** What a JPEG file outside DICOM says of itself (ISO 10918-1 B.2.2). Throws `ProblemError` for damage and for CMYK. */
export function describeJpeg(bytes: Uint8Array) {
  const { rows, columns, components, precision } = readJpegHeader(bytes);
  if (components !== 1 && components !== 3) {
    throw new ProblemError('picture-layout-unsupported', { attribute: 'Samples per Pixel', value: components });
  }
  const samplesPerPixel: 1 | 3 = components;
  return { rows, columns, samplesPerPixel, bitsStored: precision };
}

/** Decodes a JPEG file outside DICOM to grey or interleaved RGB. Its orientation tag (EXIF) turns nothing. */
export async function decodeJpeg(bytes: Uint8Array): Promise<Frame> {
  const { decodeCompressed } = await import('./codecs/index.ts');
  const { rows, columns, samplesPerPixel, bitsStored } = describeJpeg(bytes);
  const type = bitsStored > 8 ? 'u16' : 'u8';
  const layout: PixelLayout = {
    ...{ rows, columns, samplesPerPixel, bitsStored, highBit: bitsStored - 1, signed: false, float: false },
    ...{ bitsAllocated: bitsStored > 8 ? 16 : 8, planar: false, frames: 1, coding: 'jpeg' },
    photometric: samplesPerPixel === 3 ? 'YBR_FULL_422' : 'MONOCHROME2',
  };
  const { data, colour } = await decodeCompressed(bytes, layout);
  if (colour === 'YBR_FULL') toRgb(data, bitsStored, false);
  const photometric = samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2';
  return { rows, columns, samplesPerPixel, bitsStored, signed: false, type, photometric, pixels: data };
}
