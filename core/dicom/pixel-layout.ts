import { ProblemError } from '../contract/problems/index.ts';
import type { DataSet, PixelElement } from './data-set.ts';
import { isReferenced, isVideo, type PixelCoding, pixelCodingOf } from './transfer-syntax.ts';

/** What the header says of the pixels (PS3.3 C.7.6.3), checked. */
export type PixelLayout = {
  rows: number;
  columns: number;
  samplesPerPixel: 1 | 3;
  bitsAllocated: 1 | 8 | 16 | 32 | 64;
  bitsStored: number;
  highBit: number;
  signed: boolean;
  float: boolean;
  photometric: string;
  /** Planar Configuration 1: all of red, then all of green, then all of blue. */
  planar: boolean;
  frames: number;
  coding: PixelCoding;
  /** Tiled whole slides: what is left for the tiles of the last row and column, which some scanners do not fill up. */
  edge?: { rows: number; columns: number };
};

/** A frame may take this much memory; whole slides come in tiles, so that no honest picture is larger. */
const LARGEST_FRAME = 512 * 2 ** 20;
const ALLOCATIONS = [1, 8, 16, 32, 64] as const;
const COLOUR = ['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_PARTIAL_422', 'YBR_PARTIAL_420', 'YBR_ICT', 'YBR_RCT'];

/** Reads and checks the description of the pixels. Throws `ProblemError` where there is no picture or none of ours. */
export function readPixelLayout(dataSet: DataSet): PixelLayout & { element: PixelElement } {
  const coding = readCoding(dataSet);
  const element = dataSet.pixels();
  if (!element || (element.value.length === 0 && !element.promised)) throw new ProblemError('no-pixels');
  const rows = dataSet.number('Rows') ?? 0;
  const columns = dataSet.number('Columns') ?? 0;
  if (rows < 1 || columns < 1) throw new ProblemError('picture-size-impossible', { rows, columns });
  const float = element.keyword !== 'PixelData';
  const bits = readBits(dataSet, element);
  const colour = readColour(dataSet);
  const frames = Math.max(1, Math.trunc(dataSet.number('NumberOfFrames') ?? 1));
  const size = rows * columns * colour.samplesPerPixel * Math.max(1, bits.bitsAllocated / 8);
  if (size > LARGEST_FRAME && !element.fragments) throwPromised(size * frames, element);
  if (size > LARGEST_FRAME) throw new ProblemError('picture-too-large', { size: formatBytes(size) });
  return { rows, columns, ...colour, ...bits, float, frames, coding, element, edge: edgeOf(dataSet, rows, columns) };
}

/** PS3.3 C.8.12.4: the total pixel matrix need not be a multiple of the tile. */
function edgeOf(dataSet: DataSet, rows: number, columns: number): PixelLayout['edge'] {
  const [high, wide] = [dataSet.number('TotalPixelMatrixRows'), dataSet.number('TotalPixelMatrixColumns')];
  return high && wide ? { rows: high % rows || rows, columns: wide % columns || columns } : undefined;
}

function readCoding({ transferSyntaxUid: uid }: DataSet): PixelCoding {
  if (isVideo(uid)) throw new ProblemError('video-unsupported');
  if (isReferenced(uid)) throw new ProblemError('pixels-elsewhere');
  const coding = pixelCodingOf(uid);
  if (coding) return coding;
  throw new ProblemError('transfer-syntax-unsupported', { uid });
}

function readBits(dataSet: DataSet, { keyword }: PixelElement) {
  const allocated = dataSet.number('BitsAllocated') ?? 0;
  const bitsAllocated = ALLOCATIONS.find((bits) => bits === allocated);
  if (keyword === 'FloatPixelData') return { bitsAllocated: 32 as const, bitsStored: 32, highBit: 31, signed: true };
  if (keyword === 'DoubleFloatPixelData') {
    return { bitsAllocated: 64 as const, bitsStored: 64, highBit: 63, signed: true };
  }
  if (!bitsAllocated || bitsAllocated === 64) {
    throw new ProblemError('picture-layout-unsupported', { attribute: 'Bits Allocated', value: allocated });
  }
  const bitsStored = dataSet.number('BitsStored') ?? bitsAllocated;
  if (bitsStored < 1 || bitsStored > bitsAllocated) {
    throw new ProblemError('picture-layout-unsupported', { attribute: 'Bits Stored', value: bitsStored });
  }
  const high = dataSet.number('HighBit') ?? bitsStored - 1;
  const highBit = high >= bitsStored - 1 && high < bitsAllocated ? high : bitsStored - 1;
  const signed = bitsAllocated > 1 && dataSet.number('PixelRepresentation') === 1;
  return { bitsAllocated, bitsStored, highBit, signed };
}

function readColour(dataSet: DataSet) {
  const samples = dataSet.number('SamplesPerPixel') ?? 1;
  const said = dataSet.text('PhotometricInterpretation');
  const photometric = said ?? (samples === 3 ? 'RGB' : 'MONOCHROME2');
  if (samples !== 1 && samples !== 3) {
    throw new ProblemError('picture-layout-unsupported', { attribute: 'Samples per Pixel', value: samples });
  }
  if (samples === 3 && !COLOUR.includes(photometric)) {
    throw new ProblemError('picture-layout-unsupported', {
      attribute: 'Photometric Interpretation',
      value: photometric,
    });
  }
  const samplesPerPixel: 1 | 3 = samples;
  return { samplesPerPixel, photometric, planar: dataSet.number('PlanarConfiguration') === 1 };
}

/** Says that the header promises more than there is; answers nothing where there is enough. */
export function throwPromised(promised: number, { value, promised: announced }: PixelElement): void {
  if (promised <= value.length) return;
  if (announced !== undefined || promised < 2 * value.length + 2 ** 16) {
    throw new ProblemError('picture-cut-off', { present: value.length, promised });
  }
  throw new ProblemError('picture-promised', {
    promised: formatBytes(promised),
    present: formatBytes(value.length),
  });
}

/** 1536 → "1.5 KB": two digits of which a person has use. */
function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  const value = bytes / 1024 ** step;
  return `${Number(value.toFixed(value < 10 && step > 0 ? 1 : 0))} ${units[step]}`;
}
