import type { BoxPart } from './steps/boxes.ts';

/**
 * How a grid of `size` is looked at in windows by a detection network, all axes x, y (and z): windows are each size ×
 * (1 − overlap) apart, rounded down to a multiple of the strides of all levels, so that cells lie where they would lie in
 * the whole; the last may reach beyond the grid. Of the cells in an overlap those count that are nearer to the middle of
 * their window: what a network sees within half the overlap around them is what it would see in the whole.
 */
export function boxParts(
  size: readonly number[],
  windows: { size: readonly number[]; overlap: number },
  strides: (number | number[])[],
): BoxPart[] {
  const along = size.map((length, axis) => {
    const each = strides.map((stride) => (typeof stride === 'number' ? stride : stride[axis]!));
    return partsAlong(length, windows.size[axis]!, windows.overlap, each.reduce(leastMultiple));
  });
  // x fastest.
  return along.reduceRight<BoxPart[]>(
    (rest, parts) =>
      rest.flatMap(({ start, from, to }) =>
        parts.map((own) => ({ start: [own.start, ...start], from: [own.from, ...from], to: [own.to, ...to] })),
      ),
    [{ start: [], from: [], to: [] }],
  );
}

function partsAlong(length: number, size: number, overlap: number, step: number) {
  const apart = Math.max(Math.floor((size * (1 - overlap)) / step), 1) * step;
  const last = Math.ceil(Math.max(length - size, 0) / step) * step;
  const starts = Array.from({ length: Math.ceil(last / apart) + 1 }, (_, n) => Math.min(n * apart, last));
  const between = (n: number) => (starts[n]! + starts[n + 1]! + size) / 2;
  return starts.map((start, n) => ({
    start,
    from: n === 0 ? Number.NEGATIVE_INFINITY : between(n - 1),
    to: n === starts.length - 1 ? Number.POSITIVE_INFINITY : between(n),
  }));
}

function leastMultiple(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small > 0) [large, small] = [small, large % small];
  return (a * b) / large;
}
