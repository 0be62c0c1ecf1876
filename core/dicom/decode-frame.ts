import type { Frame, Pixels, PixelType } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { fillUp, type Samples } from './codecs/samples.ts';
import { toRgb } from './colour.ts';
import type { DataSet } from './data-set.ts';
import { frameBytes } from './fragments.ts';
import { readNativeFrame } from './native.ts';
import { type PixelLayout, readPixelLayout } from './pixel-layout.ts';

/**
 * Decodes frame `n` (from 0) of a whole instance to stored values: no rescale, bits above Bits Stored cleared or
 * sign-extended, 1-bit pictures as 0 and 1, palette colour as its index, other colour as interleaved RGB. Throws
 * `ProblemError` where there is no picture, not all of it, or none that can be decoded.
 */
export async function decodeFrame(dataSet: DataSet, n: number): Promise<Frame> {
  const { element, ...layout } = readPixelLayout(dataSet);
  const { frames, rows, columns, samplesPerPixel, bitsStored, signed } = layout;
  if (!(n >= 0 && n < frames)) throw new ProblemError('frame-missing', { frame: n, frames });
  const samples =
    layout.coding === 'native'
      ? readNativeFrame(element, layout, n)
      : await decompress(frameBytes(dataSet, element, n, frames), layout);
  const photometric = samplesPerPixel === 3 ? 'RGB' : layout.photometric;
  const pixels = storedValues(samples, layout);
  return { rows, columns, samplesPerPixel, bitsStored, signed, type: pixelTypeOf(layout), photometric, pixels };
}

/** The codecs are loaded with the first compressed frame: reading headers needs none. */
async function decompress(bytes: Uint8Array, layout: PixelLayout): Promise<Samples> {
  const { decodeCompressed } = await import('./codecs/index.ts');
  return decodeCompressed(bytes, layout);
}

/** The smallest type that holds Bits Allocated and the sign. */
function pixelTypeOf({ bitsAllocated, signed, float }: PixelLayout): PixelType {
  if (float) return bitsAllocated === 64 ? 'f64' : 'f32';
  const size = bitsAllocated <= 8 ? 8 : bitsAllocated <= 16 ? 16 : 32;
  return `${signed ? 'i' : 'u'}${size}`;
}

const ARRAYS = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
};

function storedValues({ data, colour, tile }: Samples, layout: PixelLayout): Pixels {
  if (layout.float) return data;
  const pixels = maskBits(data, layout);
  const from = colour ?? layout.photometric;
  if (layout.samplesPerPixel === 3 && from.startsWith('YBR')) {
    toRgb(pixels as Samples['data'], layout.bitsStored, from.startsWith('YBR_PARTIAL'));
  }
  return tile ? fillUp(pixels, tile, layout) : pixels;
}

/** Leaves the Bits Stored below High Bit, signed where they are (PS3.5 8.1.1). */
function maskBits(data: Samples['data'], layout: PixelLayout): Pixels {
  const { bitsAllocated, bitsStored, highBit, signed } = layout;
  const out = new ARRAYS[pixelTypeOf(layout)](data.length);
  if (bitsAllocated === 1) {
    for (let i = 0; i < data.length; i++) out[i] = data[i] ? 1 : 0;
    return out;
  }
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  if (signed) for (let i = 0; i < data.length; i++) out[i] = (data[i]! << up) >> down;
  else for (let i = 0; i < data.length; i++) out[i] = (data[i]! << up) >>> down;
  return out;
}
