import { randomUUID } from 'node:crypto';
import dcmjs from 'dcmjs';
import type { FrameInfo, Pixels, Window } from '../contract/index.ts';

const { DicomMetaDictionary, DicomDict, DicomMessage } = dcmjs.data;
export type Elements = { [keyword: string]: unknown };
export interface DataSet {
  transferSyntaxUid: string;
  has(keyword: string): boolean;
  text(keyword: string): string | undefined;
  texts(keyword: string): string[];
  number(keyword: string): number | undefined;
  numbers(keyword: string): number[];
  items(keyword: string): DataSet[];
  keywords(): string[];
}
export const newUid = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;

export function writeInstance(elements: Elements): Uint8Array {
  const e = { ...elements };
  const buf = (u: Uint8Array) => u.buffer.slice(u.byteOffset, u.byteOffset + u.byteLength);
  for (const k of ['PixelData', 'EncapsulatedDocument']) if (e[k]) e[k] = [buf(e[k] as Uint8Array)];
  const meta = {
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: e.SOPClassUID,
    MediaStorageSOPInstanceUID: e.SOPInstanceUID,
    TransferSyntaxUID: '1.2.840.10008.1.2.1',
    ImplementationClassUID: '2.25.1',
    ImplementationVersionName: 'SKIAGRAPH',
  };
  const dict = new DicomDict(DicomMetaDictionary.denaturalizeDataset(meta));
  dict.dict = DicomMetaDictionary.denaturalizeDataset({ ...e, _vrMap: { PixelData: 'OB' } });
  return new Uint8Array(dict.write());
}

// biome-ignore lint: scratch
function wrap(d: any, ts: string): DataSet {
  const list = (k: string): unknown[] => {
    const v = d[k];
    if (v === undefined || v === null) return [];
    return Array.isArray(v) ? v : [v];
  };
  const str = (v: unknown): string =>
    v && typeof v === 'object'
      ? 'Alphabetic' in v
        ? [(v as any).Alphabetic, (v as any).Ideographic, (v as any).Phonetic].map((x) => x ?? '').join('=').replace(/=+$/, '')
        : ''
      : String(v ?? '').trim();
  return {
    transferSyntaxUid: ts,
    has: (k) => k in d,
    text: (k) => (list(k).length ? str(list(k)[0]) : k in d ? '' : undefined),
    texts: (k) => list(k).map(str),
    number: (k) => (list(k).length ? Number(list(k)[0]) : undefined),
    numbers: (k) => list(k).map(Number),
    items: (k) => list(k).filter((v) => v && typeof v === 'object').map((v) => wrap(v, ts)),
    keywords: () => Object.keys(d).filter((k) => !k.startsWith('_')),
  };
}
export function readDataSet(bytes: Uint8Array): DataSet {
  const ab = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const f = DicomMessage.readFile(ab as ArrayBuffer);
  return wrap(DicomMetaDictionary.naturalizeDataset(f.dict), '1.2.840.10008.1.2.1');
}
export function rawBytes(d: DataSet): void {}
export function applyModality(pixels: Pixels, info: FrameInfo): Float32Array {
  return Float32Array.from(pixels as Uint8Array, (v) => v * info.modality.slope + info.modality.intercept);
}
export function applyVoi(values: Float32Array, _info: FrameInfo, w?: Window): Float32Array {
  const c = w ?? { center: 128, width: 256, function: 'LINEAR' };
  return values.map((v) => Math.min(1, Math.max(0, (v - (c.center - 0.5)) / (c.width - 1) + 0.5)));
}
