import { ProblemError } from '../contract/problems/index.ts';
import type { DataSet, PixelElement } from './data-set.ts';

/**
 * The compressed bytes of one frame (PS3.5 A.4): by the extended offset table, by the basic offset table, one fragment
 * a frame, or, where a frame has many and no table, by the codestreams' own beginnings.
 */
export function frameBytes(dataSet: DataSet, element: PixelElement, frame: number, frames: number): Uint8Array {
  const fragments = element.fragments?.slice(1) ?? [];
  if (fragments.length === 0 || element.promised !== undefined) throw new ProblemError('picture-damaged');
  const starts = frames === 1 ? [0] : frameStarts(dataSet, element, fragments, frames);
  const from = starts[frame];
  if (from === undefined) throw new ProblemError('picture-damaged');
  return join(fragments.slice(from, starts[frame + 1] ?? fragments.length));
}

/** Index of the fragment that each frame starts with. */
function frameStarts(dataSet: DataSet, element: PixelElement, fragments: Uint8Array[], frames: number): number[] {
  const extended = dataSet.numbers('ExtendedOffsetTable');
  const table = extended.length === frames ? extended : offsetTable(element.fragments![0]!);
  if (table.length === frames) {
    const byOffset = new Map(element.fragmentOffsets!.map((offset, index) => [offset, index]));
    const starts = table.map((offset) => byOffset.get(offset));
    if (starts.every((start, n) => start !== undefined && (n === 0 || start > starts[n - 1]!))) {
      return starts as number[];
    }
  }
  if (fragments.length === frames) return fragments.map((_, index) => index);
  const beginnings = fragments.flatMap((fragment, index) => (beginsCodestream(fragment) ? [index] : []));
  if (beginnings.length !== frames) throw new ProblemError('picture-damaged');
  return beginnings;
}

function offsetTable(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, n) => view.getUint32(n * 4, true));
}

/** JPEG and JPEG-LS start with SOI and another marker, JPEG 2000 with SOC and SIZ or as a JP2 file. */
const beginsCodestream = ([a, b, c, d]: Uint8Array) =>
  (a === 0xff && b === 0xd8 && c === 0xff) || (a === 0xff && b === 0x4f && c === 0xff && d === 0x51);

function join(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
