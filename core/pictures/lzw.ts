/** Codes of the table (TIFF 6.0, section 13): single bytes up to 255, then these two, then what was met. */
const CLEAR = 256;
const END = 257;
const FIRST = 258;
const MOST = 4096;

/**
 * Unpacks LZW as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits from the highest bit on, wider one code before
 * they must be. Answers how many bytes of `into` were filled. Throws a RangeError where a code stands for nothing yet, or
 * for more than `into` has room for.
 */
export function unpackLzw(packed: Uint8Array, into: Uint8Array): number {
  // What a code stands for was written before: where, and how long it is.
  const starts = new Uint32Array(MOST);
  const sizes = new Uint16Array(MOST);
  let [next, width, held, bits] = [FIRST, 9, 0, 0];
  let [written, before] = [0, 0];
  for (const byte of packed) {
    held = ((held << 8) | byte) & 0xff_ffff;
    bits += 8;
    if (bits < width) continue;
    bits -= width;
    const code = (held >>> bits) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, before] = [FIRST, 9, 0];
      continue;
    }
    // The string before, and the byte that comes behind it now, are a new one.
    if (before > 0 && next < MOST) {
      starts[next] = written - before;
      sizes[next] = before + 1;
      next++;
    }
    if (code >= next) throw new RangeError('a code that stands for nothing');
    const size = code < CLEAR ? 1 : sizes[code]!;
    if (written + size > into.length) throw new RangeError('more than there is room for');
    if (code < CLEAR) into[written] = code;
    // Byte by byte: the new string may end in what is written here.
    else for (let n = 0; n < size; n++) into[written + n] = into[starts[code]! + n]!;
    written += size;
    before = size;
    if (next === 2 ** width - 1 && width < 12) width++;
  }
  return written;
}
