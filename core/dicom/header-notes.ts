import type { Note } from '../contract/index.ts';
import { readJpeg2000Header } from './codecs/codestream.ts';
import type { DataSet, PixelElement } from './data-set.ts';
import { regionsOf } from './regions.ts';
import { isRetired, pixelCodingOf, syntaxes } from './transfer-syntax.ts';

const PALETTES = ['Red', 'Green', 'Blue'].map((channel) => ({
  table: `${channel}PaletteColorLookupTableData`,
  descriptor: `${channel}PaletteColorLookupTableDescriptor`,
}));

/** What is odd about the picture, and about tables and planes beside it, which are left out while the picture opens. */
export function headerNotes(dataSet: DataSet): Note[] {
  const notes: Note[] = [];
  const pixels = dataSet.pixels();
  if (pixels) notes.push(...pictureNotes(dataSet, pixels));
  if (isPaletteDamaged(dataSet)) notes.push({ code: 'palette-damaged', values: {} });
  if (isOverlayDamaged(dataSet)) notes.push({ code: 'overlay-damaged', values: {} });
  return notes;
}

function pictureNotes(dataSet: DataSet, pixels: PixelElement): Note[] {
  const notes: Note[] = [];
  const { transferSyntaxUid: uid } = dataSet;
  const promised = pixels.promised ?? nativeLength(dataSet);
  if (promised > pixels.present) notes.push({ code: 'picture-cut-off', values: { present: pixels.present, promised } });
  if (isRetired(uid)) notes.push({ code: 'syntax-retired', values: { uid } });
  if (pixelCodingOf(uid) === 'jpeg-2000') notes.push(...codestreamNotes(dataSet, pixels.value));
  if (regionsOf(dataSet)?.some(({ spacing }) => spacing)) notes.push({ code: 'region-spacing', values: {} });
  if (hasColourProfile(dataSet)) notes.push({ code: 'icc-ignored', values: {} });
  notes.push(...tileNotes(dataSet), ...valueNotes(dataSet));
  return notes;
}

/** Of the picture (PS3.3 C.11.15), or of the optical paths of a slide. */
const hasColourProfile = (dataSet: DataSet) =>
  dataSet.has('ICCProfile') || dataSet.items('OpticalPathSequence').some((path) => path.has('ICCProfile'));

/** Whole slides (PS3.3 C.8.12.4). */
function tileNotes(dataSet: DataSet): Note[] {
  const number = (keyword: string) => dataSet.number(keyword) ?? 1;
  const tiles = dataSet.has('TotalPixelMatrixRows') ? number('NumberOfFrames') : 1;
  if (tiles < 2) return [];
  const [height, width] = [number('TotalPixelMatrixRows'), number('TotalPixelMatrixColumns')];
  const whole = height % number('Rows') === 0 && width % number('Columns') === 0;
  const note: Note = { code: 'tiled', values: { tiles } };
  return whole ? [note] : [note, { code: 'tiles-partial', values: { width, height } }];
}

/** Numbers that the picture depends on, where they are written as texts. */
const NUMBERS = ['NumberOfFrames', 'RescaleSlope', 'RescaleIntercept', 'WindowCenter', 'WindowWidth'];

function valueNotes(dataSet: DataSet): Note[] {
  const notes: Note[] = [];
  for (const attribute of NUMBERS) {
    const value = dataSet.number(attribute) === undefined ? dataSet.text(attribute) : undefined;
    if (value !== undefined) notes.push({ code: 'value-wrong', values: { attribute, value } });
  }
  const thickness = dataSet.has('SliceThickness') && !dataSet.text('SliceThickness');
  if (thickness) notes.push({ code: 'slice-thickness-empty', values: {} });
  return notes;
}

/** Bytes that a picture without compression takes; 0 where that cannot be said. */
function nativeLength(dataSet: DataSet): number {
  const { transferSyntaxUid: uid } = dataSet;
  if (pixelCodingOf(uid) !== 'native' || uid === syntaxes.deflatedExplicitLittleEndian) return 0;
  if (dataSet.text('PhotometricInterpretation')?.includes('_42')) return 0;
  const [rows, columns, bits] = ['Rows', 'Columns', 'BitsAllocated'].map((keyword) => dataSet.number(keyword) ?? 0);
  const frames = Math.max(1, dataSet.number('NumberOfFrames') ?? 1);
  return Math.ceil((rows! * columns! * bits! * (dataSet.number('SamplesPerPixel') ?? 1) * frames) / 8);
}

const ITEM = 0xfffee000;
const JP2_SIGNATURE = 0x6a502020;

/** The first fragment of encapsulated pixel data (PS3.5 A.4), as far as its bytes are at hand. */
function firstFragment(value: Uint8Array): Uint8Array | undefined {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const isItem = (at: number) =>
    at + 8 <= value.length && view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true) === ITEM;
  if (!isItem(0)) return undefined;
  const at = 8 + view.getUint32(4, true);
  return isItem(at) ? value.subarray(at + 8, at + 8 + view.getUint32(at + 4, true)) : undefined;
}

/** What a JPEG 2000 codestream says otherwise than the header; the codestream is believed. */
function codestreamNotes(dataSet: DataSet, value: Uint8Array): Note[] {
  const fragment = firstFragment(value);
  if (!fragment || fragment.length < 8) return [];
  const notes: Note[] = [];
  const boxed = new DataView(fragment.buffer, fragment.byteOffset).getUint32(4) === JP2_SIGNATURE;
  if (boxed) notes.push({ code: 'picture-boxed', values: {} });
  try {
    const { signed } = readJpeg2000Header(fragment);
    if (signed !== (dataSet.number('PixelRepresentation') === 1)) notes.push({ code: 'sign-differs', values: {} });
  } catch {
    // Its beginning is not at hand, or damaged: whoever decodes it is told.
  }
  return notes;
}

/** Is a colour table shorter than its descriptor says (PS3.3 C.7.6.3.1.5)? */
export function isPaletteDamaged(dataSet: DataSet): boolean {
  return PALETTES.some(({ table, descriptor }) => {
    const data = dataSet.bytes(table);
    if (!data) return false;
    const [entries = 0, , bits = 16] = dataSet.numbers(descriptor);
    return data.length < (entries || 65536) * (bits > 8 ? 2 : 1);
  });
}

/** Does an overlay in a group of its own have fewer bits than rows × columns (PS3.3 C.9.2)? */
function isOverlayDamaged(dataSet: DataSet): boolean {
  for (const group of dataSet.overlayGroups()) {
    const part = (element: string) => group.toString(16) + element;
    const data = dataSet.bytes(part('3000'));
    if (!data) continue;
    const bits = (dataSet.number(part('0010')) ?? 0) * (dataSet.number(part('0011')) ?? 0);
    if (data.length * 8 < bits) return true;
  }
  return false;
}
