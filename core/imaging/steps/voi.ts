import type { LookupTable, Window } from '../../contract/index.ts';
import { extent, type Grid } from '../grid.ts';

export type Voi = { use: 'window' | 'minmax' | 'fixed'; center?: number; width?: number };

/** What the image itself says of its range of interest. */
export type VoiOfImage = { windows: Window[]; voiTable?: LookupTable; padding?: [low: number, high: number] };

/**
 * Output units to 0 … 1 (PS3.3 C.11.2.1.2, C.11.2.1.1). `window`: the image's first window, else its table, else
 * smallest … largest value; `fixed`: LINEAR with the given centre and width. Padding has no part in the extremes.
 */
export function voi(grid: Grid, step: Voi, image: VoiOfImage): Grid {
  const map = mapping(grid, step, image);
  return { ...grid, data: grid.data.map(map), range: [0, 1] };
}

function mapping(grid: Grid, step: Voi, image: VoiOfImage): (value: number) => number {
  if (step.use === 'fixed') return windowed({ center: step.center ?? 0.5, width: step.width ?? 1, function: 'LINEAR' });
  if (step.use === 'window' && image.windows[0]) return windowed(image.windows[0]);
  if (step.use === 'window' && image.voiTable) return looked(image.voiTable);
  const [from, to] = image.padding ?? [1, 0];
  const [low, high] = extent(grid.data, (value) => Number.isFinite(value) && (value < from || value > to));
  return high > low ? (value) => unit((value - low) / (high - low)) : () => 0;
}

const unit = (value: number) => Math.min(Math.max(value, 0), 1);

function windowed({ center, width, function: shape }: Window): (value: number) => number {
  switch (shape) {
    case 'SIGMOID':
      return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
    case 'LINEAR_EXACT':
      return (value) => unit((value - center) / width + 0.5);
    case 'LINEAR':
      // A width of 1 is a threshold: the standard's first two cases leave no third.
      if (width <= 1) return (value) => (value <= center - 0.5 ? 0 : 1);
      return (value) => unit((value - (center - 0.5)) / (width - 1) + 0.5);
  }
}

function looked(table: LookupTable): (value: number) => number {
  const last = table.entries.length - 1;
  const top = 2 ** table.bits - 1;
  return (value) => table.entries[Math.min(Math.max(Math.trunc(value) - table.first, 0), last)]! / top;
}
