import { type FrameInfo, ProblemError, type Vector3 } from '../contract/index.ts';
import { stackOf } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import { type Picture, readPicture } from '../pictures/index.ts';

/** Where voxels lie: which frame is slice k, size, mm along the axes (where known), and places (of volumes). */
type Grid = { order: number[]; size: Vector3; spacing?: Vector3; affine?: Float64Array };

/** A hundredth of a millimetre: places are written with few digits. */
const NEAR_MM = 0.01;

/** The grid that a model's masks of these frames lie on. */
export function gridOf(infos: FrameInfo[], kind: Manifest['input']['kind']): Grid {
  if (kind === 'volume') {
    const { order, size, affine } = stackOf(infos);
    const along = (axis: number) => Math.hypot(affine[axis]!, affine[4 + axis]!, affine[8 + axis]!);
    return { order, size, affine, spacing: [along(0), along(1), along(2)] };
  }
  const { columns, rows, spacing } = infos[0]!;
  const size: Vector3 = [columns, rows, infos.length];
  return { order: infos.map((_, n) => n), size, ...(spacing && { spacing: [spacing.columns, spacing.rows, 1] }) };
}

/**
 * The label numbers of a mask, voxel by voxel on the grid of the image: number n is the n-th label of the manifest, 0
 * its background. Throws `truth-grid-differs`, and what reading throws.
 */
export async function readMask(path: string, on: Grid, kind: Manifest['input']['kind']): Promise<Uint16Array> {
  const picture = await readPicture({ path });
  const grid = gridOf(picture.infos, kind);
  const apart = on.affine && Math.max(...on.affine.map((value, n) => Math.abs(value - grid.affine![n]!)));
  if (grid.size.some((length, axis) => length !== on.size[axis]) || (apart ?? 0) > NEAR_MM)
    throw new ProblemError('truth-grid-differs', { name: path });
  return numbersOf(picture, grid);
}

async function numbersOf({ decode }: Picture, { order, size }: Grid): Promise<Uint16Array> {
  const pixels = size[0] * size[1];
  const numbers = new Uint16Array(pixels * order.length);
  for (const [k, n] of order.entries()) {
    const { frame, info } = await decode(n);
    const { slope, intercept } = info.modality;
    for (let at = 0; at < pixels; at++)
      numbers[k * pixels + at] = Math.round(frame.pixels[at * frame.samplesPerPixel]! * slope + intercept);
  }
  return numbers;
}
