import { enclosedBy } from '../components.ts';

/** What is enclosed by a mask, by faces, joins it (scipy.ndimage.binary_fill_holes); `taken` voxels are left alone. */
export function fillHoles(mask: Uint8Array, size: readonly number[], taken?: Uint8Array): Uint8Array {
  const enclosed = enclosedBy(mask, size);
  for (let at = 0; at < mask.length; at++) if (mask[at] || (taken?.[at] && enclosed[at])) enclosed[at] = mask[at]!;
  return enclosed;
}
