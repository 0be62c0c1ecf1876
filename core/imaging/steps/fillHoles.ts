import { reachableFromBorder } from '../components.ts';

/** What is enclosed by a mask, by faces, joins it (scipy.ndimage.binary_fill_holes); `taken` voxels are left alone. */
export function fillHoles(mask: Uint8Array, size: readonly number[], taken?: Uint8Array): Uint8Array {
  const outside = reachableFromBorder(size, (at) => mask[at] === 0);
  return mask.map((set, at) => (set || (!outside[at] && !taken?.[at]) ? 1 : 0));
}
