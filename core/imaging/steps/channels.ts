import type { Grid } from '../grid.ts';

/** `repeat3`: the one channel three times, for networks that were trained on colour. */
export function channels(grid: Grid, _step: { make: 'repeat3' }): Grid {
  const data = new Float32Array(grid.data.length * 3);
  for (let c = 0; c < 3; c++) data.set(grid.data, c * grid.data.length);
  return { ...grid, data, channels: grid.channels * 3 };
}
