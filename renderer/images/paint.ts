import type { FrameInfo, LookupTable, Window } from '../../core/contract/index.ts';
import { extentOf, type Slice, type Values } from './slice.ts';

/** How values become grey: a window, or the VOI table of the file. */
export type Voi = Window | { table: LookupTable };

/** Grey of one value, 0 to 255 before rounding (PS3.3 C.11.2.1.2 and C.11.2.1.3, C.11.2 for tables). */
export function greyOf(value: number, voi: Voi): number {
  if ('table' in voi) {
    const { first, bits, entries } = voi.table;
    const entry = entries[Math.min(Math.max(Math.round(value) - first, 0), entries.length - 1)]!;
    return (entry / (2 ** bits - 1)) * 255;
  }
  const { center, width } = voi;
  if (voi.function === 'SIGMOID') return 255 / (1 + Math.exp((-4 * (value - center)) / width));
  const [c, w] = voi.function === 'LINEAR' ? [center - 0.5, width - 1] : [center, width];
  if (value <= c - w / 2) return 0;
  if (value > c + w / 2) return 255;
  return ((value - c) / w + 0.5) * 255;
}

const PIXEL_OF_GREY = Uint32Array.from({ length: 256 }, (_, grey) => 0xff000000 | (grey << 16) | (grey << 8) | grey);

/** Tables of the last windows, so that scrolling under one window builds none. */
const tables = new Map<string, Uint32Array>();
const MOST_TABLES = 8;

type Stored = Uint8Array | Uint16Array;

/** The same bits without a sign, which are the places of a table: one loop then serves signed and unsigned values. */
function placesOf(values: Values): Stored | undefined {
  const { buffer, byteOffset, length } = values;
  if (values instanceof Uint8Array || values instanceof Uint16Array) return values;
  if (values instanceof Int8Array) return new Uint8Array(buffer, byteOffset, length);
  if (values instanceof Int16Array) return new Uint16Array(buffer, byteOffset, length);
  return undefined;
}

function tableFor(values: Values, voi: Voi, invert: boolean): Uint32Array {
  const size = 2 ** (8 * values.BYTES_PER_ELEMENT);
  const positive = values instanceof Int16Array || values instanceof Int8Array ? size / 2 : size;
  const key = 'table' in voi ? undefined : `${size} ${positive} ${invert} ${voi.center} ${voi.width} ${voi.function}`;
  const known = key && tables.get(key);
  if (known) return known;
  const table = new Uint32Array(size);
  for (let place = 0; place < size; place++) {
    const grey = Math.round(greyOf(place < positive ? place : place - size, voi));
    table[place] = PIXEL_OF_GREY[invert ? 255 - grey : grey]!;
  }
  if (key) {
    if (tables.size >= MOST_TABLES) tables.delete(tables.keys().next().value!);
    tables.set(key, table);
  }
  return table;
}

/** Fills `pixels` (RGBA, one word a pixel) with the slice as a reader sees it. */
export function paint(slice: Slice, voi: Voi, invert: boolean, pixels: Uint32Array): void {
  const { values } = slice;
  const length = slice.columns * slice.rows;
  if (slice.colour) {
    const flip = invert ? 0xffffff : 0;
    for (let i = 0, j = 0; i < length; i++, j += 3) {
      pixels[i] = (0xff000000 | (values[j + 2]! << 16) | (values[j + 1]! << 8) | values[j]!) ^ flip;
    }
    return;
  }
  const places = placesOf(values);
  if (places) {
    const table = tableFor(values, voi, invert);
    for (let i = 0; i < length; i++) pixels[i] = table[places[i]!]!;
    return;
  }
  for (let i = 0; i < length; i++) {
    const grey = Math.round(greyOf(values[i]!, voi));
    pixels[i] = PIXEL_OF_GREY[invert ? 255 - grey : grey]!;
  }
}

/** A canvas of the slice's own size with the slice on it, reused from call to call. */
export type Painter = { canvas: HTMLCanvasElement; paint(slice: Slice, voi: Voi, invert: boolean): void };

export function createPainter(): Painter {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  let image: ImageData | undefined;
  return {
    canvas,
    paint(slice, voi, invert) {
      if (!image || image.width !== slice.columns || image.height !== slice.rows) {
        canvas.width = slice.columns;
        canvas.height = slice.rows;
        image = context.createImageData(slice.columns, slice.rows);
      }
      paint(slice, voi, invert, new Uint32Array(image.data.buffer));
      context.putImageData(image, 0, 0);
    },
  };
}

/** The whole range of a picture as a window. */
export function fullWindow(slice: Slice): Window {
  const [low, high] = extentOf(slice.values);
  return { center: (low + high) / 2, width: high - low || 1, function: 'LINEAR_EXACT' };
}

/** How a file wants its picture shown: its first window, else its VOI table, else the whole range. */
export function voiOf(info: FrameInfo, slice: Slice): Voi {
  if (info.windows[0]) return info.windows[0];
  if (info.voiTable) return { table: info.voiTable };
  return fullWindow(slice);
}
