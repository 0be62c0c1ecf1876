import { ProblemError } from '../../contract/problems/index.ts';
import { type HuffmanTable, huffmanTable } from './jpeg-bits.ts';

/** Walks over the segments of a JPEG stream. `use` gets marker, content and the position behind, and may move on. */
export function eachSegment(
  bytes: Uint8Array,
  use: (marker: number, segment: Uint8Array, end: number) => number | undefined,
): void {
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) return;
    const end = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (end > bytes.length || end < at + 4) throw new ProblemError('picture-damaged');
    at = use(marker, bytes.subarray(at + 4, end), end) ?? end;
  }
}

export type HuffmanTables = { dc: HuffmanTable[]; ac: HuffmanTable[] };

/** Define Huffman Tables (ISO 10918-1 B.2.4.2). */
export function readHuffman(segment: Uint8Array, tables: HuffmanTables): void {
  let at = 0;
  while (at + 17 <= segment.length) {
    const head = segment[at]!;
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    at += 17;
    if (at + total > segment.length || total > 256) throw new ProblemError('picture-damaged');
    (head >> 4 ? tables.ac : tables.dc)[head & 3] = huffmanTable(counts, segment.subarray(at, at + total));
    at += total;
  }
}
