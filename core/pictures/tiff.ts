import { inflateSync } from 'node:zlib';
import { decode, type TiffIfd } from 'tiff';
import type { Frame, Pixels, PixelType } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { AS_STORED, type Content, type Described, fullWindow } from './picture.ts';

const LARGEST = 512 * 2 ** 20;
const MOST_PAGES = 10_000;
/** Compression (TIFF 6.0): none, LZW, and deflate by both of its numbers. */
const DEFLATE = [8, 32946];
const COMPRESSIONS = [1, 5, ...DEFLATE];

/** Bits and Sample Format of what can be read: 1 unsigned, 3 floating point. */
const TYPES: Record<string, PixelType> = { '1 1': 'u8', '8 1': 'u8', '16 1': 'u16', '32 3': 'f32', '64 3': 'f64' };

/**
 * A TIFF file, a frame for each page: grey, colour by palette or pixel by pixel, stored values of 1, 8 or 16 bits or
 * floating point; alpha is left out. Its resolution is for printing and says no millimetres of a body. Throws
 * `ProblemError` for damage, and for forms that would not be read right: tiles of colour or of differences, planes of
 * colour, signed, floating point with white as nothing.
 */
export function readTiff(bytes: Uint8Array): Content {
  checkDirectories(bytes);
  const pages = opened(() => decode(bytes, { ignoreImageData: true }));
  if (pages.length === 0) throw damaged();
  const infos = pages.map((page) => opened(() => describe(page)));
  return { infos, frame: async (n) => opened(() => decodePage(bytes, n, pages[n]!, infos[n]!)) };
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

const typeOf = (page: TiffIfd) => TYPES[`${page.bitsPerSample} ${page.sampleFormat ?? 1}`];
const bytesPerSample = (page: TiffIfd) => Math.ceil(page.bitsPerSample / 8);

function describe(page: TiffIfd): Described {
  const { width: columns, height: rows, samplesPerPixel: samples, bitsPerSample: bits } = page;
  if (!(columns > 0 && rows > 0)) throw damaged();
  if (!typeOf(page)) throw unsupported('Bits Per Sample', bits ?? 1);
  if (page.type > 3) throw unsupported('Photometric Interpretation', page.type);
  if (!COMPRESSIONS.includes(page.compression)) throw unsupported('Compression', page.compression);
  if (samples > 1 && page.planarConfiguration === 2) throw unsupported('Planar Configuration', 2);
  if (samples > 1 && page.tiled) throw unsupported('Samples Per Pixel', samples);
  if (page.predictor > 1 && page.tiled) throw unsupported('Predictor', page.predictor);
  if (page.type === 0 && page.sampleFormat === 3) throw unsupported('Photometric Interpretation', 0);
  if ((page.orientation || 1) !== 1) throw unsupported('Orientation', page.orientation);
  const size = rows * columns * samples * bytesPerSample(page);
  if (size > LARGEST) throw new ProblemError('picture-too-large', { size: `${Math.round(size / 2 ** 20)} MB` });
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

/** Refuses a page whose strips or tiles do not hold all of it, or unpack to more, before the library decodes them. */
function checkParts(bytes: Uint8Array, page: TiffIfd): void {
  const [offsets, counts] = page.tiled
    ? [page.tileOffsets, page.tileByteCounts]
    : [page.stripOffsets, page.stripByteCounts];
  const { width, height, samplesPerPixel: samples } = page;
  const [wide, high] = page.tiled ? [page.tileWidth!, page.tileHeight!] : [width, Math.min(page.rowsPerStrip, height)];
  if (!(wide > 0 && high > 0) || !offsets || !counts) throw damaged();
  const parts = Math.ceil(width / wide) * Math.ceil(height / high);
  if (offsets.length !== parts || counts.length !== parts) throw damaged();
  const line = page.bitsPerSample === 1 ? Math.ceil((wide * samples) / 8) : wide * samples * bytesPerSample(page);
  if (line * high > LARGEST) throw damaged();
  for (const [n, offset] of offsets.entries()) {
    const part = bytes.subarray(offset, offset + counts[n]!);
    if (part.length !== counts[n])
      throw new ProblemError('picture-cut-off', { present: part.length, promised: counts[n]! });
    if (DEFLATE.includes(page.compression)) inflateSync(part, { maxOutputLength: line * high });
  }
}

function decodePage(bytes: Uint8Array, n: number, described: TiffIfd, info: Described): Frame {
  checkParts(bytes, described);
  const [page] = decode(bytes, { pages: [n] });
  const { rows, columns, samplesPerPixel, photometric, bitsStored, signed } = info;
  const type = described.palette ? 'u8' : typeOf(described)!;
  const count = rows * columns;
  const samples = page!.samplesPerPixel;
  const data = page!.data;
  if (data.length !== count * samples) throw damaged();
  const pixels: Pixels = new ARRAYS[type as keyof typeof ARRAYS](count * samplesPerPixel);
  const { palette } = page!;
  for (let at = 0; at < count; at++) {
    const colour = palette && (palette[data[at * samples]!] ?? missing());
    for (let s = 0; s < samplesPerPixel; s++) {
      // Palettes have sixteen bits a channel.
      pixels[at * samplesPerPixel + s] = colour ? colour[s]! >> 8 : data[at * samples + s]!;
    }
  }
  return { rows, columns, samplesPerPixel, bitsStored, signed, type, photometric, pixels };
}

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, f32: Float32Array, f64: Float64Array };

function missing(): never {
  throw damaged();
}
