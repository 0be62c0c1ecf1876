import { inflateRawSync } from 'node:zlib';
import { ProblemError } from '../../contract/problems/index.ts';
import { nativeFrameBytes, unpackedSamples } from '../native.ts';
import type { PixelLayout } from '../pixel-layout.ts';
import { type CodestreamHeader, type JpegHeader, readJpeg2000Header, readJpegHeader } from './codestream.ts';
import { decodeJpegDct } from './jpeg-dct.ts';
import { decodeJpegLossless } from './jpeg-lossless.ts';
import { decodeRle } from './rle.ts';
import { interleave, mustFit, type Samples } from './samples.ts';
import { type Decoded, decodeWithWasm } from './wasm.ts';

/**
 * Decodes the compressed bytes of one frame. The sizes inside are compared with the header before a codec is called.
 * Throws `ProblemError` for damage and for pictures that do not fit.
 */
export async function decodeCompressed(bytes: Uint8Array, layout: PixelLayout): Promise<Samples> {
  switch (layout.coding) {
    case 'rle':
      return decodeRleFrame(bytes, layout);
    case 'deflated':
      return { data: unpackedSamples(inflateFrame(bytes, layout), layout) };
    case 'jpeg':
    case 'jpeg-lossless':
    case 'jpeg-ls':
      return decodeJpegFamily(bytes, layout);
    default:
      return decodeJpeg2000(bytes, layout);
  }
}

function decodeRleFrame(bytes: Uint8Array, layout: PixelLayout): Samples {
  const { rows, columns, samplesPerPixel, bitsAllocated } = layout;
  if (bitsAllocated === 1)
    return { data: unpackedSamples(decodeRle(bytes, Math.ceil((rows * columns) / 8), 1, 1), layout) };
  const decoded = decodeRle(bytes, rows * columns, samplesPerPixel, bitsAllocated / 8);
  return { data: unpackedSamples(decoded, { ...layout, planar: false }) };
}

/** Deflated Image Frame Compression (PS3.5 A.4.13): each frame is a raw deflate stream of its native bytes. */
function inflateFrame(bytes: Uint8Array, layout: PixelLayout): Uint8Array {
  const size = nativeFrameBytes(layout);
  let inflated: Uint8Array;
  try {
    inflated = inflateRawSync(bytes, { maxOutputLength: size + 2 });
  } catch {
    throw new ProblemError('picture-damaged');
  }
  if (inflated.length < size) throw new ProblemError('picture-damaged');
  return Uint8Array.from(inflated.subarray(0, size));
}

/** The stream tells which JPEG it is, whatever the transfer syntax says. */
async function decodeJpegFamily(bytes: Uint8Array, layout: PixelLayout): Promise<Samples> {
  const header = readJpegHeader(bytes);
  const tile = mustFit(header, layout);
  if (header.frameMarker === 0xf7) return { ...fromWasm(await decodeWithWasm('jpeg-ls', ended(bytes)), header), tile };
  if (header.frameMarker === 0xc3) return { data: decodeJpegLossless(bytes, header), tile };
  if (header.frameMarker > 0xc3) throw new ProblemError('picture-damaged');
  const colour = coloursOf(header, layout);
  if (header.precision > 8) return { data: decodeJpegDct(bytes), colour, tile };
  const decoded = await decodeWithWasm('jpeg', withTransform(bytes, header, colour));
  // The codec makes RGB of YCbCr itself.
  return { ...fromWasm(decoded, header), colour: 'RGB', tile };
}

/** The stream with a marker at its end: without one CharLS searches its whole memory for it, for fifteen seconds. */
function ended(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  if (bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9) return bytes;
  const whole = new Uint8Array(bytes.length + 2);
  whole.set(bytes);
  whole.set([0xff, 0xd9], bytes.length);
  return whole;
}

/** What the three components are: the Adobe segment knows, then JFIF, then their names, then the DICOM header. */
function coloursOf(header: JpegHeader, { photometric }: PixelLayout): Samples['colour'] {
  if (header.components !== 3) return undefined;
  if (header.adobeTransform !== undefined) return header.adobeTransform === 0 ? 'RGB' : 'YBR_FULL';
  if (header.jfif) return 'YBR_FULL';
  if (String.fromCharCode(...header.componentIds) === 'RGB') return 'RGB';
  return photometric.startsWith('YBR') ? 'YBR_FULL' : 'RGB';
}

/** libjpeg guesses colours where the stream is silent; an Adobe segment right behind SOI tells it. */
function withTransform(bytes: Uint8Array, header: JpegHeader, colour: Samples['colour']): Uint8Array {
  if (!colour || header.adobeTransform !== undefined || header.jfif) return bytes;
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, colour === 'RGB' ? 0 : 1];
  const told = new Uint8Array(bytes.length + adobe.length);
  told.set(bytes.subarray(0, 2));
  told.set(adobe, 2);
  told.set(bytes.subarray(2), 2 + adobe.length);
  return told;
}

async function decodeJpeg2000(bytes: Uint8Array, layout: PixelLayout): Promise<Samples> {
  const header = readJpeg2000Header(bytes);
  const tile = mustFit(header, layout);
  const codec = layout.coding === 'htj2k' ? 'htj2k' : 'jpeg-2000';
  const samples = { ...fromWasm(await decodeWithWasm(codec, header.codestream), header), tile };
  if (header.components === 1) return samples;
  // The codestream knows whether it was transformed; the header's label is often wrong.
  return {
    ...samples,
    colour: header.colourTransform || !layout.photometric.startsWith('YBR_FULL') ? 'RGB' : 'YBR_FULL',
  };
}

/** A codec can fail without saying so: its picture must be the one that was announced. */
function fromWasm(decoded: Decoded, { rows, columns, components, signed }: CodestreamHeader): Samples {
  if (decoded.rows !== rows || decoded.columns !== columns || decoded.components !== components) {
    throw new ProblemError('picture-damaged');
  }
  const data = decoded.planar ? interleave(decoded.data, components) : decoded.data;
  return {
    data: signed ? new (data.BYTES_PER_ELEMENT === 1 ? Int8Array : Int16Array)(data.buffer as ArrayBuffer) : data,
  };
}
