import type { ModalityTransform, Pixels } from '../../contract/index.ts';

/**
 * Stored values to output units (PS3.3 C.11.1.1): slope · x + intercept, or the lookup table, whose first and last
 * entries stand for everything beyond it.
 */
export function modality(stored: Pixels, transform: ModalityTransform): Float32Array {
  const { slope, intercept, table } = transform;
  if (!table) return Float32Array.from(stored, (value) => slope * value + intercept);
  const last = table.entries.length - 1;
  return Float32Array.from(stored, (value) => table.entries[Math.min(Math.max(value - table.first, 0), last)]!);
}
