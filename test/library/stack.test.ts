import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plane, Vector3 } from '../../core/contract/index.ts';
import { judgeStack, normalOf, type Slice } from '../../core/library/stack.ts';

const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const scale = (a: Vector3, by: number): Vector3 => [a[0] * by, a[1] * by, a[2] * by];
const add = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** Row and column directions of any plane, as a turn of the axes. */
const orientation = fc
  .tuple(fc.double({ min: 0, max: 6.28, noNaN: true }), fc.double({ min: 0, max: 3.14, noNaN: true }))
  .map(([around, up]): [Vector3, Vector3] => {
    const row: Vector3 = [Math.cos(around), Math.sin(around), 0];
    const side: Vector3 = [-Math.sin(around) * Math.cos(up), Math.cos(around) * Math.cos(up), Math.sin(up)];
    return [row, side];
  });

const origin = fc.tuple(
  ...[0, 1, 2].map(() => fc.double({ min: -500, max: 500, noNaN: true })),
) as fc.Arbitrary<Vector3>;

/** Slices at these offsets (mm) along the normal, each pushed aside along the rows by `shift` mm a mm. */
function stack([row, column]: [Vector3, Vector3], start: Vector3, offsets: number[], shift = 0): Slice[] {
  const plane: Plane = { position: start, rowDirection: row, columnDirection: column };
  const normal = normalOf(plane);
  return offsets.map((offset, i) => ({
    plane: { ...plane, position: add(start, add(scale(normal, offset), scale(row, offset * shift))) },
    name: i + 1,
  }));
}

const codes = (slices: Slice[]) => judgeStack(slices, 1).notes.map((note) => note.code);

describe('a stack of slices', () => {
  it('is read along its normal, whatever order its files come in', () => {
    const shuffled = fc
      .integer({ min: 2, max: 40 })
      .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }));
    fc.assert(
      fc.property(
        orientation,
        origin,
        shuffled,
        fc.double({ min: 0.3, max: 10, noNaN: true }),
        (turn, start, order, step) => {
          const result = judgeStack(
            stack(
              turn,
              start,
              order.map((n) => n * step),
            ),
            1,
          );
          expect(result.order.map((i) => order[i])).toEqual([...order].sort((a, b) => a - b));
          expect(result.notes).toEqual([]);
          expect(result.spacing).toBeCloseTo(step, 6);
        },
      ),
    );
  });

  it('has its normal across rows and columns', () => {
    fc.assert(
      fc.property(orientation, ([row, column]) => {
        const normal = normalOf({ position: [0, 0, 0], rowDirection: row, columnDirection: column });
        cross(row, column).forEach((value, axis) => {
          expect(normal[axis]).toBeCloseTo(value, 9);
        });
      }),
    );
  });

  it('says where slices are missing and how many', () => {
    const places = fc
      .tuple(fc.integer({ min: 8, max: 60 }), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 4 }))
      .filter(([count, at, missing]) => at + missing < count - 1);
    fc.assert(
      fc.property(
        orientation,
        origin,
        places,
        fc.double({ min: 0.5, max: 8, noNaN: true }),
        (turn, start, place, step) => {
          const [count, at, missing] = place;
          const kept = [...Array(count).keys()].filter((n) => n < at || n >= at + missing);
          const { notes, spacing } = judgeStack(
            stack(
              turn,
              start,
              kept.map((n) => n * step),
            ),
            1,
          );
          expect(notes).toHaveLength(1);
          expect(notes[0]).toMatchObject({
            code: 'slice-gap',
            values: { missing, gaps: 1, before: at, after: at + 1 },
          });
          expect(spacing).toBeUndefined();
        },
      ),
    );
  });

  it('stays even when positions are rounded as scanners round them', () => {
    fc.assert(
      fc.property(orientation, fc.double({ min: 0.4, max: 5, noNaN: true }), (turn, step) => {
        const rounded = [...Array(30).keys()].map((n) => Math.round(n * step * 100) / 100);
        expect(codes(stack(turn, [0, 0, 0], rounded))).toEqual([]);
      }),
    );
  });

  it('is not even when steps differ', () => {
    expect(
      codes(
        stack(
          [
            [1, 0, 0],
            [0, 1, 0],
          ],
          [0, 0, 0],
          [0, 1, 2.4, 3, 4.7, 6],
        ),
      ),
    ).toEqual(['uneven-spacing']);
    expect(
      codes(
        stack(
          [
            [1, 0, 0],
            [0, 1, 0],
          ],
          [0, 0, 0],
          [0, 1, 2, 3, 6.5, 10],
        ),
      ),
    ).toEqual(['uneven-spacing']);
  });

  it('tells a tilted stack by its angle', () => {
    fc.assert(
      fc.property(orientation, fc.double({ min: 2, max: 40, noNaN: true }), (turn, degrees) => {
        const shift = Math.tan((degrees * Math.PI) / 180);
        const { notes } = judgeStack(
          stack(
            turn,
            [10, 20, 30],
            [...Array(20).keys()].map((n) => n * 2),
            shift,
          ),
          0.5,
        );
        expect(notes.map((note) => note.code)).toEqual(['gantry-tilt']);
        expect(notes[0]!.values.degrees).toBeCloseTo(degrees, 0);
      }),
    );
  });

  it('tells slices that lie at the same place', () => {
    expect(
      judgeStack(
        stack(
          [
            [1, 0, 0],
            [0, 1, 0],
          ],
          [0, 0, 0],
          [0, 1, 2, 0, 1, 2],
        ),
        1,
      ),
    ).toMatchObject({
      order: [0, 3, 1, 4, 2, 5],
      notes: [{ code: 'repeated-positions', values: { times: 2, positions: 3 } }],
    });
  });
});
