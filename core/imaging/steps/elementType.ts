import { type Grid, mapValues } from '../grid.ts';

export type ElementType = 'float32' | 'float16' | 'uint8';

/**
 * Values as an element type holds them, which the network is then fed: `float16` rounds to the nearest, even of two
 * (numpy.astype); `uint8` cuts at 0 and 255 and drops fractions (numpy.clip, then astype); here all values are float32.
 */
export function elementType(grid: Grid, { to }: { to: ElementType }): Grid {
  if (to === 'float16') return mapValues(grid, Math.f16round);
  return to === 'uint8' ? mapValues(grid, (value) => Math.trunc(Math.min(Math.max(value, 0), 255))) : grid;
}
