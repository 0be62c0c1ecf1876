import { ProblemError } from '../../contract/problems/index.ts';

/** What a codestream says of itself before it is decoded. */
export type CodestreamHeader = {
  rows: number;
  columns: number;
  components: number;
  precision: number;
  signed: boolean;
};

export type JpegHeader = CodestreamHeader & {
  /** Start-of-frame marker: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless, 0xf7 JPEG-LS. */
  frameMarker: number;
  componentIds: number[];
  /** Colour transform of an Adobe segment: 0 none, 1 YCbCr. */
  adobeTransform?: number;
  jfif: boolean;
};

const damaged = () => new ProblemError('picture-damaged');

/** Reads the segments of a JPEG or JPEG-LS stream up to its frame header (ISO 10918-1 B, 14495-1 C). */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: { adobeTransform?: number; jfif: boolean } = { jfif: false };
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw damaged();
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) throw damaged();
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 9));
    if (marker === 0xee && name === 'Adobe' && length >= 14) found.adobeTransform = bytes[at + 15]!;
    if (marker === 0xe0 && name.startsWith('JFIF')) found.jfif = true;
    if (isFrameMarker(marker)) return { ...readFrameHeader(view, at, length), frameMarker: marker, ...found };
    at += 2 + length;
  }
  throw damaged();
}

/** SOF0 to SOF15 without DHT, JPG and DAC, and JPEG-LS's SOF55. */
const isFrameMarker = (marker: number) =>
  (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === 0xf7;

function readFrameHeader(view: DataView, at: number, length: number) {
  if (length < 8) throw damaged();
  const components = view.getUint8(at + 9);
  if (length < 8 + 3 * components) throw damaged();
  return {
    precision: view.getUint8(at + 4),
    rows: view.getUint16(at + 5),
    columns: view.getUint16(at + 7),
    components,
    signed: false,
    componentIds: Array.from({ length: components }, (_, n) => view.getUint8(at + 10 + 3 * n)),
  };
}

export type Jpeg2000Header = CodestreamHeader & {
  /** Does the stream itself turn RGB into YCbCr and back (multiple component transform). */
  colourTransform: boolean;
  /** The codestream without the boxes of a JP2 file around it. */
  codestream: Uint8Array;
};

/** Smallest tile-part: SOT and SOD. */
const SMALLEST_TILE = 14;

/** Reads SIZ and COD of a JPEG 2000 codestream (ISO 15444-1 A.5, A.6), in a JP2 file or bare. */
export function readJpeg2000Header(bytes: Uint8Array): Jpeg2000Header {
  const codestream = unboxed(bytes);
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength);
  if (codestream.length < 51 || view.getUint32(0) !== 0xff4fff51) throw damaged();
  const [right, bottom, left, top, tileWidth, tileHeight, tileLeft, tileTop] = Array.from({ length: 8 }, (_, n) =>
    view.getUint32(8 + 4 * n),
  ) as [number, number, number, number, number, number, number, number];
  const components = view.getUint16(40);
  if (right <= left || bottom <= top || tileWidth === 0 || tileHeight === 0) throw damaged();
  const tiles = Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight);
  if (tiles > 65535 || tiles * SMALLEST_TILE > codestream.length) throw damaged();
  const depth = view.getUint8(42);
  return {
    rows: bottom - top,
    columns: right - left,
    components,
    precision: (depth & 0x7f) + 1,
    signed: depth >= 0x80,
    colourTransform: hasColourTransform(view, 4 + view.getUint16(4)),
    codestream,
  };
}

function hasColourTransform(view: DataView, start: number): boolean {
  let at = start;
  while (at + 9 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === 0xff52) return view.getUint8(at + 8) === 1;
    if (marker === 0xff90) break;
    at += 2 + view.getUint16(at + 2);
  }
  return false;
}

/** A JP2 file is boxes; the one called jp2c is the codestream (ISO 15444-1 I.4). */
function unboxed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(4) !== 0x6a502020) return bytes;
  let at = 0;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    const head = length === 1 ? 16 : 8;
    if (type === 0x6a703263) return bytes.subarray(at + head, length > 1 ? at + length : bytes.length);
    if (length === 1 && at + 16 > bytes.length) break;
    const step = length === 1 ? Number(view.getBigUint64(at + 8)) : length;
    if (step < head) break;
    at += step;
  }
  throw damaged();
}
