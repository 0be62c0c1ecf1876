import { componentsOf, maskOf } from '../components.ts';

/** Only the largest connected part of a mask (26 neighbours); of equal ones the first. */
export function largestComponent(mask: Uint8Array, size: readonly number[]): Uint8Array {
  const { labels, voxels } = componentsOf(mask, size);
  const largest = voxels.indexOf(Math.max(...voxels, 0)) + 1;
  return largest === 0 ? mask : maskOf(labels, (label) => label === largest);
}
