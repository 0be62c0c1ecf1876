import { ProblemError } from '../../contract/problems/index.ts';

/**
 * A Huffman table (ISO 10918-1 C, F.2.2.3): per code length the largest code and where its values start, and for
 * codes of up to 8 bits what the next 8 bits lead to (length × 256 + value; 0 where the code is longer).
 */
export type HuffmanTable = { largest: Int32Array; offset: Int32Array; values: Uint8Array; short: Uint16Array };

const SHORT = 8;

export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const largest = new Int32Array(17).fill(-1);
  const offset = new Int32Array(17);
  const short = new Uint16Array(1 << SHORT);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    offset[length] = index - code;
    if (count > 0) largest[length] = code + count - 1;
    for (let n = 0; n < count && length <= SHORT; n++) {
      const first = (code + n) << (SHORT - length);
      short.fill(length * 256 + values[index + n]!, first, first + (1 << (SHORT - length)));
    }
    code = (code + count) << 1;
    index += count;
  }
  return { largest, offset, values, short };
}

/** F.2.2.5: some encoders cut trailing bits; more bytes than this missing means that data are. */
const MOST_INVENTED = 16;

/** Bits of entropy-coded data: stuffed zeros left out, a marker ends them. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  #count = 0;
  #invented = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Position of the marker that ends the data, once all of them were read. */
  get at() {
    return this.#at;
  }

  /** At least `wanted` (≤ 16) bits in the accumulator. */
  #fill(wanted: number) {
    while (this.#count < wanted) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined || (byte === 0xff && this.#bytes[this.#at + 1] !== 0)) {
        if (++this.#invented > MOST_INVENTED) throw new ProblemError('picture-damaged');
        this.#bits = (this.#bits << 8) & 0xffffff;
      } else {
        this.#bits = ((this.#bits << 8) | byte) & 0xffffff;
        this.#at += byte === 0xff ? 2 : 1;
      }
      this.#count += 8;
    }
  }

  bits(count: number): number {
    if (count === 0) return 0;
    this.#fill(count);
    this.#count -= count;
    return (this.#bits >> this.#count) & ((1 << count) - 1);
  }

  bit(): number {
    return this.bits(1);
  }

  /** A value of `size` bits whose first bit tells the sign (F.2.2.1, EXTEND). */
  signed(size: number): number {
    if (size === 0) return 0;
    const value = this.bits(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  symbol({ largest, offset, values, short }: HuffmanTable): number {
    this.#fill(SHORT);
    const found = short[(this.#bits >> (this.#count - SHORT)) & 0xff]!;
    if (found !== 0) {
      this.#count -= found >> 8;
      return found & 0xff;
    }
    let code = this.bits(SHORT);
    for (let length = SHORT + 1; length <= 16; length++) {
      code = (code << 1) | this.bit();
      if (code <= largest[length]!) return values[code + offset[length]!]!;
    }
    throw new ProblemError('picture-damaged');
  }

  /** Steps behind the next restart marker, if one comes next, and forgets the bits before it. */
  restart() {
    this.#count = 0;
    this.#invented = 0;
    const bytes = this.#bytes;
    while (bytes[this.#at] === 0xff && bytes[this.#at + 1] === 0xff) this.#at++;
    const marker = bytes[this.#at + 1]!;
    if (bytes[this.#at] === 0xff && marker >= 0xd0 && marker <= 0xd7) this.#at += 2;
  }
}
