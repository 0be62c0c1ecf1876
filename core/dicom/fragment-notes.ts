import type { Note } from '../contract/index.ts';
import type { DataSet } from './data-set.ts';
import { ITEM, SEQUENCE_END } from './elements.ts';
import { pixelCodingOf } from './transfer-syntax.ts';

/** The bytes of the file from `at` on, at most `length`; fewer where it ends before. */
export type ReadAt = (at: number, length: number) => Uint8Array;

/** One read each; files with more fragments than this are not walked through. */
const MOST_FRAGMENTS = 10_000;

/**
 * What is odd about the fragments of encapsulated pixel data (PS3.5 A.4), of which only the heads are read: an end that
 * is missing, a last fragment that is cut off, frames in RLE of more than one fragment (A.4.2). Where the file ends with
 * the delimiter, as nearly all do, nothing but that is read.
 */
export function fragmentNotes(dataSet: DataSet, readAt: ReadAt): Note[] {
  const pixels = dataSet.pixels();
  const coding = pixelCodingOf(dataSet.transferSyntaxUid);
  if (!pixels || !coding || coding === 'native') return [];
  if (pixels.promised !== undefined) return [];
  const { total } = dataSet;
  const start = total - pixels.present;
  const rle = coding === 'rle';
  if (!rle && pixels.present >= 8 && itemAt(readAt, total - 8)?.tag === SEQUENCE_END) return [];

  const most = rle ? Math.max(1, dataSet.number('NumberOfFrames') ?? 1) : MOST_FRAGMENTS;
  let at = start;
  // The first item is the offset table.
  for (let count = 0; count <= MOST_FRAGMENTS; count++) {
    const item = itemAt(readAt, at);
    if (item?.tag === SEQUENCE_END) return [];
    if (item?.tag !== ITEM) return [{ code: 'delimiter-missing', values: {} }];
    at += 8 + item.length;
    if (at > total) return [{ code: 'picture-cut-off', values: { present: pixels.present, promised: at - start } }];
    if (rle && count > most) return [{ code: 'rle-fragments', values: {} }];
  }
  return [];
}

/** Encapsulated pixel data are little endian (PS3.5 A.4). */
function itemAt(readAt: ReadAt, at: number): { tag: number; length: number } | undefined {
  const bytes = readAt(at, 8);
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return { tag: view.getUint16(0, true) * 0x10000 + view.getUint16(2, true), length: view.getUint32(4, true) };
}
