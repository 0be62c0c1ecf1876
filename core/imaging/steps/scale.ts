import { type Grid, mapValues } from '../grid.ts';

/** factor · v + offset. */
export function scale(grid: Grid, { factor, offset }: { factor: number; offset: number }): Grid {
  return mapValues(grid, (value) => factor * value + offset);
}
