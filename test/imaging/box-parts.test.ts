import { describe, expect, it } from 'vitest';
import { type BoxPart, boxParts, makeBoxes, partOf } from '../../core/imaging/index.ts';
import { noise } from './reference.ts';

const product = (values: readonly number[]) => values.reduce((all, n) => all * n, 1);

/** Every place (x fastest) of a grid. */
const places = (size: readonly number[]) =>
  Array.from({ length: product(size) }, (_, at) =>
    size.map((n, axis) => Math.floor(at / product(size.slice(0, axis))) % n),
  );

/**
 * A network with two levels: a cell's score is the mean of the image up to `reach` around its point, zeros beyond what it
 * is given, and its box is as wide as its score is high. `axes` x first.
 */
function network(image: Float32Array, axes: readonly number[], strides: number[], reach: number) {
  const cells = strides.flatMap((stride) =>
    places(axes.map((n) => Math.ceil(n / stride))).map((cell) => ({ stride, cell })),
  );
  const scores = cells.map(({ stride, cell }) => {
    const around = places(cell.map(() => 2 * reach)).map((offset) =>
      offset.map((at, axis) => at - reach + (cell[axis]! + 0.5) * stride),
    );
    const inside = around.filter((at) => at.every((n, axis) => n >= 0 && n < axes[axis]!));
    const sum = inside.reduce(
      (all, at) => all + image[at.reduceRight((index, n, axis) => index * axes[axis]! + n, 0)]!,
      0,
    );
    return 60 * (sum / around.length - 0.5);
  });
  const deltas = scores.flatMap((score) => new Array<number>(2 * axes.length).fill(1 + Math.abs(score) / 3));
  return { scores: [Float32Array.from(scores)], deltas: Float32Array.from(deltas) };
}

describe.each([
  ['an image', [112, 80], [48, 32], 'NCHW' as const],
  ['a volume', [48, 32, 24], [32, 16, 16], 'NCDHW' as const],
])('Windows for boxes over %s', (_, size, window, layout) => {
  const strides = [4, 8];
  const image = noise(product(size), 3);
  const boxes = { kind: 'points' as const, strides, centre: 0.5, decode: 'ltrb' as const, scale: 'relu' as const };
  const steps = [
    { step: 'sigmoid' as const },
    { step: 'boxes' as const, from: boxes, minimumScore: 0.6, iou: 0.3, most: 100 },
  ];
  const prepared = { size, layout, sourceSize: size, toSource: (point: readonly number[]) => [...point] };
  const parts = boxParts(size, { size: window, overlap: 0.5 }, strides);

  it('have each cell of every level once, at a place where the whole has it', () => {
    const owner = (part: BoxPart, point: number[]) =>
      point.every((n, axis) => n >= part.from[axis]! && n < part.to[axis]!);
    for (const stride of strides)
      for (const cell of places(size.map((n) => n / stride))) {
        const point = cell.map((n) => (n + 0.5) * stride);
        const owners = parts.filter((part) => owner(part, point));
        expect(owners, point.join()).toHaveLength(1);
        for (const [axis, at] of owners[0]!.start.entries()) {
          expect(at % 8).toBe(0);
          expect(point[axis]).toBeGreaterThan(at);
          expect(point[axis]).toBeLessThan(at + window[axis]!);
        }
      }
  });

  it('give the boxes of the whole, where what a cell sees fits into half the overlap', () => {
    const whole = makeBoxes(steps, prepared);
    whole.take(network(image, size, strides, 4));
    const some = makeBoxes(steps, prepared);
    const given = { data: image, channels: 1, axes: size.toReversed() };
    for (const part of parts) {
      const { data } = partOf(given, part.start.toReversed(), window.toReversed());
      some.take(network(data, window, strides, 4), { input: window, part });
    }
    expect(parts.length).toBeGreaterThan(4);
    expect(whole.boxes().length).toBeGreaterThan(5);
    expect(some.boxes()).toEqual(whole.boxes());
  });
});

describe('Windows for boxes', () => {
  it('are one where the grid is not larger, and reach beyond a grid that strides do not divide', () => {
    expect(boxParts([30], { size: [32], overlap: 0.5 }, [8])).toMatchObject([{ start: [0] }]);
    expect(boxParts([50], { size: [32], overlap: 0.5 }, [8]).map(({ start }) => start[0])).toEqual([0, 16, 24]);
    expect(boxParts([50], { size: [32], overlap: 0.9 }, [4, 6]).map(({ start }) => start[0])).toEqual([0, 12, 24]);
  });
});
