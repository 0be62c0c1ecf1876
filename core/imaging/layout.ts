import { permute, product } from './grid.ts';

/** Order of the network's axes: NCHW rows before columns, NCDHW slices first, NCXYZ as a NumPy array [x, y, z]. */
export type Layout = 'NCHW' | 'NCDHW' | 'NCXYZ';

const spatial = (layout: Layout) => (layout === 'NCHW' ? 2 : 3);
const REVERSED = [2, 1, 0];
const AS_IS = [false, false, false];

/** Grid of one channel (first axis fastest) to the network's order (last axis fastest). */
function toLayout(values: Float32Array, size: readonly number[], layout: Layout): Float32Array {
  return layout === 'NCXYZ' ? permute(values, size, REVERSED, AS_IS) : values;
}

/** One channel of the network's output back to a grid of `size` (first axis fastest). */
export function fromLayout<T extends Float32Array | Uint8Array>(values: T, size: readonly number[], layout: Layout): T {
  return layout === 'NCXYZ' ? permute(values, size.toReversed(), REVERSED, AS_IS) : values;
}

/** Shape of the tensor: 1, channels, then the axes in the network's order. */
export function dimsOf(size: readonly number[], channels: number, layout: Layout): number[] {
  return [1, channels, ...(layout === 'NCXYZ' ? size : size.toReversed())];
}

/** All channels of a grid in the network's order. */
export function tensorOf(data: Float32Array, size: readonly number[], channels: number, layout: Layout): Float32Array {
  if (layout !== 'NCXYZ') return data;
  if (channels === 1) return toLayout(data, size, layout);
  const count = product(size);
  const tensor = new Float32Array(data.length);
  for (let c = 0; c < channels; c++)
    tensor.set(toLayout(data.subarray(c * count, (c + 1) * count), size, layout), c * count);
  return tensor;
}

/** Does a grid have as many axes as the layout. */
export const fits = (size: readonly number[], layout: Layout) => size.length === spatial(layout);

/** The channels of an output [1, channels, …], as views. */
export function channelsOf(data: Float32Array, channels: number): Float32Array[] {
  const count = data.length / channels;
  return Array.from({ length: channels }, (_, c) => data.subarray(c * count, (c + 1) * count));
}
