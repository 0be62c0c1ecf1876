import { keepParts } from '../components.ts';

/** Only the largest connected part of a mask (26 neighbours); of equal ones the first. */
export function largestComponent(mask: Uint8Array, size: readonly number[]): Uint8Array {
  return keepParts(mask, size, (voxels) => {
    const largest = voxels.reduce((best, count, part) => (count > voxels[best]! ? part : best), 0);
    return (part) => part === largest;
  });
}
