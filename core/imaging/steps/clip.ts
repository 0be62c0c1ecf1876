import { type Grid, mapValues } from '../grid.ts';

/** Values below `min` become `min`, above `max` become `max` (numpy.clip). */
export function clip(grid: Grid, { min, max }: { min: number; max: number }): Grid {
  return mapValues(grid, (value) => Math.min(Math.max(value, min), max));
}
