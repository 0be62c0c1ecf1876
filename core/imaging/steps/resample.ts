import { type Grid, type Move, mapChannels } from '../grid.ts';
import { interpolate, type Taps, tapsOf } from '../taps.ts';

export type Resample = { spacingMm: readonly number[]; interpolation: 'nearest' | 'linear'; unlessWithinMm: number };

/**
 * A volume to other spacing, as ITK's ResampleImageFilter with the old origin and directions: voxel n lies at
 * n × new / old, the size is round(size × old / new), linear without smoothing or nearest (half goes up). Beyond the
 * last centre the edge goes on, where ITK would write its default value half a voxel further out.
 */
export function resample(grid: Grid, step: Resample): Move {
  const affine = grid.affine!;
  const spacing = [0, 1, 2].map((axis) => Math.hypot(affine[axis]!, affine[4 + axis]!, affine[8 + axis]!));
  const target = spacing.map((old, axis) => {
    const wanted = step.spacingMm[axis]!;
    return Math.abs(old - wanted) <= step.unlessWithinMm ? old : wanted;
  });
  const ratio = target.map((mm, axis) => mm / spacing[axis]!);
  const size = grid.size.map((n, axis) => Math.max(1, Math.floor(n / ratio[axis]! + 0.5 + UNSURE)));
  const taps = (from: readonly number[], to: readonly number[], by: number[], kind: Resample['interpolation']) =>
    from.map((n, axis) => (by[axis] === 1 ? undefined : tapsAt(n, to[axis]!, by[axis]!, kind)));
  const there = taps(grid.size, size, ratio, step.interpolation);
  // Probabilities are smooth: they come back linearly, however the image went.
  const home = taps(
    size,
    grid.size,
    ratio.map((r) => 1 / r),
    'linear',
  );
  return {
    grid: {
      ...mapChannels(grid, size, (values) => interpolate(values, grid.size, there)),
      affine: affine.map((value, i) => (i % 4 < 3 && i < 12 ? value * ratio[i % 4]! : value)),
    },
    undo: (values) => interpolate(values, size, home),
    ...(home.every((along) => !along) && { undoMask: (mask: Uint8Array) => mask }),
    // Centres of the first voxels coincide, outer corners do not.
    before: (point) => point.map((at, axis) => ratio[axis]! * (at - 0.5) + 0.5),
  };
}

/** Half a voxel more makes one more, also where an oblique affine leaves it a last digit short of half. */
const UNSURE = 1e-6;

/** Output n at input position n × ratio. */
function tapsAt(inputs: number, outputs: number, ratio: number, interpolation: Resample['interpolation']): Taps {
  return tapsOf(inputs, outputs, (n) => {
    const at = Math.min(n * ratio, inputs - 1);
    if (interpolation === 'nearest') return [[Math.floor(at + 0.5), 1]];
    const below = Math.floor(at);
    return [
      [below, 1 - (at - below)],
      [below + 1, at - below],
    ];
  });
}
