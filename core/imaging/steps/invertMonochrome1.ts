import { extent, type Grid, mapValues } from '../grid.ts';

/** MONOCHROME1 turned so that bright is dense: v → low + high − v over the VOI range, else over the image's own. */
export function invertMonochrome1(grid: Grid, photometric: string): Grid {
  if (photometric !== 'MONOCHROME1') return grid;
  const range = grid.range ?? extent(grid.data);
  return { ...mapValues(grid, (value) => range[0] + range[1] - value), range };
}
