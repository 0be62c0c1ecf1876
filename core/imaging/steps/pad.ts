import type { Grid, Move } from '../grid.ts';
import { moveTo } from './crop.ts';

export type Pad = { multiple: number; mode: 'constant' | 'reflect'; value: number; side: 'end' | 'both' };

/**
 * Each axis lengthened to a multiple: after the last voxel, or on both sides with the odd one at the end
 * (numpy.pad, modes 'constant' and 'reflect').
 */
export function pad(grid: Grid, { multiple, mode, value, side }: Pad): Move {
  const box = grid.size.map((n) => Math.ceil(n / multiple) * multiple);
  const start = grid.size.map((n, axis) => (side === 'end' ? 0 : -Math.floor((box[axis]! - n) / 2)));
  return moveTo(
    grid,
    start.map((n) => n || 0),
    box,
    mode === 'reflect' ? 'reflect' : value,
  );
}
