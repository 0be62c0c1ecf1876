import { type FrameInfo, ProblemError, type Vector3 } from '../contract/index.ts';
import { type FrameDecoder, readHeader } from '../dicom/index.ts';
import { stackOf } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import { describeOverlay, maskOver } from '../overlays/index.ts';
import { isPicture, readPicture } from '../pictures/index.ts';

/** Where voxels lie: which frame is slice k, size, mm along the axes (where known), and places (of volumes). */
export type Grid = { order: number[]; size: Vector3; spacing?: Vector3; affine?: Float64Array };

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

export type MaskPlan = { path: string; infos: FrameInfo[]; grid: Grid; manifest: Manifest; decoder: FrameDecoder };

/**
 * The label of each voxel on the grid of the image, as its place in the manifest. In a picture that is its value; in a
 * SEG the segment whose label names the model's, or else has its number. Throws `truth-grid-differs`,
 * `truth-not-segments` and what reading throws.
 */
export const readMask = (plan: MaskPlan): Promise<Uint16Array> =>
  isPicture({ path: plan.path }) ? fromPicture(plan) : fromSegmentation(plan);

/** Is what should hold a mask a structured report instead? */
export const isReport = async (path: string): Promise<boolean> =>
  !isPicture({ path }) && (await readHeader({ path })).text('Modality') === 'SR';

async function fromPicture({ path, grid: on, manifest }: MaskPlan): Promise<Uint16Array> {
  const { infos, decode } = await readPicture({ path });
  const { order, size, affine } = gridOf(infos, manifest.input.kind);
  const apart = on.affine && Math.max(...on.affine.map((value, n) => Math.abs(value - affine![n]!)));
  if (size.some((length, axis) => length !== on.size[axis]) || (apart ?? 0) > NEAR_MM)
    throw new ProblemError('truth-grid-differs', { name: path });
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

async function fromSegmentation({ path, infos, grid, manifest, decoder }: MaskPlan): Promise<Uint16Array> {
  const overlay = describeOverlay(await readHeader({ path }));
  if (overlay.segments.length === 0) throw new ProblemError('truth-not-segments', { name: path });
  const images = grid.order.map((n) => infos[n]!);
  const numbers = new Uint16Array(grid.size[0] * grid.size[1] * grid.size[2]);
  for (const [n, { key, role }] of manifest.labels.entries()) {
    const named = overlay.segments.find(({ label }) => label.toLowerCase().includes(key.toLowerCase()));
    const segment = named ?? overlay.segments.find(({ number }) => number === n);
    if (role === 'background' || !segment) continue;
    const read = async (frame: number) => (await decoder.decode({ path }, frame)).frame;
    const mask = await maskOver(images, overlay, segment.number, read);
    for (let at = 0; at < mask.length; at++) if (mask[at]) numbers[at] = n;
  }
  return numbers;
}
