/** Elements of a small CT slice as bytes, for files that no writer would write. */
const LONG = new Set(['OB', 'OW', 'SQ', 'UN', 'OV', 'UT']);
export const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

export const concat = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** One explicit little-endian element; `length` may lie. */
export function element(tag: number, vr: string, value: Uint8Array | string, length?: number): Uint8Array {
  const bytes =
    typeof value === 'string' ? latin1(value.length % 2 ? `${value}${vr === 'UI' ? '\0' : ' '}` : value) : value;
  const long = LONG.has(vr);
  const head = new DataView(new ArrayBuffer(long ? 12 : 8));
  head.setUint16(0, tag >>> 16, true);
  head.setUint16(2, tag & 0xffff, true);
  head.setUint8(4, vr.charCodeAt(0));
  head.setUint8(5, vr.charCodeAt(1));
  if (long) head.setUint32(8, length ?? bytes.length, true);
  else head.setUint16(6, length ?? bytes.length, true);
  return concat(new Uint8Array(head.buffer), bytes);
}

export const us = (tag: number, ...values: number[]) =>
  element(tag, 'US', new Uint8Array(Uint16Array.from(values).buffer));

/** Item or delimiter. */
export function item(tag: number, length: number): Uint8Array {
  const head = new DataView(new ArrayBuffer(8));
  head.setUint16(0, tag >>> 16, true);
  head.setUint16(2, tag & 0xffff, true);
  head.setUint32(4, length, true);
  return new Uint8Array(head.buffer);
}
export const UNDEFINED = 0xffffffff;

export const words = Uint16Array.from({ length: 256 }, (_, i) => (i * 257) & 0xfff);
export const pixels = (value: Uint8Array = new Uint8Array(words.buffer)) => element(0x7fe00010, 'OW', value);

/** A 16 × 16 slice of 12 bits without its pixels; `more` replaces elements by tag. */
export function slice(more: Record<number, Uint8Array> = {}): Uint8Array {
  const elements: Record<number, Uint8Array> = {
    524310: element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    524312: element(0x00080018, 'UI', '2.25.1'),
    1048592: element(0x00100010, 'PN', 'Test^Slice'),
    2621442: us(0x00280002, 1),
    2621444: element(0x00280004, 'CS', 'MONOCHROME2'),
    2621456: us(0x00280010, 16),
    2621457: us(0x00280011, 16),
    2621696: us(0x00280100, 16),
    2621697: us(0x00280101, 12),
    2621698: us(0x00280102, 11),
    2621699: us(0x00280103, 0),
    ...more,
  };
  const tags = Object.keys(elements).map(Number);
  return concat(...tags.sort((a, b) => a - b).map((tag) => elements[tag]!));
}

/** A file of these elements (PS3.10), without a group length. */
export const part10 = (body: Uint8Array, syntax = '1.2.840.10008.1.2.1', preamble = new Uint8Array(128)) =>
  concat(preamble, latin1('DICM'), element(0x00020010, 'UI', syntax), body);
