import { ProblemError } from '../../contract/problems/index.ts';
import { inverseDct } from './inverse-dct.ts';
import { BitReader } from './jpeg-bits.ts';
import { type JpegFrame, ZIGZAG } from './jpeg-frame.ts';
import { decodeScan, type Scan } from './jpeg-scan.ts';
import { eachSegment, type HuffmanTables, readHuffman } from './jpeg-segments.ts';

type Tables = HuffmanTables & { quantisation: Uint16Array[]; restartInterval: number };

const damaged = () => new ProblemError('picture-damaged');

/**
 * Decodes DCT-based Huffman JPEG of 8 or 12 bits, sequential and progressive (ISO 10918-1, processes 1, 2, 4, 6, 8, 10
 * and 12), into interleaved samples; colours stay as they are in the stream. The 8-bit processes have a faster decoder
 * in wasm; this one is for 12 bits, which no package has. Throws `ProblemError` for damage. Sizes must be checked before.
 */
export function decodeJpegDct(bytes: Uint8Array): Uint16Array {
  const tables: Tables = { quantisation: [], dc: [], ac: [], restartInterval: 0 };
  let frame: JpegFrame | undefined;
  eachSegment(bytes, (marker, segment, end) => {
    if (marker === 0xdb) readQuantisation(segment, tables);
    else if (marker === 0xc4) readHuffman(segment, tables);
    else if (marker === 0xdd) tables.restartInterval = segment[0]! * 256 + segment[1]!;
    else if (marker >= 0xc0 && marker <= 0xc2) frame = readFrame(segment, marker === 0xc2);
    else if (marker === 0xda) {
      if (!frame) throw damaged();
      const reader = new BitReader(bytes, end);
      decodeScan(reader, frame, readScan(segment, frame, tables));
      return reader.at;
    }
    return undefined;
  });
  if (!frame) throw damaged();
  return reconstruct(frame, tables);
}

function readQuantisation(segment: Uint8Array, { quantisation }: Tables) {
  let at = 0;
  while (at < segment.length) {
    const head = segment[at++]!;
    const size = head >> 4 ? 2 : 1;
    if (at + 64 * size > segment.length) throw damaged();
    const table = new Uint16Array(64);
    for (let i = 0; i < 64; i++) {
      table[ZIGZAG[i]!] = size === 1 ? segment[at + i]! : segment[at + 2 * i]! * 256 + segment[at + 2 * i + 1]!;
    }
    quantisation[head & 3] = table;
    at += 64 * size;
  }
}

function readFrame(segment: Uint8Array, progressive: boolean): JpegFrame {
  const rows = segment[1]! * 256 + segment[2]!;
  const columns = segment[3]! * 256 + segment[4]!;
  const heads = Array.from({ length: segment[5]! }, (_, n) => segment.subarray(6 + 3 * n, 9 + 3 * n));
  const factors = heads.map(([, sampling = 0]) => [sampling >> 4, sampling & 15] as const);
  if (factors.some(([h, v]) => h < 1 || h > 4 || v < 1 || v > 4)) throw damaged();
  const widest = Math.max(...factors.map(([h]) => h));
  const highest = Math.max(...factors.map(([, v]) => v));
  const mcusWide = Math.ceil(columns / (8 * widest));
  const mcusHigh = Math.ceil(rows / (8 * highest));
  const components = heads.map(([id = 0, , quantisation = 0], n) => {
    const [h, v] = factors[n]!;
    return {
      id,
      h,
      v,
      quantisation,
      blocksWide: Math.ceil((columns * h) / (8 * widest)),
      blocksHigh: Math.ceil((rows * v) / (8 * highest)),
      stride: mcusWide * h,
      coefficients: new Int16Array(mcusWide * h * mcusHigh * v * 64),
    };
  });
  return { progressive, precision: segment[0]!, rows, columns, components, mcusWide, mcusHigh };
}

function readScan(segment: Uint8Array, frame: JpegFrame, tables: Tables): Scan {
  const count = segment[0]!;
  if (segment.length < 4 + 2 * count) throw damaged();
  const components = Array.from({ length: count }, (_, n) => {
    const component = frame.components.find(({ id }) => id === segment[1 + 2 * n]);
    if (!component) throw damaged();
    const selector = segment[2 + 2 * n]!;
    return { component, dc: tables.dc[selector >> 4], ac: tables.ac[selector & 15], predictor: 0 };
  });
  const [first = 0, last = 63, approximation = 0] = segment.subarray(1 + 2 * count);
  if (first > last || last > 63) throw damaged();
  const { restartInterval } = tables;
  return { components, first, last, high: approximation >> 4, low: approximation & 15, restartInterval };
}

/** Dequantises, transforms back and lifts to unsigned samples; smaller components are repeated. */
function reconstruct(frame: JpegFrame, { quantisation }: Tables): Uint16Array {
  const { rows, columns, components, precision } = frame;
  const samples = components.length;
  const out = new Uint16Array(rows * columns * samples);
  const widest = Math.max(...components.map(({ h }) => h));
  const highest = Math.max(...components.map(({ v }) => v));
  const block = new Float64Array(64);
  for (const [n, component] of components.entries()) {
    const table = quantisation[component.quantisation];
    if (!table) throw damaged();
    const width = component.stride * 8;
    const plane = new Uint16Array(component.coefficients.length);
    for (let index = 0; index < plane.length / 64; index++) {
      for (let i = 0; i < 64; i++) block[i] = component.coefficients[index * 64 + i]! * table[i]!;
      const corner = Math.floor(index / component.stride) * 8 * width + (index % component.stride) * 8;
      inverseDct(block, plane, corner, width, precision);
    }
    const [stepX, stepY] = [component.h / widest, component.v / highest];
    for (let y = 0; y < rows; y++) {
      const line = Math.floor(y * stepY) * width;
      for (let x = 0; x < columns; x++) out[(y * columns + x) * samples + n] = plane[line + Math.floor(x * stepX)]!;
    }
  }
  return out;
}
