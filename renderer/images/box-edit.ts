import type { Vector3 } from '../../core/contract/index.ts';
import type { Ring, VolumeBox } from './box.ts';
import { type Axis, axesOf, gridOf } from './reformat.ts';
import type { Stack } from './stack.ts';

/** How the edges of a box run on the slices of a stack, and how far they may go: voxels along columns, rows and frames. */
export type BoxAxes = { right: Axis; down: Axis; through: Axis; size: Vector3 };

/** Undefined where the plane was turned: a box is no rectangle there. */
export function boxAxesOn(stack: Stack, index: number): BoxAxes | undefined {
  if (stack.axes) return undefined;
  const { columns, rows } = stack.infos[stack.plane === 'acquired' ? index : 0]!;
  const size: Vector3 = [columns, rows, stack.infos.length];
  if (stack.plane !== 'acquired') {
    const [right, down, through] = axesOf(gridOf(stack.infos), stack.plane);
    return { right, down, through, size };
  }
  const along = (index: Axis['index']): Axis => ({ index, forward: true });
  return { right: along(0), down: along(1), through: along(2), size };
}

type Side = -1 | 0 | 1;

/** What a hand holds of a rectangle: −1 is the edge at the lower column or row, 1 the other; neither is the whole. */
export type Grip = { column: Side; row: Side };

export const isWhole = ({ column, row }: Grip) => column === 0 && row === 0;

const CORNER_REACH = 9;
const EDGE_REACH = 6;

/** What lies under a point: a corner before an edge before the whole. `scale`: length of a pixel there. */
export function gripAt(ring: Ring, [column, row]: readonly [number, number], scale: number): Grip | undefined {
  const [columns, rows] = [ring.map(([at]) => at), ring.map(([, at]) => at)];
  const [x0, x1, y0, y1] = [Math.min(...columns), Math.max(...columns), Math.min(...rows), Math.max(...rows)];
  const near = (at: number, low: number, high: number, reach: number): Side =>
    Math.min(Math.abs(at - low), Math.abs(at - high)) * scale > reach
      ? 0
      : Math.abs(at - low) < Math.abs(at - high)
        ? -1
        : 1;
  const corner = { column: near(column, x0, x1, CORNER_REACH), row: near(row, y0, y1, CORNER_REACH) };
  if (corner.column && corner.row) return corner;
  const edge = EDGE_REACH / scale;
  if (column < x0 - edge || column > x1 + edge || row < y0 - edge || row > y1 + edge) return undefined;
  return { column: near(column, x0, x1, EDGE_REACH), row: near(row, y0, y1, EDGE_REACH) };
}

/** No hand makes a box thinner than a voxel. */
const LEAST = 1;

/** A hand is no finer than a tenth of a voxel. */
const tenth = (value: number) => Math.round(value * 10) / 10;

const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** A box after what is held of it went by columns and rows of the slice; it stays inside the images. */
export function movedBox(
  { low, high }: VolumeBox,
  axes: BoxAxes,
  grip: Grip,
  [columns, rows]: [number, number],
): VolumeBox {
  const moved: VolumeBox = { low: [...low], high: [...high] };
  for (const [{ index, forward }, side, by] of [
    [axes.right, grip.column, columns],
    [axes.down, grip.row, rows],
  ] as const) {
    if (by === 0) continue;
    const step = forward ? by : -by;
    const upper = forward ? side > 0 : side < 0;
    const least = Math.min(LEAST, high[index] - low[index]);
    if (isWhole(grip)) {
      const shift = within(tenth(step), -low[index], axes.size[index] - high[index]);
      moved.low[index] += shift;
      moved.high[index] += shift;
    } else if (side !== 0 && upper)
      moved.high[index] = within(tenth(high[index] + step), low[index] + least, axes.size[index]);
    else if (side !== 0) moved.low[index] = within(tenth(low[index] + step), 0, high[index] - least);
  }
  return moved;
}

/** A box that begins (−1) or ends (1) at a slice of the stack; what lay beyond it becomes that slice alone. */
export function endedAt({ low, high }: VolumeBox, axes: BoxAxes, side: -1 | 1, slice: number): VolumeBox {
  const { index, forward } = axes.through;
  const at = forward ? slice : axes.size[index] - 1 - slice;
  const ended: VolumeBox = { low: [...low], high: [...high] };
  if (forward ? side > 0 : side < 0) {
    ended.high[index] = at + 1;
    ended.low[index] = Math.min(low[index], at);
  } else {
    ended.low[index] = at;
    ended.high[index] = Math.max(high[index], at + 1);
  }
  return ended;
}
