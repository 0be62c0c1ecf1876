import { type Grid, type Move, mapChannels, permute } from '../grid.ts';

/** Patient direction (LPS) that a letter names: axis and sign. */
const DIRECTIONS: Record<string, [axis: number, sign: 1 | -1]> = {
  L: [0, 1],
  R: [0, -1],
  P: [1, 1],
  A: [1, -1],
  S: [2, 1],
  I: [2, -1],
};

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/**
 * A volume whose index axes run as nearly as they can to the patient directions `to` (e.g. 'RAS': to the right, to the
 * front, upwards), by permuting and turning axes; no value is changed. Same as nibabel's as_closest_canonical for RAS.
 */
export function orient(grid: Grid, to: string): Move {
  const affine = grid.affine!;
  const wanted = [...to].map((letter) => DIRECTIONS[letter]!);
  const cosine = (axis: number, patient: number) => {
    const length = Math.hypot(affine[axis]!, affine[4 + axis]!, affine[8 + axis]!);
    return affine[patient * 4 + axis]! / length;
  };
  const closeness = (axes: readonly number[]) =>
    wanted.reduce((sum, [patient], a) => sum + Math.abs(cosine(axes[a]!, patient)), 0);
  const axes = ORDERS.reduce((best, order) => (closeness(order) > closeness(best) + 1e-9 ? order : best));
  const flip = wanted.map(([patient, sign], a) => Math.sign(cosine(axes[a]!, patient)) === -sign);
  const size = axes.map((axis) => grid.size[axis]!);
  const home = [0, 1, 2].map((axis) => axes.indexOf(axis as 0 | 1 | 2));
  const turned = home.map((axis) => flip[axis]!);
  return {
    grid: {
      ...mapChannels(grid, size, (values) => permute(values, grid.size, axes, flip)),
      affine: affineOf(affine, grid.size, axes, flip),
    },
    undo: (values) => permute(values, size, home, turned),
    undoMask: (mask) => permute(mask, size, home, turned),
    before: (point) => home.map((axis, a) => (flip[axis] ? grid.size[a]! - point[axis]! : point[axis]!)),
  };
}

function affineOf(affine: Float64Array, size: number[], axes: readonly number[], flip: boolean[]): Float64Array {
  const out = affine.slice();
  for (let row = 0; row < 3; row++)
    axes.forEach((axis, a) => {
      const step = affine[row * 4 + axis]!;
      out[row * 4 + a] = flip[a] ? -step : step;
      if (flip[a]) out[row * 4 + 3]! += step * (size[axis]! - 1);
    });
  return out;
}
