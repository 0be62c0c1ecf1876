import { product } from './grid.ts';

/**
 * Separable interpolation along one axis: output n is the sum over t < count[n] of
 * weights[n · width + t] × input[first[n] + t].
 */
export type Taps = { width: number; first: Int32Array; count: Int32Array; weights: Float64Array };

/** Taps from pairs of input index and weight; indices beyond the edge stand for the edge. */
export function tapsOf(
  inputs: number,
  outputs: number,
  pairs: (output: number) => [index: number, weight: number][],
): Taps {
  const lists = Array.from({ length: outputs }, (_, n) => pairs(n));
  const width = lists.reduce((most, list) => Math.max(most, list.length), 1);
  const taps: Taps = {
    width,
    first: new Int32Array(outputs),
    count: new Int32Array(outputs),
    weights: new Float64Array(outputs * width),
  };
  lists.forEach((list, n) => {
    const clamped = list.map(([index, weight]) => [Math.min(Math.max(index, 0), inputs - 1), weight] as const);
    const first = clamped[0]![0];
    taps.first[n] = first;
    taps.count[n] = clamped.at(-1)![0] - first + 1;
    for (const [index, weight] of clamped) taps.weights[n * width + index - first]! += weight;
  });
  return taps;
}

/** Applies taps along one axis of a grid whose first axis is fastest. Sums are formed in double precision. */
function alongAxis(values: Float32Array, size: readonly number[], axis: number, taps: Taps): Float32Array {
  const inner = product(size.slice(0, axis));
  const inputs = size[axis]!;
  const outputs = taps.first.length;
  const outer = values.length / (inner * inputs);
  const out = new Float32Array(inner * outputs * outer);
  const { width, first, count, weights } = taps;
  for (let block = 0, at = 0; block < outer; block++)
    for (let n = 0; n < outputs; n++) {
      const from = (block * inputs + first[n]!) * inner;
      const [begin, end] = [n * width, n * width + count[n]!];
      for (let x = 0; x < inner; x++) {
        let sum = 0;
        for (let t = begin, source = from + x; t < end; t++, source += inner) sum += weights[t]! * values[source]!;
        out[at++] = sum;
      }
    }
  return out;
}

/** Applies taps along every axis that has some. */
export function interpolate(values: Float32Array, size: readonly number[], taps: (Taps | undefined)[]): Float32Array {
  const now = [...size];
  return taps.reduce((data, along, axis) => {
    if (!along) return data;
    const next = alongAxis(data, now, axis, along);
    now[axis] = along.first.length;
    return next;
  }, values);
}
