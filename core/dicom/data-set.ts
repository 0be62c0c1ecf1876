import type { Note } from '../contract/index.ts';
import { keywordOf, tagOf } from './dictionary/index.ts';
import type { Element, ElementMap, Fragment } from './elements.ts';

import { type Decoder, decoderFor } from './text.ts';

/**
 * A DICOM data set, read by keyword (PS3.6) or, for elements that the dictionary lacks, by eight hexadecimal digits.
 * Values are decoded when they are asked for.
 */
export interface DataSet {
  readonly transferSyntaxUid: string;
  /** What is odd about the file; grows as text is decoded. */
  readonly notes: Note[];
  has(keyword: string): boolean;
  /** First value, decoded and trimmed; undefined where the element is absent or empty. */
  text(keyword: string): string | undefined;
  /** All values; texts that may hold backslashes (LT, ST, UT, UR) are one value. */
  texts(keyword: string): string[];
  /** First value, where it is a finite number. */
  number(keyword: string): number | undefined;
  /** All values in their places; NaN for what is no number. AT values are tags. */
  numbers(keyword: string): number[];
  /** Items of a sequence; none where it is absent. */
  items(keyword: string): DataSet[];
  /** Bytes of the whole file, also where only its beginning was read. */
  readonly total: number;
  /** Every element there is. */
  keywords(): string[];
  /** Groups of the overlays there are: 6000, 6002 … (PS3.3 C.9.2). */
  overlayGroups(): number[];
  /** Value representation as the file or, for implicit VR, the dictionary has it. */
  vr(keyword: string): string | undefined;
  /** The value as it lies in the file (a view, not a copy). */
  bytes(keyword: string): Uint8Array | undefined;
  /** Where the pixel data lie; `promised` where the file ends before they do. */
  pixels(): PixelElement | undefined;
}

export type PixelElement = {
  keyword: 'PixelData' | 'FloatPixelData' | 'DoubleFloatPixelData';
  vr: string;
  value: Uint8Array;
  /** Bytes of the value in the file; `value` is shorter where only the beginning of the file was read. */
  present: number;
  littleEndian: boolean;
  /** Encapsulated pixel data: basic offset table and fragments, as views. */
  fragments?: Uint8Array[];
  /** Positions of the fragments' item tags, counted from the first after the offset table (PS3.5 A.4). */
  fragmentOffsets?: number[];
  promised?: number;
};

/** `total`: bytes of the whole file, where `bytes` is its beginning. */
export type Context = { bytes: Uint8Array; total: number; transferSyntaxUid: string; notes: Note[] };

/** The data set over elements that `walk` found. */
export function dataSetOf(elements: ElementMap, context: Context, inherited?: Decoder): DataSet {
  return new ParsedDataSet(elements, context, inherited);
}

const BINARY: Record<string, [size: number, read: (view: DataView, at: number, littleEndian: boolean) => number]> = {
  US: [2, (v, at, le) => v.getUint16(at, le)],
  SS: [2, (v, at, le) => v.getInt16(at, le)],
  UL: [4, (v, at, le) => v.getUint32(at, le)],
  SL: [4, (v, at, le) => v.getInt32(at, le)],
  FL: [4, (v, at, le) => v.getFloat32(at, le)],
  FD: [8, (v, at, le) => v.getFloat64(at, le)],
  AT: [4, (v, at, le) => v.getUint16(at, le) * 0x10000 + v.getUint16(at + 2, le)],
  OB: [1, (v, at) => v.getUint8(at)],
  OW: [2, (v, at, le) => v.getUint16(at, le)],
  OL: [4, (v, at, le) => v.getUint32(at, le)],
  OF: [4, (v, at, le) => v.getFloat32(at, le)],
  OD: [8, (v, at, le) => v.getFloat64(at, le)],
  OV: [8, (v, at, le) => Number(v.getBigUint64(at, le))],
  UV: [8, (v, at, le) => Number(v.getBigUint64(at, le))],
  SV: [8, (v, at, le) => Number(v.getBigInt64(at, le))],
};
/** The dictionary's names for elements with several representations, as implicit VR leaves them. */
const LOOSE: Record<string, string> = { ox: 'OW', lt: 'OW', up: 'UL' };

const ENCODED = new Set(['SH', 'LO', 'ST', 'LT', 'PN', 'UC', 'UT']);
const SINGLE = new Set(['ST', 'LT', 'UT', 'UR']);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const PIXEL_KEYWORDS = ['PixelData', 'FloatPixelData', 'DoubleFloatPixelData'] as const;

class ParsedDataSet implements DataSet {
  readonly transferSyntaxUid: string;
  readonly notes: Note[];
  readonly total: number;
  readonly #elements: ElementMap;
  readonly #context: Context;
  /** The same bytes, as what makes text of them. */
  readonly #buffer: Buffer;
  readonly #decoder: Decoder;

  constructor(elements: ElementMap, context: Context, inherited?: Decoder) {
    this.transferSyntaxUid = context.transferSyntaxUid;
    this.notes = context.notes;
    this.total = context.total;
    this.#elements = elements;
    this.#context = context;
    this.#buffer = Buffer.from(context.bytes.buffer, context.bytes.byteOffset, context.bytes.byteLength);
    this.#decoder = this.#ownDecoder() ?? inherited ?? decoderFor([]);
  }

  #ownDecoder(): Decoder | undefined {
    const element = this.#element('SpecificCharacterSet');
    if (!element) return undefined;
    const decoder = decoderFor(splitAscii(this.#ascii(element)));
    for (const name of decoder.unknown) this.#note({ code: 'character-set-unknown', values: { name } });
    return decoder;
  }

  #note(note: Note) {
    if (!this.notes.some((known) => known.code === note.code)) this.notes.push(note);
  }

  #element(keyword: string): Element | undefined {
    const tag = tagOf(keyword);
    return tag === undefined ? undefined : this.#elements.get(tag);
  }

  #view(element: Element): Uint8Array {
    return this.#context.bytes.subarray(element.offset, element.offset + element.length);
  }

  #ascii({ offset, length }: Element): string {
    return this.#buffer.toString('latin1', offset, offset + length);
  }

  has(keyword: string) {
    return this.#element(keyword) !== undefined;
  }

  text(keyword: string) {
    return this.texts(keyword)[0] || undefined;
  }

  texts(keyword: string): string[] {
    const element = this.#element(keyword);
    if (!element || element.items || element.length === 0) return [];
    const vr = this.#vr(element);
    if (BINARY[vr]) return this.numbers(keyword).map(String);
    if (!ENCODED.has(vr)) return SINGLE.has(vr) ? [trim(this.#ascii(element))] : splitAscii(this.#ascii(element));
    const text = this.#decoder.decode(this.#view(element));
    if (this.#decoder.damaged) this.#note({ code: 'text-undecodable', values: {} });
    if (SINGLE.has(vr)) return [text.replace(/[\0 ]+$/, '')];
    return text.split('\\').map(trim);
  }

  number(keyword: string) {
    const value = this.numbers(keyword)[0];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  }

  numbers(keyword: string): number[] {
    const element = this.#element(keyword);
    if (!element || element.items || element.length === 0) return [];
    const binary = BINARY[this.#vr(element)];
    if (!binary) return splitAscii(this.#ascii(element)).map(decimalOf);
    const [size, read] = binary;
    const value = this.#view(element);
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    const numbers: number[] = [];
    for (let at = 0; at + size <= value.length; at += size) numbers.push(read(view, at, this.#elements.littleEndian));
    return numbers;
  }

  items(keyword: string): DataSet[] {
    return (this.#element(keyword)?.items ?? []).map((item) => dataSetOf(item, this.#context, this.#decoder));
  }

  overlayGroups() {
    const groups = new Set<number>();
    for (const tag of this.#elements.keys()) if (tag >>> 24 === 0x60) groups.add(tag >>> 16);
    return [...groups];
  }

  keywords() {
    return [...this.#elements.keys()].map(keywordOf);
  }

  vr(keyword: string) {
    const element = this.#element(keyword);
    return element && this.#vr(element);
  }

  #vr({ vr }: Element): string {
    if (vr === 'xs') return this.number('PixelRepresentation') === 1 ? 'SS' : 'US';
    return LOOSE[vr] ?? vr;
  }

  bytes(keyword: string) {
    const element = this.#element(keyword);
    return element && this.#view(element);
  }

  pixels(): PixelElement | undefined {
    for (const keyword of PIXEL_KEYWORDS) {
      const element = this.#element(keyword);
      if (!element) continue;
      const { littleEndian } = this.#elements;
      const { promised, fragments, length: present } = element;
      const found = { keyword, vr: this.vr(keyword)!, value: this.#view(element), present, littleEndian, promised };
      return fragments ? { ...found, ...this.#fragments(fragments) } : found;
    }
    return undefined;
  }

  #fragments(fragments: Fragment[]) {
    const first = fragments[0] ? fragments[0].offset + fragments[0].length : 0;
    return {
      fragments: fragments.map(({ offset, length }) => this.#context.bytes.subarray(offset, offset + length)),
      fragmentOffsets: fragments.slice(1).map(({ offset }) => offset - 8 - first),
    };
  }
}

const isPadding = (code: number) => code === 0x20 || code === 0;
const trim = (text: string) => {
  let [from, to] = [0, text.length];
  while (from < to && isPadding(text.charCodeAt(from))) from++;
  while (to > from && isPadding(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
};
const splitAscii = (text: string) => (text.includes('\\') ? text.split('\\').map(trim) : [trim(text)]);
const decimalOf = (text: string) => (DECIMAL.test(text) ? Number(text) : Number.NaN);
