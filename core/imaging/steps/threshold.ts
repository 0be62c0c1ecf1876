/** Set where the probability is at least `at`; masks of several labels may overlap. */
export function threshold(values: Float32Array, { at }: { at: number }): Uint8Array {
  const mask = new Uint8Array(values.length);
  for (let n = 0; n < mask.length; n++) if (values[n]! >= at) mask[n] = 1;
  return mask;
}
