import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Vector3 } from '../../core/contract/index.ts';
import { reachOf, thick } from '../../renderer/images/slab.ts';
import type { Stack } from '../../renderer/images/stack.ts';
import { apart, hasPython, reference } from '../imaging/reference.ts';

const [COLUMNS, ROWS, LENGTH] = [6, 5, 9];
const volume = Int16Array.from({ length: COLUMNS * ROWS * LENGTH }, (_, n) => ((n * 7919) % 3001) - 1500);

/** A stack of slices `step` mm apart. */
const stackOf = (step: number): Stack => {
  const slice = (index: number) => ({
    columns: COLUMNS,
    rows: ROWS,
    colour: false,
    values: volume.subarray(index * COLUMNS * ROWS, (index + 1) * COLUMNS * ROWS),
  });
  return {
    id: 's',
    plane: 'acquired',
    length: LENGTH,
    geometry: (index: number) => ({
      columns: COLUMNS,
      rows: ROWS,
      position: [0, 0, index * step] as Vector3,
      rowDirection: [1, 0, 0] as Vector3,
      columnDirection: [0, 1, 0] as Vector3,
      columnSpacing: 1,
      rowSpacing: 1,
    }),
    peek: slice,
    load: async (index: number) => slice(index),
  } as unknown as Stack;
};

test('a slab holds the slices whose middles lie in it, and no more', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.2, max: 6, noNaN: true }), fc.integer({ min: 1, max: 60 }), (step, mm) => {
      const reach = reachOf(stackOf(step), mm);
      expect(reach * step).toBeLessThanOrEqual(mm / 2 + 1e-4);
      expect((reach + 1) * step).toBeGreaterThan(mm / 2 - 1e-4);
    }),
  );
});

test.runIf(hasPython)('maximum, minimum and average are those of NumPy, at the ends of the series too', () => {
  const modes = ['max', 'min', 'mean'] as const;
  const results = reference(
    `
def reference(a, c):
    pick = {'max': np.max, 'min': np.min, 'mean': np.mean}[c['mode']]
    return np.stack([pick(a[max(k - 2, 0):k + 3], axis=0) for k in range(len(a))])
`,
    modes.map((mode) => ({ values: Float32Array.from(volume), shape: [LENGTH, ROWS, COLUMNS], mode })),
  );
  modes.forEach((mode, n) => {
    const stack = thick(stackOf(2), { mode, mm: 9 });
    const made = Array.from({ length: LENGTH }, (_, index) => [...stack.peek(index)!.values]).flat();
    expect(apart(made, results[n]!)).toBeLessThan(1e-3);
  });
});
