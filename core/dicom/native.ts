import { interleave, type Samples } from './codecs/samples.ts';
import type { PixelElement } from './data-set.ts';
import { type PixelLayout, throwPromised } from './pixel-layout.ts';

/** Cb and Cr are shared by two pixels (PS3.3 C.7.6.3.1.2). */
const isHalved = ({ photometric }: PixelLayout) => photometric === 'YBR_FULL_422' || photometric === 'YBR_PARTIAL_422';

/** Bits of one uncompressed frame; frames of 1-bit pictures need not start on a byte. */
function nativeFrameBits(layout: PixelLayout): number {
  const { rows, columns, samplesPerPixel, bitsAllocated } = layout;
  return rows * columns * (isHalved(layout) ? 2 : samplesPerPixel) * bitsAllocated;
}

/** Bytes of one uncompressed frame by itself. */
export const nativeFrameBytes = (layout: PixelLayout) => Math.ceil(nativeFrameBits(layout) / 8);

/** Frame `n` of uncompressed pixel data. Throws `ProblemError` where the frames that were promised are not all there. */
export function readNativeFrame(element: PixelElement, layout: PixelLayout, n: number): Samples {
  const frameBits = nativeFrameBits(layout);
  throwPromised(Math.ceil((frameBits * layout.frames) / 8), element);
  const { bitsAllocated } = layout;
  if (bitsAllocated === 1) return { data: unpackBits(swapped(element, layout), frameBits * n, frameBits) };
  const size = frameBits / 8;
  const bytes = swapped({ ...element, value: element.value.slice(size * n, size * (n + 1)) }, layout);
  return { data: unpackedSamples(bytes, layout) };
}

/** Native bytes of one frame, little endian, to interleaved samples. */
export function unpackedSamples(bytes: Uint8Array, layout: PixelLayout): Samples['data'] {
  const { rows, columns, samplesPerPixel, bitsAllocated, float, planar } = layout;
  if (bitsAllocated === 1) return unpackBits(bytes, 0, rows * columns * samplesPerPixel);
  const samples = typedView(bytes, bitsAllocated, float);
  if (isHalved(layout)) return spreadChroma(samples);
  return planar && samplesPerPixel === 3 ? interleave(samples, 3) : samples;
}

function typedView(bytes: Uint8Array, bits: number, float: boolean): Samples['data'] {
  const buffer = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const at = [buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.length / (bits / 8)] as const;
  if (bits === 64) return new Float64Array(...at);
  if (bits === 32) return float ? new Float32Array(...at) : new Uint32Array(...at);
  return bits === 16 ? new Uint16Array(...at) : buffer;
}

/** First pixel in the lowest bit (PS3.5 8.1.1). */
function unpackBits(bytes: Uint8Array, from: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) out[i] = (bytes[(from + i) >> 3]! >> ((from + i) & 7)) & 1;
  return out;
}

/** Big-endian words to little endian: as wide as the samples, or words of two bytes where bytes or bits came as OW. */
function swapped({ value, littleEndian, vr }: PixelElement, { bitsAllocated }: PixelLayout): Uint8Array {
  const width = Math.max(vr === 'OW' ? 2 : 1, bitsAllocated / 8);
  if (littleEndian || width === 1) return value;
  const out = value.slice();
  for (let at = 0; at + width <= out.length; at += width) out.subarray(at, at + width).reverse();
  return out;
}

/** Y Y Cb Cr for each pair of pixels to Y Cb Cr for each pixel. */
function spreadChroma(pairs: Samples['data']): Samples['data'] {
  const out = new (pairs.constructor as new (length: number) => Samples['data'])((pairs.length / 2) * 3);
  for (let pair = 0; pair * 4 + 3 < pairs.length; pair++) {
    for (const pixel of [0, 1]) {
      out[pair * 6 + pixel * 3] = pairs[pair * 4 + pixel]!;
      out[pair * 6 + pixel * 3 + 1] = pairs[pair * 4 + 2]!;
      out[pair * 6 + pixel * 3 + 2] = pairs[pair * 4 + 3]!;
    }
  }
  return out;
}
