import { inflateSync } from 'node:zlib';
import { decode, type TiffIfd } from 'tiff';
import type { Frame, Pixels, PixelType } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { unpackBits } from '../dicom/index.ts';
import { unpackLzw } from './lzw.ts';
import { AS_STORED, type Content, type Described, fullWindow } from './picture.ts';

const LARGEST = 512 * 2 ** 20;
const MOST_PAGES = 10_000;
/** Compression (TIFF 6.0): none, LZW, deflate by both of its numbers, and PackBits. */
const NONE = 1;
const LZW = 5;
const DEFLATE = [8, 32946];
const PACK_BITS = 32773;
const COMPRESSIONS = [NONE, LZW, ...DEFLATE, PACK_BITS];

/** Bits and Sample Format of what can be read: 1 unsigned, 3 floating point. */
const TYPES: Record<string, PixelType> = { '1 1': 'u8', '8 1': 'u8', '16 1': 'u16', '32 3': 'f32', '64 3': 'f64' };

/**
 * A TIFF file, a frame for each page: grey, colour by palette or pixel by pixel, in strips or tiles, stored values of 1,
 * 8 or 16 bits or floating point; alpha is left out. Its resolution is for printing and says no millimetres of a body.
 * Throws `ProblemError` for damage, and for forms that would not be read right: signed values, differences of floating
 * point, floating point with white as nothing, JPEG and fax inside.
 */
export function readTiff(bytes: Uint8Array): Content {
  checkDirectories(bytes);
  const pages = opened(() => decode(bytes, { ignoreImageData: true }));
  if (pages.length === 0) throw damaged();
  const infos = pages.map((page) => opened(() => describe(page)));
  return { infos, frame: async (n) => opened(() => decodePage(bytes, pages[n]!, infos[n]!)) };
}

const damaged = () => new ProblemError('picture-damaged');

/** Bytes of a value by its field type (TIFF 6.0, section 2). */
const FIELD_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** The library follows directories that lead back to themselves for ever, and makes room for any count. */
function checkDirectories(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const seen = new Set<number>();
  let at = bytes.length >= 8 ? view.getUint32(4, little) : 0;
  while (at !== 0) {
    if (seen.has(at) || seen.size >= MOST_PAGES || at + 2 > bytes.length) throw damaged();
    seen.add(at);
    const fields = view.getUint16(at, little);
    const end = at + 2 + 12 * fields;
    if (end + 4 > bytes.length) throw damaged();
    for (let field = at + 2; field < end; field += 12) {
      const size = (FIELD_BYTES[view.getUint16(field + 2, little)] ?? 0) * view.getUint32(field + 4, little);
      if (size > 4 && view.getUint32(field + 8, little) + size > bytes.length) throw damaged();
    }
    at = view.getUint32(end, little);
  }
}

/** The library throws errors of its own for what is damaged. */
function opened<Value>(action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw error instanceof ProblemError ? error : damaged();
  }
}

const unsupported = (attribute: string, value: number) =>
  new ProblemError('picture-layout-unsupported', { attribute, value });

function checkSize(size: number): void {
  if (size > LARGEST) throw new ProblemError('picture-too-large', { size: `${Math.round(size / 2 ** 20)} MB` });
}

const typeOf = (page: TiffIfd) => TYPES[`${page.bitsPerSample} ${page.sampleFormat ?? 1}`];
const bytesPerSample = (page: TiffIfd) => Math.ceil(page.bitsPerSample / 8);

function describe(page: TiffIfd): Described {
  const { width: columns, height: rows, samplesPerPixel: samples, bitsPerSample: bits } = page;
  if (!(columns > 0 && rows > 0)) throw damaged();
  if (!typeOf(page)) throw unsupported('Bits Per Sample', bits ?? 1);
  if (page.type > 3) throw unsupported('Photometric Interpretation', page.type);
  if (!COMPRESSIONS.includes(page.compression)) throw unsupported('Compression', page.compression);
  if (page.planarConfiguration === 2 && page.associatedAlpha) throw unsupported('Planar Configuration', 2);
  if (page.predictor > 1 && !(page.predictor === 2 && (bits === 8 || bits === 16) && page.sampleFormat !== 3))
    throw unsupported('Predictor', page.predictor);
  if (page.type === 0 && page.sampleFormat === 3) throw unsupported('Photometric Interpretation', 0);
  if ((page.orientation || 1) !== 1) throw unsupported('Orientation', page.orientation);
  checkSize(rows * columns * samples * bytesPerSample(page));
  const samplesPerPixel = page.palette || samples >= 3 ? 3 : 1;
  const bitsStored = page.palette ? 8 : bits;
  const float = page.sampleFormat === 3;
  return {
    rows,
    columns,
    samplesPerPixel,
    photometric: samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
    bitsStored,
    signed: float,
    modality: AS_STORED,
    windows: float ? [] : fullWindow(bitsStored),
  };
}

/** A strip or tile: where it lies on the page, which channel it has where each has its own, and its bytes unpacked. */
type Part = { x: number; y: number; width: number; height: number; plane?: number; file: Uint8Array };

/**
 * The strips or tiles of a page, each as a TIFF file of one strip, which the library decodes right in every form.
 * Refuses a page whose parts do not hold all of it, or unpack to more than they say or may.
 */
function* partsOf(bytes: Uint8Array, page: TiffIfd): Generator<Part> {
  const [offsets, counts] = page.tiled
    ? [page.tileOffsets, page.tileByteCounts]
    : [page.stripOffsets, page.stripByteCounts];
  const { width, height, samplesPerPixel } = page;
  const [wide, high] = page.tiled ? [page.tileWidth!, page.tileHeight!] : [width, Math.min(page.rowsPerStrip, height)];
  if (!(wide > 0 && high > 0) || !offsets || !counts) throw damaged();
  const planes = page.planarConfiguration === 2 ? samplesPerPixel : 1;
  const samples = samplesPerPixel / planes;
  const [across, down] = [Math.ceil(width / wide), Math.ceil(height / high)];
  if (offsets.length !== across * down * planes || counts.length !== offsets.length) throw damaged();
  const line = page.bitsPerSample === 1 ? Math.ceil((wide * samples) / 8) : wide * samples * bytesPerSample(page);
  // Tiles may reach far beyond a small page, and all be the same few bytes of the file.
  checkSize(offsets.length * wide * high * samples * bytesPerSample(page));
  for (const [n, offset] of offsets.entries()) {
    const packed = bytes.subarray(offset, offset + counts[n]!);
    if (packed.length !== counts[n])
      throw new ProblemError('picture-cut-off', { present: packed.length, promised: counts[n]! });
    const [x, y] = [(n % across) * wide, (Math.floor(n / across) % down) * high];
    const rows = page.tiled ? high : Math.min(high, height - y);
    // The last strip may have been written as high as the others.
    const strip = unpack(packed, page.compression, { least: line * rows, most: line * high });
    const file = asFile(bytes, strip, page, { width: wide, height: rows, samples });
    yield { x, y, width: wide, height: rows, file, ...(planes > 1 && { plane: Math.floor(n / (across * down)) }) };
  }
}

/**
 * What a strip or tile holds, in bytes: of what it is packed into no more than `most` are ever made. Throws where there
 * would be more; less than `least` is refused where its pixels are read.
 */
function unpack(packed: Uint8Array, compression: number, { least, most }: { least: number; most: number }): Uint8Array {
  if (DEFLATE.includes(compression)) return inflateSync(packed, { maxOutputLength: most });
  if (compression === NONE) return packed;
  const strip = new Uint8Array(compression === LZW ? most : least);
  if (compression === LZW) return strip.subarray(0, unpackLzw(packed, strip));
  unpackBits(packed, strip, 0, 1, least);
  return strip;
}

/** One unpacked strip as a TIFF file of its own, in the byte order of the file that it was cut from. */
function asFile(
  from: Uint8Array,
  strip: Uint8Array,
  page: TiffIfd,
  { width, height, samples }: { width: number; height: number; samples: number },
): Uint8Array {
  const START = 8;
  const fields: [tag: number, value: number][] = [
    [256, width],
    [257, height],
    [258, page.bitsPerSample],
    [259, NONE],
    [262, page.type],
    [273, START],
    [277, samples],
    [278, height],
    [279, strip.length],
    [317, page.predictor],
    ...(page.associatedAlpha ? [[338, 1] satisfies [number, number]] : []),
    [339, page.sampleFormat],
  ];
  const directory = START + strip.length + (strip.length % 2);
  const file = new Uint8Array(directory + 2 + 12 * fields.length + 4);
  const view = new DataView(file.buffer);
  const little = from[0] === 0x49;
  file.set(from.subarray(0, 4));
  view.setUint32(4, directory, little);
  file.set(strip, START);
  view.setUint16(directory, fields.length, little);
  for (const [n, [tag, value]] of fields.entries()) {
    const at = directory + 2 + 12 * n;
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, LONG, little);
    view.setUint32(at + 4, 1, little);
    view.setUint32(at + 8, value, little);
  }
  return file;
}

/** Field type of 32 bits (TIFF 6.0, section 2). */
const LONG = 4;

function decodePage(bytes: Uint8Array, page: TiffIfd, info: Described): Frame {
  const { rows, columns, samplesPerPixel, photometric, bitsStored, signed } = info;
  const type = page.palette ? 'u8' : typeOf(page)!;
  const pixels: Pixels = new ARRAYS[type as keyof typeof ARRAYS](rows * columns * samplesPerPixel);
  for (const part of partsOf(bytes, page)) lay(part, page, info, pixels);
  return { rows, columns, samplesPerPixel, bitsStored, signed, type, photometric, pixels };
}

/** Lays a part where it belongs; what hangs over the edge of the page is left out. */
function lay({ x, y, width, height, plane, file }: Part, page: TiffIfd, info: Described, pixels: Pixels) {
  const [{ data }] = decode(file) as [TiffIfd];
  const samples = plane === undefined ? page.samplesPerPixel : 1;
  if (data.length !== width * height * samples) throw damaged();
  const { palette } = page;
  const channels = plane === undefined ? Array.from({ length: info.samplesPerPixel }, (_, s) => s) : [plane];
  if (channels[0]! >= info.samplesPerPixel) return;
  for (let row = 0; row < Math.min(height, info.rows - y); row++)
    for (let column = 0; column < Math.min(width, info.columns - x); column++) {
      const from = (row * width + column) * samples;
      const to = ((y + row) * info.columns + x + column) * info.samplesPerPixel;
      const colour = palette && (palette[data[from]!] ?? missing());
      // Palettes have sixteen bits a channel.
      for (const [s, channel] of channels.entries())
        pixels[to + channel] = colour ? colour[channel]! >> 8 : data[from + s]!;
    }
}

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, f32: Float32Array, f64: Float64Array };

function missing(): never {
  throw damaged();
}
