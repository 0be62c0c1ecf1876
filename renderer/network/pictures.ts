import { useQuery } from '@tanstack/react-query';
import { binaryPaths } from '../../core/contract/index.ts';
import { fill, get } from '../fetching.ts';
import { viridis } from '../images/colour.ts';
import { extentOf } from '../images/slice.ts';

/** A picture for each channel, row by row. */
export type Pictures = { channels: number; rows: number; columns: number; data: Float32Array };

async function fetchPictures(path: string, signal: AbortSignal): Promise<Pictures> {
  const answer = await get(path, signal);
  const [channels = 0, rows = 0, columns = 0] = (answer.headers.get('x-shape') ?? '').split(' ').map(Number);
  return { channels, rows, columns, data: new Float32Array(await answer.arrayBuffer()) };
}

/** What a block gives on, and what the network was given. */
export const useActivations = (lookId: string | undefined, block: number) =>
  usePictures(lookId, fill(binaryPaths.lookBlock, { lookId: lookId ?? '', block: String(block) }));
export const useLookInput = (lookId: string | undefined) =>
  usePictures(lookId, fill(binaryPaths.lookInput, { lookId: lookId ?? '' }));

const usePictures = (lookId: string | undefined, path: string) =>
  useQuery({
    queryKey: ['look', path],
    queryFn: ({ signal }) => fetchPictures(path, signal),
    enabled: lookId !== undefined,
    gcTime: 30_000,
  }).data;

export const channelOf = ({ data, rows, columns }: Pictures, channel: number) =>
  data.subarray(channel * rows * columns, (channel + 1) * rows * columns);

export type Order = 'strongest' | 'varied' | 'number';

/** Channels by their mean, by their deviation, or as they come. */
export function ordered(pictures: Pictures, order: Order): number[] {
  const numbers = Array.from({ length: pictures.channels }, (_, n) => n);
  if (order === 'number') return numbers;
  const scores = numbers.map((n) => {
    const values = channelOf(pictures, n);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    if (order === 'strongest') return mean;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  });
  return numbers.toSorted((a, b) => scores[b]! - scores[a]!);
}

/** The range that colours are spread over: from 0, or below where there is less. */
export function rangeOf(values: Float32Array): [number, number] {
  const [low, high] = extentOf(values);
  return [Math.min(low, 0), Math.max(high, low, 0)];
}

const grey = (share: number): [number, number, number] => {
  const value = Math.round(share * 255);
  return [value, value, value];
};

/** A canvas of the picture's own size: viridis for what a network makes, grey for what it was given. */
export function pictureCanvas(
  values: Float32Array,
  { rows, columns }: Pick<Pictures, 'rows' | 'columns'>,
  colours: 'viridis' | 'grey',
) {
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(columns, rows);
  const [low, high] = colours === 'grey' ? extentOf(values) : rangeOf(values);
  const colour = colours === 'grey' ? grey : viridis;
  for (let n = 0; n < values.length; n++) {
    const [red, green, blue] = colour(high > low ? (values[n]! - low) / (high - low) : 0);
    // What the network never had (NaN) stays clear.
    image.data.set([red, green, blue, Number.isNaN(values[n]!) ? 0 : 255], n * 4);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
