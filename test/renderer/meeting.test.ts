import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vector3 } from '../../core/contract/index.ts';
import { areParallel, cutOf, movedAlong, normalOf } from '../../renderer/images/meeting.ts';
import { cross, distanceTo, dot, pixelAt, pointAt, type SliceGeometry } from '../../renderer/images/slice.ts';

const unit = (v: Vector3): Vector3 => v.map((part) => part / Math.hypot(...v)) as Vector3;
const part = fc.double({ min: -1, max: 1, noNaN: true });
const direction = fc
  .tuple(part, part, part)
  .filter((v) => Math.hypot(...v) > 0.1)
  .map((v) => unit(v as Vector3));
const slices = fc
  .tuple(direction, direction, fc.tuple(part, part, part), fc.integer({ min: 4, max: 64 }))
  .filter(([a, b]) => Math.hypot(...cross(a, b)) > 0.2)
  .map(
    ([row, other, at, size]): SliceGeometry => ({
      columns: size,
      rows: size + 3,
      position: at.map((one) => one * 20) as Vector3,
      rowDirection: row,
      columnDirection: unit(cross(unit(cross(row, other)), row)),
      columnSpacing: 0.7,
      rowSpacing: 1.3,
    }),
  );

describe('where slices meet', () => {
  test('a reference line lies in both slices, and its ends on the rim of the other', () => {
    let met = 0;
    fc.assert(
      fc.property(slices, slices, (slice, other) => {
        const cut = cutOf(slice, other);
        if (!cut) return;
        met++;
        for (const [column, row] of cut) {
          const point = pointAt(slice, column, row);
          expect(distanceTo(other, point)).toBeLessThan(1e-6);
          const [x, y] = pixelAt(other, point);
          const onRim = [
            Math.abs(x + 0.5),
            Math.abs(y + 0.5),
            Math.abs(x - other.columns + 0.5),
            Math.abs(y - other.rows + 0.5),
          ];
          expect(Math.min(...onRim)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 500 },
    );
    expect(met).toBeGreaterThan(50);
  });

  test('parallel slices do not meet', () => {
    fc.assert(
      fc.property(slices, fc.double({ min: 0.1, max: 50, noNaN: true }), (slice, by) => {
        const normal = normalOf(slice);
        const shifted = { ...slice, position: slice.position.map((at, n) => at + by * normal[n]!) as Vector3 };
        expect(areParallel(slice, shifted)).toBe(true);
        expect(cutOf(slice, shifted)).toBeUndefined();
      }),
    );
  });

  test('a linked slice goes as far as its leader went, also where it is numbered the other way', () => {
    fc.assert(
      fc.property(slices, fc.double({ min: -50, max: 50, noNaN: true }), fc.boolean(), (mine, by, turned) => {
        const normal = normalOf(mine);
        const leader = turned
          ? { ...mine, rowDirection: mine.columnDirection, columnDirection: mine.rowDirection }
          : mine;
        const to = { ...leader, position: leader.position.map((at, n) => at + by * normal[n]!) as Vector3 };
        const point = movedAlong(mine, { from: leader, to });
        const offset = point.map((at, n) => at - mine.position[n]!) as Vector3;
        expect(dot(offset, normal)).toBeCloseTo(by, 6);
      }),
    );
  });
});
