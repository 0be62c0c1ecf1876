import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vector3 } from '../../core/contract/index.ts';
import { obliqueGeometry, obliqueOf, obliqueValues, turnedAxes } from '../../renderer/images/oblique.ts';
import type { Grid } from '../../renderer/images/reformat.ts';
import { type Axes, cross, dot, pointAt } from '../../renderer/images/slice.ts';
import { apart, hasPython, reference } from '../imaging/reference.ts';

const grid: Grid = {
  size: [14, 11, 9],
  origin: [-20, 15, 40],
  steps: [
    [0.8, 0.1, 0],
    [-0.1, 0.8, 0.2],
    [0.05, -0.4, 1.6],
  ],
};
const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
  grid.steps.reduce<Vector3>(
    (point, step, axis) =>
      point.map((at, m) => at + (n & (1 << axis) ? grid.size[axis]! - 1 : 0) * step[m]!) as Vector3,
    grid.origin,
  ),
);
const flat: Axes = { right: [1, 0, 0], down: [0, 1, 0], forward: [0, 0, 1] };
const angles = fc.double({ min: -3, max: 3, noNaN: true });
const unit = fc
  .tuple(angles, angles, angles)
  .filter((v) => Math.hypot(...v) > 0.1)
  .map((v) => v.map((part) => part / Math.hypot(...v)) as Vector3);

describe('a plane at any angle', () => {
  test('keeps its axes at right angles however it was turned, and holds every corner of the volume', () => {
    fc.assert(
      fc.property(unit, angles, (axis, angle) => {
        const axes = turnedAxes(flat, axis, angle);
        expect(dot(axes.right, axes.down)).toBeCloseTo(0, 10);
        const normal = cross(axes.right, axes.down);
        for (const n of [0, 1, 2]) expect(normal[n]).toBeCloseTo(axes.forward[n]!, 10);
        const oblique = obliqueOf(grid, axes);
        const last = obliqueGeometry(oblique, oblique.length - 1);
        const ends = [obliqueGeometry(oblique, 0).position, pointAt(last, last.columns, last.rows)];
        for (const corner of corners)
          for (const along of [axes.right, axes.down, axes.forward]) {
            expect(dot(along, corner)).toBeGreaterThan(dot(along, ends[0]!) - 1e-6);
            expect(dot(along, corner)).toBeLessThan(dot(along, ends[1]!) + oblique.step);
          }
      }),
    );
  });

  test('shows a field that grows evenly in the patient as what it is at each of its points', () => {
    const field = ([x, y, z]: Vector3) => 3 * x - 2 * y + 0.5 * z;
    const [width, height] = grid.size;
    const frame = (k: number) =>
      Float32Array.from({ length: width * height }, (_, n) => {
        const index = [n % width, Math.floor(n / width), k];
        return field(
          [0, 1, 2].map(
            (axis) => grid.origin[axis]! + index.reduce((sum, at, step) => sum + at * grid.steps[step as 0]![axis]!, 0),
          ) as Vector3,
        );
      });
    let held = 0;
    fc.assert(
      fc.property(unit, angles, fc.nat(), (axis, angle, pick) => {
        const oblique = obliqueOf(grid, turnedAxes(flat, axis, angle));
        const index = pick % oblique.length;
        const values = obliqueValues(grid, oblique, index, frame, { outside: Number.NaN });
        const geometry = obliqueGeometry(oblique, index);
        values.forEach((value, at) => {
          if (Number.isNaN(value)) return;
          held++;
          const point = pointAt(geometry, at % oblique.columns, Math.floor(at / oblique.columns));
          expect(value).toBeCloseTo(field(point), 2);
        });
      }),
      { numRuns: 40 },
    );
    expect(held).toBeGreaterThan(100);
  });

  test.runIf(hasPython)('has the values that SciPy interpolates, and lets masks keep their numbers', () => {
    const [width, height, depth] = grid.size;
    const voxels = Float32Array.from({ length: width * height * depth }, (_, n) => (n * 7919) % 1000);
    const frame = (k: number) => voxels.subarray(k * width * height, (k + 1) * width * height);
    const oblique = obliqueOf(grid, turnedAxes(flat, [0.6, 0, 0.8], 0.5));
    const index = Math.floor(oblique.length / 2);
    const geometry = obliqueGeometry(oblique, index);
    for (const nearest of [false, true]) {
      const made = obliqueValues(grid, oblique, index, frame, { outside: -1, nearest });
      const [wanted] = reference(
        `
from scipy.ndimage import map_coordinates
def reference(a, c):
    g = c['geometry']
    rows, columns = np.mgrid[0:g['rows'], 0:g['columns']]
    p = (np.array(g['position'])[:, None, None] + np.array(g['rowDirection'])[:, None, None] * columns * g['columnSpacing']
         + np.array(g['columnDirection'])[:, None, None] * rows * g['rowSpacing'])
    steps = np.array(c['steps']).T
    ijk = np.linalg.solve(steps, (p - np.array(c['origin'])[:, None, None]).reshape(3, -1)).reshape(p.shape)
    v = map_coordinates(a, ijk[::-1], order=0 if c['nearest'] else 1, mode='constant', cval=-1)
    inside = np.all((ijk >= 0) & (ijk <= np.array([a.shape[2], a.shape[1], a.shape[0]])[:, None, None] - 1), axis=0)
    return np.where(inside, v, -1)
`,
        [{ values: voxels, shape: [depth, height, width], geometry, origin: grid.origin, steps: grid.steps, nearest }],
      );
      expect(apart(made, wanted!)).toBeLessThan(0.01);
      expect(made.some((value) => value > 0)).toBe(true);
    }
  });
});
