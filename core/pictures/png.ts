import { decode } from 'fast-png';
import type { Frame } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { AS_STORED, type Content, type Described, fullWindow } from './picture.ts';

/** Colour types of IHDR (PNG 11.2.1): samples a pixel in the file, and how many of them are colour. */
const COLOUR_TYPES: Record<number, [samples: number, colours: 1 | 3]> = {
  0: [1, 1],
  2: [3, 3],
  3: [1, 3],
  4: [2, 1],
  6: [4, 3],
};
const LARGEST = 512 * 2 ** 20;

/**
 * A PNG file: grey or colour of 1 to 16 bits as its stored values; a palette becomes the colours it names, an alpha
 * channel is left out. Throws `ProblemError` for damage.
 */
export function readPng(bytes: Uint8Array): Content {
  const header = readHeader(bytes);
  const info: Described = {
    ...header,
    photometric: header.samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
    signed: false,
    modality: AS_STORED,
    windows: fullWindow(header.bitsStored),
  };
  return { infos: [info], frame: async () => decodePng(bytes, info) };
}

function readHeader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) throw new ProblemError('picture-damaged');
  const [columns, rows] = [view.getUint32(16), view.getUint32(20)];
  const [depth, type, interlace] = [bytes[24]!, bytes[25]!, bytes[28]!];
  const colours = COLOUR_TYPES[type];
  if (!colours || rows < 1 || columns < 1) throw new ProblemError('picture-damaged');
  if (interlace && depth < 8)
    throw new ProblemError('picture-layout-unsupported', { attribute: 'bit depth', value: depth });
  const [samples, samplesPerPixel] = colours;
  const megabytes = (rows * columns * samples * Math.max(1, depth / 8)) / 2 ** 20;
  if (megabytes * 2 ** 20 > LARGEST) {
    throw new ProblemError('picture-too-large', { size: `${Math.round(megabytes)} MB` });
  }
  return { rows, columns, samplesPerPixel, bitsStored: type === 3 ? 8 : depth };
}

function decodePng(bytes: Uint8Array, info: Described): Frame {
  const { rows, columns, samplesPerPixel, bitsStored, photometric } = info;
  const { data, depth, channels, palette } = decoded(bytes);
  const stored = depth < 8 ? unpacked(data as Uint8Array, { rows, columns, depth }) : data;
  const pixels = new (depth === 16 ? Uint16Array : Uint8Array)(rows * columns * samplesPerPixel);
  if (stored.length !== rows * columns * channels) throw new ProblemError('picture-damaged');
  for (let at = 0; at < rows * columns; at++) {
    const colour = palette && (palette[stored[at]!] ?? missing());
    for (let s = 0; s < samplesPerPixel; s++) {
      pixels[at * samplesPerPixel + s] = colour ? colour[s]! : stored[at * channels + s]!;
    }
  }
  const type = depth === 16 ? 'u16' : 'u8';
  return { rows, columns, samplesPerPixel, bitsStored, signed: false, type, photometric, pixels };
}

function decoded(bytes: Uint8Array) {
  try {
    return decode(bytes, { checkCrc: true });
  } catch {
    throw new ProblemError('picture-damaged');
  }
}

function missing(): never {
  throw new ProblemError('picture-damaged');
}

/** Samples of 1, 2 or 4 bits, the first in the highest bits; each row starts with a new byte (PNG 7.2). */
function unpacked(data: Uint8Array, o: { rows: number; columns: number; depth: number }): Uint8Array {
  const line = Math.ceil((o.columns * o.depth) / 8);
  if (data.length !== line * o.rows) throw new ProblemError('picture-damaged');
  return Uint8Array.from({ length: o.rows * o.columns }, (_, at) => {
    const bit = (at % o.columns) * o.depth;
    const byte = data[Math.floor(at / o.columns) * line + (bit >> 3)]!;
    return (byte >> (8 - o.depth - (bit & 7))) & (2 ** o.depth - 1);
  });
}
