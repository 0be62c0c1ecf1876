import { createRequire } from 'node:module';
import { tagOf, vrOf } from './dictionary/index.ts';
import { syntaxes } from './transfer-syntax.ts';
import { fitText, formatDecimal, formatInteger } from './write-values.ts';

type Scalar = string | number;
/** A value by keyword: one or several, items of a sequence, or bytes for OB, OW, OF and the like. */
export type ElementValue = Scalar | Scalar[] | Elements | Elements[] | ArrayBufferView | undefined;
export type Elements = { [keyword: string]: ElementValue };

type JsonElement = { vr: string; Value: unknown[] };
type JsonDataSet = Record<string, JsonElement>;

/** Made once from a random UUID; names the program that wrote a file (PS3.10 7.1). */
const IMPLEMENTATION_CLASS_UID = '2.25.213945276583118392675010834719365048312';
const IMPLEMENTATION_VERSION_NAME = 'SKIAGRAPH';

/** What every element of a data set may depend on (PS3.5 A). */
type Context = { signed: boolean; bitsAllocated: number };

const require = createRequire(import.meta.url);

/**
 * Writes an instance (PS3.10, Explicit VR Little Endian, UTF-8) from values by keyword. Texts that are too long for
 * their representation are shortened with "…"; numbers keep as many digits as DS can hold. 1-bit pixel data are given
 * as they are stored, eight pixels a byte. A keyword that the dictionary lacks is a bug.
 */
export function writeInstance(elements: Elements): Uint8Array {
  const { DicomDict } = (require('dcmjs') as typeof import('dcmjs').default).data;
  const whole: Elements = { ...elements, SpecificCharacterSet: 'ISO_IR 192' };
  const file = new DicomDict(jsonOf(fileMeta(whole), { signed: false, bitsAllocated: 8 }));
  file.dict = jsonOf(whole, contextOf(whole));
  return new Uint8Array(file.write({ allowInvalidVRLength: true }));
}

function fileMeta({ SOPClassUID, SOPInstanceUID }: Elements): Elements {
  return {
    FileMetaInformationVersion: Uint8Array.of(0, 1),
    MediaStorageSOPClassUID: SOPClassUID,
    MediaStorageSOPInstanceUID: SOPInstanceUID,
    TransferSyntaxUID: syntaxes.explicitLittleEndian,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: IMPLEMENTATION_VERSION_NAME,
  };
}

const contextOf = ({ PixelRepresentation, BitsAllocated }: Elements): Context => ({
  signed: PixelRepresentation === 1,
  bitsAllocated: Number(BitsAllocated ?? 16),
});

/** dcmjs's own form of a data set: elements by tag, in order. */
function jsonOf(elements: Elements, context: Context): JsonDataSet {
  const entries = Object.entries(elements).flatMap(([keyword, value]): [number, JsonElement][] => {
    if (value === undefined) return [];
    const tag = tagOf(keyword);
    const vr = tag === undefined ? undefined : vrOf(tag);
    if (tag === undefined || vr === undefined) throw new Error(`${keyword} is not in the dictionary`);
    const written = concreteVr(vr, keyword, context);
    return [[tag, { vr: written, Value: valuesOf(value, written, context) }]];
  });
  entries.sort(([a], [b]) => a - b);
  return Object.fromEntries(
    entries.map(([tag, element]) => [tag.toString(16).padStart(8, '0').toUpperCase(), element]),
  );
}

/** The dictionary leaves some representations open (PS3.5 A.2, PS3.6). */
function concreteVr(vr: string, keyword: string, { signed, bitsAllocated }: Context): string {
  if (vr === 'xs') return signed ? 'SS' : 'US';
  if (vr === 'ox') return keyword === 'PixelData' && bitsAllocated <= 8 ? 'OB' : 'OW';
  return { lt: 'OW', up: 'UL' }[vr] ?? vr;
}

function valuesOf(value: Exclude<ElementValue, undefined>, vr: string, context: Context): unknown[] {
  if (ArrayBuffer.isView(value)) return [bytesOf(value)];
  const list: (Scalar | Elements)[] = Array.isArray(value) ? value : [value];
  if (vr === 'SQ') {
    return list.map((item) => jsonOf(item as Elements, { ...context, ...ownContext(item as Elements) }));
  }
  return list.filter((part) => part !== '').map((part) => scalarOf(part as Scalar, vr));
}

/** An item with pixels of its own (an icon) is described by itself. */
const ownContext = (item: Elements) => (item.BitsAllocated === undefined ? {} : contextOf(item));

function scalarOf(value: Scalar, vr: string): Scalar {
  if (vr === 'DS') return typeof value === 'number' ? formatDecimal(value) : value;
  if (vr === 'IS') return typeof value === 'number' ? formatInteger(value) : value;
  return typeof value === 'string' ? fitText(value, vr) : value;
}

/** A copy of exactly these bytes, padded to an even length. */
function bytesOf(view: ArrayBufferView): ArrayBuffer {
  const bytes = new Uint8Array(view.byteLength + (view.byteLength % 2));
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return bytes.buffer;
}
