/** Numbers from 0 to 1 that follow from a seed (mulberry32, T. Ettinger, public domain). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values at which lengths and counts break. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** A changed copy: bits, bytes, numbers at their edges, parts that are missing, doubled, moved or at the end cut off. */
export function mutate(bytes: Uint8Array, next: () => number): Uint8Array {
  let out: Uint8Array = Uint8Array.from(bytes);
  const below = (limit: number) => Math.floor(next() * limit);
  for (let times = 1 + below(6); times > 0 && out.length > 0; times--) {
    const at = below(out.length);
    const length = 1 + below(Math.min(64, out.length - at));
    const view = new DataView(out.buffer);
    switch (below(8)) {
      case 0:
        out[at]! ^= 1 << below(8);
        break;
      case 1:
        out[at] = below(256);
        break;
      case 2:
        if (at + 4 <= out.length) view.setUint32(at, EDGES[below(EDGES.length)]!, next() < 0.5);
        break;
      case 3:
        if (at + 2 <= out.length) view.setUint16(at, EDGES[below(EDGES.length)]!, next() < 0.5);
        break;
      case 4:
        out = joined(out.subarray(0, at), out.subarray(at + length));
        break;
      case 5:
        out = joined(out.subarray(0, at), out.subarray(at, at + length), out.subarray(at));
        break;
      case 6:
        out.copyWithin(at, below(out.length), below(out.length));
        break;
      default:
        if (next() < 0.3) out = out.slice(0, at);
        else out.fill(below(256), at, at + length);
    }
  }
  return out;
}

const joined = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));
