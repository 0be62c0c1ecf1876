import { ProblemError } from '../../contract/problems/index.ts';
import { BitReader, type HuffmanTable } from './jpeg-bits.ts';
import { eachSegment, type HuffmanTables, readHuffman } from './jpeg-segments.ts';

type Size = { rows: number; columns: number; components: number; precision: number };
type Scan = {
  tables: HuffmanTable[];
  predictor: number;
  pointTransform: number;
  restartInterval: number;
  first: number;
};

const damaged = () => new ProblemError('picture-damaged');

/**
 * Decodes lossless Huffman JPEG (ISO 10918-1 H, process 14 with any predictor; PS3.5 A.4.2, A.4.3) of 2 to 16 bits into
 * interleaved samples. `size` was read from its frame header and checked. Throws `ProblemError` for damage.
 */
export function decodeJpegLossless(bytes: Uint8Array, size: Size): Uint16Array {
  const out = new Uint16Array(size.rows * size.columns * size.components);
  const tables: HuffmanTables = { dc: [], ac: [] };
  let restartInterval = 0;
  let done = 0;
  let ids: number[] = [];
  eachSegment(bytes, (marker, segment, end) => {
    if (marker === 0xc4) readHuffman(segment, tables);
    else if (marker === 0xdd) restartInterval = segment[0]! * 256 + segment[1]!;
    else if (marker === 0xc3) ids = componentIds(segment);
    else if (marker === 0xda) {
      const scan = readScan(segment, ids, tables, restartInterval);
      const reader = new BitReader(bytes, end);
      decodeScan(reader, out, size, scan);
      done += scan.tables.length;
      return reader.at;
    }
    return undefined;
  });
  if (done < size.components) throw damaged();
  return out;
}

/** Lossless medical streams do not subsample. */
function componentIds(segment: Uint8Array): number[] {
  return Array.from({ length: segment[5]! }, (_, n) => {
    if (segment[7 + 3 * n] !== segment[7]) throw damaged();
    return segment[6 + 3 * n]!;
  });
}

function readScan(segment: Uint8Array, ids: number[], { dc }: HuffmanTables, restartInterval: number): Scan {
  const count = segment[0]!;
  const first = ids.indexOf(segment[1]!);
  if (segment.length < 4 + 2 * count || first < 0 || first + count > ids.length) throw damaged();
  const tables = Array.from({ length: count }, (_, n) => {
    const table = dc[segment[2 + 2 * n]! >> 4];
    if (!table) throw damaged();
    return table;
  });
  const [predictor = 1, , approximation = 0] = segment.subarray(1 + 2 * count);
  if (predictor < 1 || predictor > 7) throw damaged();
  return { tables, predictor, pointTransform: approximation & 15, restartInterval, first };
}

function decodeScan(reader: BitReader, out: Uint16Array, size: Size, scan: Scan): void {
  const { rows, columns, components: step, precision } = size;
  const { tables, predictor, pointTransform, restartInterval, first } = scan;
  const line = columns * step;
  const start = 1 << (precision - pointTransform - 1);
  let sinceRestart = 0;
  // After the beginning and each restart the first line is predicted from the left, as H.1.1 has it.
  let firstRow = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (restartInterval > 0 && sinceRestart === restartInterval) {
        reader.restart();
        sinceRestart = 0;
        firstRow = y;
      }
      for (let n = 0; n < tables.length; n++) {
        const at = y * line + x * step + first + n;
        const begins = y === firstRow;
        const predicted =
          sinceRestart === 0
            ? start
            : begins
              ? out[at - step]!
              : x === 0
                ? out[at - line]!
                : predict(predictor, out[at - step]!, out[at - line]!, out[at - line - step]!);
        out[at] = predicted + difference(reader, tables[n]!);
      }
      sinceRestart++;
    }
  }
  if (pointTransform > 0) lift(out, first, tables.length, step, pointTransform);
}

/** H.1.2.2: sixteen bits stand for one difference alone, 32768, and carry none. */
function difference(reader: BitReader, table: HuffmanTable): number {
  const size = reader.symbol(table);
  if (size > 16) throw damaged();
  return size === 16 ? 32768 : reader.signed(size);
}

/** Table H.1: `a` is left, `b` above, `c` above left. */
function predict(predictor: number, a: number, b: number, c: number): number {
  switch (predictor) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    default:
      return (a + b) >> 1;
  }
}

function lift(out: Uint16Array, first: number, count: number, step: number, pointTransform: number) {
  for (let n = first; n < first + count; n++) for (let i = n; i < out.length; i += step) out[i]! <<= pointTransform;
}
