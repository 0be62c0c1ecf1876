const HALF = 1 << 16;

/**
 * Which value stands at a place, counted from 0, when they are in order; they are neither sorted nor copied. All are
 * counted by the upper half of their bits, and those that share it with the one that is asked for, by the lower.
 */
export function ranked(values: Float32Array): (place: number) => number {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const upper = new Uint32Array(HALF);
  for (let n = 0; n < bits.length; n++) upper[inOrder(bits[n]!) >>> 16]! += 1;
  const lowers = new Map<number, Uint32Array>();
  const lowerOf = (half: number) => {
    const lower = new Uint32Array(HALF);
    for (let n = 0; n < bits.length; n++) {
      const key = inOrder(bits[n]!);
      if (key >>> 16 === half) lower[key & (HALF - 1)]! += 1;
    }
    lowers.set(half, lower);
    return lower;
  };
  return (place) => {
    const { half, left } = placeIn(upper, place);
    const lower = lowers.get(half) ?? lowerOf(half);
    return ofOrder((half << 16) | placeIn(lower, left).half);
  };
}

/** Numbers of IEEE 754 as unsigned integers in the same order: the sign turned, and all else where it was set. */
const inOrder = (bits: number) => bits ^ ((bits >> 31) | (1 << 31));

const pattern = new Int32Array(1);
const number = new Float32Array(pattern.buffer);
function ofOrder(key: number): number {
  pattern[0] = key < 0 ? key ^ (1 << 31) : ~key;
  return number[0]!;
}

/** The half whose values hold that place, and the place among those. */
function placeIn(counts: Uint32Array, place: number): { half: number; left: number } {
  let left = place;
  for (let half = 0; half < HALF; half++) {
    if (left < counts[half]!) return { half, left };
    left -= counts[half]!;
  }
  throw new RangeError(`no place ${place}`);
}
