import type { Frame, FrameInfo, Volume } from '../contract/index.ts';
import { stackOf } from './geometry.ts';
import { product } from './grid.ts';
import { modality } from './steps/modality.ts';

/**
 * Frames to a volume in output units in the patient (LPS, mm). Each slice is rescaled by its own transform (PET has one
 * a slice). Throws the reasons of `stackOf` for what is no volume.
 */
export function buildVolume(frames: Frame[], infos: FrameInfo[]): Volume {
  const { order, size, affine } = stackOf(infos);
  const data = new Float32Array(product(size));
  const pixels = size[0] * size[1];
  order.forEach((n, k) => {
    data.set(modality(frames[n]!.pixels, infos[n]!.modality), k * pixels);
  });
  return { data, size, affine };
}
