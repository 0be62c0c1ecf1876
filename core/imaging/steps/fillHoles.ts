import { enclosedBy } from '../components.ts';

/** What is enclosed by a mask, by faces, joins it (scipy.ndimage.binary_fill_holes); `taken` voxels are left alone. */
export function fillHoles(mask: Uint8Array, size: readonly number[], taken?: Uint8Array): Uint8Array {
  const enclosed = enclosedBy(mask, size);
  return mask.map((set, at) => (set || (enclosed[at] && !taken?.[at]) ? 1 : 0));
}
