import { componentsOf, maskOf } from '../components.ts';

/** Without the connected parts (26 neighbours) of less than `ml` millilitres. */
export function removeSmall(
  mask: Uint8Array,
  size: readonly number[],
  { ml }: { ml: number },
  voxelMl: number,
): Uint8Array {
  const { labels, voxels } = componentsOf(mask, size);
  return maskOf(labels, (label) => label > 0 && voxels[label - 1]! * voxelMl >= ml);
}
