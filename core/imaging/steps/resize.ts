import { type Grid, type Move, mapChannels } from '../grid.ts';
import { interpolate, type Taps, tapsOf } from '../taps.ts';
import { moveTo } from './crop.ts';

type Interpolation = 'nearest' | 'bilinear' | 'bicubic' | 'area';
export type Resize = { mode: 'stretch' | 'fit' | 'fill'; interpolation: Interpolation; antialias: boolean };

/**
 * An image to [columns, rows] exactly as torch.nn.functional.interpolate(align_corners=False) does, antialiasing
 * included (bilinear and bicubic; the others know none). `stretch` takes each side for itself; `fit` keeps the aspect,
 * reaches the nearer side and pads with 0 on both sides; `fill` reaches the farther side and cuts the middle out.
 */
export function resize(grid: Grid, size: readonly number[], step: Resize): Move {
  if (step.mode === 'stretch') return stretch(grid, size, step);
  const ratios = grid.size.map((n, axis) => size[axis]! / n);
  const ratio = step.mode === 'fit' ? Math.min(...ratios) : Math.max(...ratios);
  const near = stretch(
    grid,
    grid.size.map((n) => Math.max(1, Math.round(n * ratio))),
    step,
  );
  const start = near.grid.size.map((n, axis) => Math.floor((n - size[axis]!) / 2));
  const placed = moveTo(near.grid, start, [...size], 0);
  return {
    grid: placed.grid,
    undo: (values, outside) => near.undo(placed.undo(values, outside), outside),
    before: (point) => near.before(placed.before(point)),
  };
}

function stretch(grid: Grid, size: readonly number[], { interpolation, antialias }: Resize): Move {
  const to = [...size];
  const there = grid.size.map((n, axis) => tapsFor(n, to[axis]!, interpolation, antialias));
  const home = () => to.map((n, axis) => tapsFor(n, grid.size[axis]!, 'bilinear', false));
  return {
    grid: mapChannels(grid, to, (values) => interpolate(values, grid.size, there)),
    undo: (values) => interpolate(values, to, home()),
    before: (point) => point.map((at, axis) => (at * grid.size[axis]!) / to[axis]!),
  };
}

function tapsFor(inputs: number, outputs: number, interpolation: Interpolation, antialias: boolean): Taps | undefined {
  if (inputs === outputs) return undefined;
  const scale = inputs / outputs;
  switch (interpolation) {
    case 'nearest': {
      // In single precision, as PyTorch computes the index: the floor of an inexact product may differ.
      const single = Math.fround(scale);
      return tapsOf(inputs, outputs, (n) => [[Math.floor(Math.fround(n * single)), 1]]);
    }
    case 'area':
      return tapsOf(inputs, outputs, (n) => {
        const from = Math.floor((n * inputs) / outputs);
        const to = Math.ceil(((n + 1) * inputs) / outputs);
        return Array.from({ length: to - from }, (_, t) => [from + t, 1 / (to - from)]);
      });
    case 'bilinear':
      return antialias ? smoothed(inputs, outputs, 1, triangle) : linear(inputs, outputs, scale);
    case 'bicubic':
      return antialias ? smoothed(inputs, outputs, 2, cubic(-0.5)) : cubically(inputs, outputs, scale);
  }
}

const linear = (inputs: number, outputs: number, scale: number) =>
  tapsOf(inputs, outputs, (n) => {
    const at = Math.max(scale * (n + 0.5) - 0.5, 0);
    const below = Math.floor(at);
    return [
      [below, 1 - (at - below)],
      [below + 1, at - below],
    ];
  });

function cubically(inputs: number, outputs: number, scale: number): Taps {
  const kernel = cubic(-0.75);
  return tapsOf(inputs, outputs, (n) => {
    const at = scale * (n + 0.5) - 0.5;
    const below = Math.floor(at);
    return [-1, 0, 1, 2].map((t) => [below + t, kernel(at - below - t)]);
  });
}

/** The kernel widened by the reduction, so that every input pixel has its part (upsample_*2d_aa of PyTorch). */
function smoothed(inputs: number, outputs: number, radius: number, kernel: (x: number) => number): Taps {
  const scale = inputs / outputs;
  const stretchBy = Math.max(scale, 1);
  const support = radius * stretchBy;
  return tapsOf(inputs, outputs, (n) => {
    const center = scale * (n + 0.5);
    const from = Math.max(Math.trunc(center - support + 0.5), 0);
    const to = Math.min(Math.trunc(center + support + 0.5), inputs);
    const weights = Array.from({ length: to - from }, (_, t) => kernel((from + t - center + 0.5) / stretchBy));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return weights.map((weight, t) => [from + t, weight / sum]);
  });
}

const triangle = (x: number) => Math.max(1 - Math.abs(x), 0);

/** Keys' cubic convolution (1981). */
const cubic = (a: number) => (signed: number) => {
  const x = Math.abs(signed);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
};
