import type { Prepared } from '../prepare.ts';

/**
 * Probabilities back to the grid of the source, through the spatial steps of `prepared` in reverse order. Where a step
 * had cut something away, the background is certain.
 */
export function restore(
  channels: Float32Array[],
  prepared: Pick<Prepared, 'restore'>,
  background: number,
): Float32Array[] {
  return channels.map((channel, c) => prepared.restore(channel, c === background ? 1 : 0));
}
