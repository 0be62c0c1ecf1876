import type { FrameInfo, LookupTable } from '../contract/index.ts';
import type { DataSet } from './data-set.ts';
import { isPaletteDamaged } from './header-notes.ts';

/**
 * A table of a Modality or VOI LUT Sequence item (PS3.3 C.11.1, C.11.2); undefined where it is shorter than it says.
 * Its first mapped value has the sign of the pixels, or of the modality's output for VOI tables.
 */
export function lookupTable(item: DataSet | undefined, signed: boolean): LookupTable | undefined {
  const [count, first, bits] = item?.numbers('LUTDescriptor') ?? [];
  const data = item?.bytes('LUTData');
  if (count === undefined || first === undefined || bits === undefined || !data) return undefined;
  const entries = tableEntries(item!, 'LUTData', count || 65536, bits);
  return entries && { first: withSign(first, signed), bits, entries };
}

/** Descriptors in files of implicit VR read as unsigned. */
const withSign = (first: number, signed: boolean) => (signed && first > 32767 ? first - 65536 : first);

function tableEntries(dataSet: DataSet, keyword: string, count: number, bits: number): Uint16Array | undefined {
  const bytes = dataSet.bytes(keyword)!;
  // Tables of up to 8 bits come as bytes or, as often, as words.
  if (bits <= 8 && bytes.length < 2 * count) {
    return bytes.length >= count ? Uint16Array.from(bytes.subarray(0, count)) : undefined;
  }
  const words = dataSet.vr(keyword) === 'UN' ? littleEndianWords(bytes) : dataSet.numbers(keyword);
  return words.length >= count ? Uint16Array.from(words.slice(0, count)) : undefined;
}

const littleEndianWords = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(2 * i, true));
};

type Palette = NonNullable<FrameInfo['palette']>;

/** The three tables of palette colour, 8 bit a channel (PS3.3 C.7.6.3.1.5, C.7.9); undefined where they are damaged. */
export function readPalette(dataSet: DataSet): Palette | undefined {
  if (dataSet.text('PhotometricInterpretation') !== 'PALETTE COLOR' || isPaletteDamaged(dataSet)) return undefined;
  const [red, green, blue] = (['Red', 'Green', 'Blue'] as const).map((channel) => readChannel(dataSet, channel));
  if (!red || !green || !blue) return undefined;
  const signed = dataSet.number('PixelRepresentation') === 1;
  const first = withSign(dataSet.numbers('RedPaletteColorLookupTableDescriptor')[1] ?? 0, signed);
  return { first, red, green, blue };
}

function readChannel(dataSet: DataSet, channel: string): Uint8Array | undefined {
  const name = `${channel}PaletteColorLookupTable`;
  const [size, , bits = 16] = dataSet.numbers(`${name}Descriptor`);
  if (size === undefined) return undefined;
  const count = size || 65536;
  const segmented = `Segmented${name}Data`;
  const entries = dataSet.has(`${name}Data`)
    ? tableEntries(dataSet, `${name}Data`, count, bits)
    : expandSegments(dataSet.numbers(segmented), count);
  if (!entries) return undefined;
  // Some writers say 16 bits and use 8 of them.
  const shift = bits > 8 && entries.some((entry) => entry > 255) ? 8 : 0;
  return Uint8Array.from(entries, (entry) => entry >> shift);
}

/** Segmented palette data (PS3.3 C.7.9.2): discrete entries, straight lines, and copies of earlier segments. */
function expandSegments(words: number[], count: number): Uint16Array | undefined {
  const out: number[] = [];
  const play = (at: number, segments: number, depth: number): number => {
    for (let n = 0; n < segments && at + 1 < words.length && out.length < count; n++) {
      const [kind, length] = [words[at]!, words[at + 1]!];
      if (kind === 0) {
        out.push(...words.slice(at + 2, at + 2 + length));
        at += 2 + length;
      } else if (kind === 1) {
        const [from, to] = [out.at(-1) ?? 0, words[at + 2] ?? 0];
        for (let i = 1; i <= length; i++) out.push(Math.round(from + ((to - from) * i) / length));
        at += 3;
      } else if (kind === 2 && depth === 0) {
        play(((words[at + 3] ?? 0) * 65536 + (words[at + 2] ?? 0)) / 2, length, 1);
        at += 4;
      } else return words.length;
    }
    return at;
  };
  play(0, Number.POSITIVE_INFINITY, 0);
  return out.length >= count ? Uint16Array.from(out.slice(0, count)) : undefined;
}
