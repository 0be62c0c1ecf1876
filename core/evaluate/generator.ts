const MASK_64 = (1n << 64n) - 1n;
const MASK_128 = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/**
 * Whole numbers 0 … below − 1 as `numpy.random.default_rng(seed).integers(below)` draws them one after another, so that
 * an interval here is the interval of the training code. PCG XSL RR 128/64 (O'Neill 2014) behind NumPy's SeedSequence,
 * bounded after Lemire (2019). `seed` and `below` are under 2³².
 */
export function createGenerator(seed: number): (below: number) => number {
  const [high, low, streamHigh, streamLow] = seedState(seed) as [bigint, bigint, bigint, bigint];
  const increment = ((((streamHigh << 64n) | streamLow) << 1n) | 1n) & MASK_128;
  const advance = (from: bigint) => (from * MULTIPLIER + increment) & MASK_128;
  let state = advance((increment + ((high << 64n) | low)) & MASK_128);
  let spare: number | undefined;

  /** 32 random bits: the lower half of 64 first. */
  function next(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    state = advance(state);
    const folded = (state >> 64n) ^ (state & MASK_64);
    const turn = state >> 122n;
    const bits = ((folded >> turn) | (folded << ((64n - turn) & 63n))) & MASK_64;
    spare = Number(bits >> 32n);
    return Number(bits & 0xffffffffn);
  }

  return (below) => {
    const unfair = (2 ** 32 - below) % below;
    for (;;) {
      const product = BigInt(next()) * BigInt(below);
      if (Number(product & 0xffffffffn) >= unfair) return Number(product >> 32n);
    }
  };
}

/** Four words of 64 bits (NumPy's SeedSequence, `generate_state(4, uint64)`). */
function seedState(seed: number): bigint[] {
  let constant = 0x43b0d7e5;
  const hashed = (value: number, multiplier: number) => {
    const mixed = value ^ constant;
    constant = Math.imul(constant, multiplier);
    const product = Math.imul(mixed, constant);
    return (product ^ (product >>> 16)) >>> 0;
  };
  const pool = [seed, 0, 0, 0].map((word) => hashed(word, 0x931e8875));
  for (const from of [0, 1, 2, 3])
    for (const to of [0, 1, 2, 3]) {
      if (from === to) continue;
      const other = hashed(pool[from]!, 0x931e8875);
      const mixed = (Math.imul(0xca01f9dd, pool[to]!) - Math.imul(0x4973f715, other)) | 0;
      pool[to] = (mixed ^ (mixed >>> 16)) >>> 0;
    }
  constant = 0x8b51f9dd;
  const words = Array.from({ length: 8 }, (_, n) => BigInt(hashed(pool[n % 4]!, 0x58f38ded)));
  return [0, 2, 4, 6].map((n) => words[n]! | (words[n + 1]! << 32n));
}
