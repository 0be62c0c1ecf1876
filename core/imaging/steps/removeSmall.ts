import { keepParts } from '../components.ts';

/** Without the connected parts (26 neighbours) of less than `ml` millilitres. */
export function removeSmall(
  mask: Uint8Array,
  size: readonly number[],
  { ml }: { ml: number },
  voxelMl: number,
): Uint8Array {
  return keepParts(mask, size, (voxels) => (part) => voxels[part]! * voxelMl >= ml);
}
