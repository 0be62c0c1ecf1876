import { permute, product } from './grid.ts';

/** Order of the network's axes: NCHW rows before columns, NCDHW slices first, NCXYZ as a NumPy array [x, y, z]. */
export type Layout = 'NCHW' | 'NCDHW' | 'NCXYZ';

/** The same axes with the channels after them, as TensorFlow's networks have them; only they know of it. */
export type NetworkLayout = Layout | 'NHWC' | 'NDHWC' | 'NXYZC';

const CHANNELS_FIRST = { NHWC: 'NCHW', NDHWC: 'NCDHW', NXYZC: 'NCXYZ' } as const;
const hasChannelsLast = (layout: NetworkLayout) => layout in CHANNELS_FIRST;

/** The order of the axes, channels first. */
export const axesOrder = (layout: NetworkLayout): Layout =>
  hasChannelsLast(layout) ? CHANNELS_FIRST[layout as keyof typeof CHANNELS_FIRST] : (layout as Layout);

/** The axis of a network's input or map that its channels lie on. */
export const channelAxis = (layout: NetworkLayout) => (hasChannelsLast(layout) ? layout.length - 1 : 1);

/** Values and their shape, last axis fastest. */
type Shaped = { data: Float32Array; dims: number[] };

/** What was prepared, [1, channels, axes …], as a network of that layout is fed it. */
export function toNetwork({ data, dims }: Shaped, layout: NetworkLayout): Shaped {
  if (!hasChannelsLast(layout)) return { data, dims };
  const [batch = 1, channels = 1, ...axes] = dims;
  return { data: turned(data, channels), dims: [batch, ...axes, channels] };
}

/** What a network of that layout answers, channels first. Scores, vectors and boxes are no maps, and stay as they are. */
export const fromNetwork = (answer: Shaped, layout: NetworkLayout): Shaped =>
  hasChannelsLast(layout) && answer.dims.length > 3 ? channelsFirst(answer) : answer;

/** A map [1, axes …, channels] as [1, channels, axes …]. */
export function channelsFirst({ data, dims }: Shaped): Shaped {
  const axes = dims.slice(1, -1);
  return { data: turned(data, product(axes)), dims: [dims[0]!, dims.at(-1)!, ...axes] };
}

/** A matrix of so many rows, row by row, with rows and columns exchanged. */
function turned(data: Float32Array, rows: number): Float32Array {
  const columns = data.length / rows;
  return rows === 1 || columns === 1 ? data : permute(data, [columns, rows], [1, 0], [false, false]);
}

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
