import type { ModalityTransform, Pixels } from '../../contract/index.ts';

/**
 * Stored values to output units (PS3.3 C.11.1.1): slope · x + intercept, or the lookup table, whose first and last
 * entries stand for everything beyond it.
 */
export function modality(stored: Pixels, { slope, intercept, table }: ModalityTransform): Float32Array {
  const out = new Float32Array(stored.length);
  if (!table) {
    for (let n = 0; n < out.length; n++) out[n] = slope * stored[n]! + intercept;
    return out;
  }
  const last = table.entries.length - 1;
  for (let n = 0; n < out.length; n++)
    out[n] = table.entries[Math.min(Math.max(Math.trunc(stored[n]!) - table.first, 0), last)]!;
  return out;
}
