import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FrameInfo, Vector3 } from '../../core/contract/index.ts';
import { boxOnSlice, type VolumeBox } from '../../renderer/images/box.ts';
import { boxAxesOn, endedAt, type Grip, gripAt, movedBox } from '../../renderer/images/box-edit.ts';
import type { FrameStore } from '../../renderer/images/frames.ts';
import { turnedAxes } from '../../renderer/images/oblique.ts';
import { axesOfPlane, gridOf } from '../../renderer/images/reformat.ts';
import { cross } from '../../renderer/images/slice.ts';
import { openStack, type Plane, type Stack } from '../../renderer/images/stack.ts';

const [COLUMNS, ROWS, SLICES] = [14, 11, 9];
const row: Vector3 = [Math.cos(0.3), Math.sin(0.3), 0];
const column: Vector3 = [-Math.sin(0.3) * Math.cos(0.2), Math.cos(0.3) * Math.cos(0.2), -Math.sin(0.2)];
const normal = cross(row, column);

/** Slices of a tilted head, 0.5 × 0.75 mm pixels, 2 mm apart. */
const infos = Array.from({ length: SLICES }, (_, k) => ({
  ...{ columns: COLUMNS, rows: ROWS, sopInstanceUid: `1.${k}`, frame: 0 },
  spacing: { rows: 0.75, columns: 0.5, source: 'PixelSpacing' },
  plane: { position: normal.map((n, axis) => 2 * k * n + axis), rowDirection: row, columnDirection: column },
})) as unknown as FrameInfo[];
const frames = { seriesInstanceUid: '1', infos: async () => infos } as unknown as FrameStore;

/** Edges of which no two are closer than a tenth of a voxel. */
const edges = (most: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: most * 10 }), fc.integer({ min: 0, max: most * 10 }))
    .filter(([a, b]) => a !== b)
    .map(([a, b]): [number, number] => [Math.min(a, b) / 10, Math.max(a, b) / 10]);
const boxes = fc.tuple(edges(COLUMNS), edges(ROWS), edges(SLICES)).map(
  (axes): VolumeBox => ({
    low: axes.map(([from]) => from) as Vector3,
    high: axes.map(([, to]) => to) as Vector3,
  }),
);

/** All voxels that a box reaches, as a mask of the series. */
function maskOf({ low, high }: VolumeBox): Uint8Array {
  const mask = new Uint8Array(COLUMNS * ROWS * SLICES);
  for (let k = Math.floor(low[2]); k < Math.ceil(high[2]); k++)
    for (let j = Math.floor(low[1]); j < Math.ceil(high[1]); j++)
      for (let i = Math.floor(low[0]); i < Math.ceil(high[0]); i++) mask[(k * ROWS + j) * COLUMNS + i] = 1;
  return mask;
}

/** First and last column and row that are set. */
function extentOf(slice: Uint8Array, columns: number): number[] {
  const set = [...slice.keys()].filter((at) => slice[at]);
  const xs = set.map((at) => at % columns);
  const ys = set.map((at) => Math.floor(at / columns));
  return set.length ? [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1] : [];
}

function ringExtent(stack: Stack, index: number, box: VolumeBox): number[] {
  const ring = boxOnSlice(stack, index, box);
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  const down = (value: number) => Math.floor(value + 1e-6);
  const up = (value: number) => Math.ceil(value - 1e-6);
  return ring.length ? [down(Math.min(...xs)), down(Math.min(...ys)), up(Math.max(...xs)), up(Math.max(...ys))] : [];
}

describe('a box in a volume that is laid otherwise', () => {
  const plane = fc.constantFrom<Plane>('acquired', 'axial', 'coronal', 'sagittal');
  const side = fc.constantFrom<-1 | 0 | 1>(-1, 0, 1);
  const by = fc.integer({ min: -200, max: 200 }).map((tenths) => tenths / 10);
  const sizeOf = ({ low, high }: VolumeBox) => low.map((from, axis) => high[axis]! - from);
  const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

  test('stays inside the images, whatever hand is on it, and keeps its size where the whole is moved', async () => {
    await fc.assert(
      fc.asyncProperty(plane, boxes, side, side, by, by, async (plane, box, column, row, dx, dy) => {
        const stack = await openStack(frames, plane);
        const moved = movedBox(box, boxAxesOn(stack, 0)!, { column, row }, [dx, dy]);
        for (const [axis, size] of [COLUMNS, ROWS, SLICES].entries()) {
          expect(moved.low[axis]).toBeGreaterThanOrEqual(0);
          expect(moved.high[axis]).toBeGreaterThan(moved.low[axis]!);
          expect(moved.high[axis]).toBeLessThanOrEqual(size);
        }
        if (column === 0 && row === 0) expect(sizeOf(moved)).toEqual(near(sizeOf(box)));
      }),
    );
  });

  test('follows the hand on the slice, in every plane', async () => {
    const box: VolumeBox = { low: [4, 3, 3], high: [9, 7, 6] };
    for (const plane of ['acquired', 'axial', 'coronal', 'sagittal'] as const) {
      const stack = await openStack(frames, plane);
      const axes = boxAxesOn(stack, 0)!;
      const index = Array.from({ length: stack.length }, (_, n) => n).find(
        (n) => boxOnSlice(stack, n, box).length > 0,
      )!;
      const [x0, y0, x1, y1] = ringExtent(stack, index, box);
      const held = (grip: Grip) => ringExtent(stack, index, movedBox(box, axes, grip, [1, -1]));
      expect(held({ column: 0, row: 0 })).toEqual([x0! + 1, y0! - 1, x1! + 1, y1! - 1]);
      expect(held({ column: 1, row: 0 })).toEqual([x0, y0, x1! + 1, y1]);
      expect(held({ column: -1, row: 1 })).toEqual([x0! + 1, y0, x1, y1! - 1]);
      const ring = boxOnSlice(stack, index, box);
      expect(gripAt(ring, [x1!, y0!], 10)).toEqual({ column: 1, row: -1 });
      expect(gripAt(ring, [x0!, (y0! + y1!) / 2], 10)).toEqual({ column: -1, row: 0 });
      expect(gripAt(ring, [(x0! + x1!) / 2, (y0! + y1!) / 2], 10)).toEqual({ column: 0, row: 0 });
      expect(gripAt(ring, [x1! + 3, y1! + 3], 10)).toBeUndefined();
    }
  });

  test('begins and ends at the slice that is shown, and is seen there', async () => {
    await fc.assert(
      fc.asyncProperty(plane, boxes, fc.nat(), async (plane, box, pick) => {
        const stack = await openStack(frames, plane);
        const slice = pick % stack.length;
        const axes = boxAxesOn(stack, slice)!;
        const seen = (laid: VolumeBox) =>
          Array.from({ length: stack.length }, (_, n) => n).filter((n) => boxOnSlice(stack, n, laid).length > 0);
        expect(seen(endedAt(box, axes, -1, slice))[0]).toBe(slice);
        expect(seen(endedAt(box, axes, 1, slice)).at(-1)).toBe(slice);
      }),
    );
  });
});

describe('a box in a volume', () => {
  test.each<Plane>(['acquired', 'axial', 'coronal', 'sagittal'])(
    'is seen on the %s slices, and around the pixels, where a mask of its voxels is',
    async (plane) => {
      const stack = await openStack(frames, plane);
      fc.assert(
        fc.property(boxes, (box) => {
          const mask = maskOf(box);
          for (let index = 0; index < stack.length; index++)
            expect(ringExtent(stack, index, box)).toEqual(
              extentOf(stack.maskSlice(mask, index), stack.geometry(index).columns),
            );
        }),
        { numRuns: 40 },
      );
    },
  );

  test('is a polygon of three to six corners, all on its faces, on a plane that was turned', async () => {
    const grid = gridOf(infos);
    const axes = turnedAxes(axesOfPlane(grid, 'coronal'), [0.6, 0, 0.8], 0.5);
    const stack = await openStack(frames, 'coronal', axes);
    const box: VolumeBox = { low: [3, 2, 2], high: [11, 9, 7] };
    let seen = 0;
    for (let index = 0; index < stack.length; index++) {
      const ring = boxOnSlice(stack, index, box);
      if (ring.length) seen++;
      expect([0, 3, 4, 5, 6]).toContain(ring.length);
      // Convex: each corner turns the same way.
      const turns = ring.map(([x, y], n) => {
        const [[ax, ay], [bx, by]] = [ring[(n + 1) % ring.length]!, ring[(n + 2) % ring.length]!];
        return (ax - x) * (by - ay) - (ay - y) * (bx - ax);
      });
      expect(turns.every((turn) => turn >= -1e-9)).toBe(true);
    }
    expect(seen).toBeGreaterThan(3);
  });
});
