import { ProblemError } from '../../contract/problems/index.ts';
import type { BitReader, HuffmanTable } from './jpeg-bits.ts';
import { type Component, type JpegFrame, ZIGZAG } from './jpeg-frame.ts';

type ScanComponent = { component: Component; dc?: HuffmanTable; ac?: HuffmanTable; predictor: number };

/** One scan: which coefficients (`first` to `last`), and in progressive mode which bits of them (`high` to `low`). */
export type Scan = {
  components: ScanComponent[];
  first: number;
  last: number;
  high: number;
  low: number;
  restartInterval: number;
};

/** Blocks that are still empty up to here (ISO 10918-1 G.1.2.2). */
type EndOfBand = { run: number };
type BlockDecoder = (reader: BitReader, scan: Scan, part: ScanComponent, at: number, band: EndOfBand) => void;

/** Decodes the entropy-coded data of a scan into the coefficients of its components. */
export function decodeScan(reader: BitReader, frame: JpegFrame, scan: Scan): void {
  const decode = blockDecoder(frame, scan);
  const band = { run: 0 };
  const single = scan.components.length === 1 ? scan.components[0]!.component : undefined;
  const units = single ? single.blocksWide * single.blocksHigh : frame.mcusWide * frame.mcusHigh;
  for (let unit = 0; unit < units; unit++) {
    if (scan.restartInterval > 0 && unit > 0 && unit % scan.restartInterval === 0) {
      reader.restart();
      band.run = 0;
      for (const part of scan.components) part.predictor = 0;
    }
    if (single) {
      const block = Math.floor(unit / single.blocksWide) * single.stride + (unit % single.blocksWide);
      decode(reader, scan, scan.components[0]!, block * 64, band);
    } else decodeMcu(reader, frame, scan, unit, decode, band);
  }
}

function decodeMcu(
  reader: BitReader,
  frame: JpegFrame,
  scan: Scan,
  mcu: number,
  decode: BlockDecoder,
  band: EndOfBand,
): void {
  const [row, column] = [Math.floor(mcu / frame.mcusWide), mcu % frame.mcusWide];
  for (const part of scan.components) {
    const { h, v, stride } = part.component;
    for (let y = 0; y < v; y++) {
      for (let x = 0; x < h; x++) {
        decode(reader, scan, part, ((row * v + y) * stride + column * h + x) * 64, band);
      }
    }
  }
}

function blockDecoder({ progressive }: JpegFrame, { first, high }: Scan): BlockDecoder {
  if (!progressive) return decodeSequential;
  if (first === 0) return high === 0 ? decodeDcFirst : refineDc;
  return high === 0 ? decodeAcFirst : refineAc;
}

const table = (found: HuffmanTable | undefined): HuffmanTable => {
  if (!found) throw new ProblemError('picture-damaged');
  return found;
};

/** F.2.2.1 and F.2.2.2: difference of the DC coefficient, then runs of zeros and AC coefficients. */
const decodeSequential: BlockDecoder = (reader, _scan, part, at) => {
  const { coefficients } = part.component;
  part.predictor += reader.signed(reader.symbol(table(part.dc)));
  coefficients[at] = part.predictor;
  const ac = table(part.ac);
  for (let k = 1; k < 64; k++) {
    const symbol = reader.symbol(ac);
    const size = symbol & 15;
    const run = symbol >> 4;
    if (size === 0) {
      if (run < 15) return;
      k += 15;
      continue;
    }
    k += run;
    if (k > 63) throw new ProblemError('picture-damaged');
    coefficients[at + ZIGZAG[k]!] = reader.signed(size);
  }
};

const decodeDcFirst: BlockDecoder = (reader, scan, part, at) => {
  part.predictor += reader.signed(reader.symbol(table(part.dc)));
  part.component.coefficients[at] = part.predictor << scan.low;
};

const refineDc: BlockDecoder = (reader, scan, part, at) => {
  if (reader.bit()) part.component.coefficients[at]! |= 1 << scan.low;
};

const decodeAcFirst: BlockDecoder = (reader, scan, part, at, band) => {
  if (band.run > 0) {
    band.run--;
    return;
  }
  const ac = table(part.ac);
  for (let k = scan.first; k <= scan.last; k++) {
    const symbol = reader.symbol(ac);
    const size = symbol & 15;
    const run = symbol >> 4;
    if (size === 0) {
      if (run < 15) {
        band.run = (1 << run) - 1 + reader.bits(run);
        return;
      }
      k += 15;
      continue;
    }
    k += run;
    if (k > 63) throw new ProblemError('picture-damaged');
    part.component.coefficients[at + ZIGZAG[k]!] = reader.signed(size) * (1 << scan.low);
  }
};

/** G.1.2.3: one more bit for every coefficient that is not zero, new ones between them. */
const refineAc: BlockDecoder = (reader, scan, part, at, band) => {
  const { coefficients } = part.component;
  const step = 1 << scan.low;
  const refine = (index: number) => {
    const value = coefficients[index]!;
    if (reader.bit() && (Math.abs(value) & step) === 0) coefficients[index] = value + (value < 0 ? -step : step);
  };
  let k = scan.first;
  if (band.run === 0) {
    for (; k <= scan.last; k++) {
      const symbol = reader.symbol(table(part.ac));
      let zeros = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && zeros < 15) {
        band.run = (1 << zeros) + reader.bits(zeros);
        break;
      }
      const fresh = size === 0 ? 0 : reader.bit() ? step : -step;
      for (; k <= scan.last; k++) {
        const index = at + ZIGZAG[k]!;
        if (coefficients[index] !== 0) refine(index);
        else if (zeros-- === 0) {
          coefficients[index] = fresh;
          break;
        }
      }
    }
  }
  if (band.run === 0) return;
  for (; k <= scan.last; k++) if (coefficients[at + ZIGZAG[k]!] !== 0) refine(at + ZIGZAG[k]!);
  band.run--;
};
