type Corner = readonly [number, number];

/** Middles of the edges of a cell clockwise from the top, in half pixels from its upper left corner. */
const EDGES: readonly Corner[] = [
  [1, 0],
  [2, 1],
  [1, 2],
  [0, 1],
];

/**
 * The lines through a cell whose corners, clockwise from the upper left, are set by the bits of `code`: walking
 * clockwise, a set run is entered where clear turns to set and left where set turns to clear.
 */
function linesOf(code: number): [from: Corner, to: Corner][] {
  const set = (corner: number) => (code & (1 << (corner % 4))) !== 0;
  return EDGES.flatMap((from, edge): [Corner, Corner][] => {
    if (set(edge) || !set(edge + 1)) return [];
    const step = [1, 2, 3].find((one) => set(edge + one) && !set(edge + one + 1))!;
    return [[from, EDGES[(edge + step) % 4]!]];
  });
}

const LINES = Array.from({ length: 16 }, (_, code) => linesOf(code));

/** Of a row without anything set. */
const CLEAR: readonly [first: number, last: number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** The first and the last set column of the row that begins at `start`. */
function extentOf(mask: ArrayLike<number>, start: number, columns: number): readonly [first: number, last: number] {
  let first = 0;
  while (first < columns && !(mask[start + first]! > 0)) first++;
  if (first === columns) return CLEAR;
  let last = columns - 1;
  while (!(mask[start + last]! > 0)) last--;
  return [first, last];
}

/**
 * Outlines of a binary picture as closed loops through the middles between set and clear pixels (marching squares with
 * the saddle cases kept apart). Points are [column, row], whole numbers at pixel centres.
 */
export function contoursOf(mask: ArrayLike<number>, columns: number, rows: number): [number, number][][] {
  // Each crossing of a cell edge has one place; a line leads from one to the next with the set side on its left.
  const width = 2 * (columns + 2);
  const key = (x2: number, y2: number) => (y2 + 2) * width + x2 + 2;
  const next = new Map<number, { to: number; point: [number, number] }>();
  const extents = Array.from({ length: rows }, (_, row) => extentOf(mask, row * columns, columns));
  for (let row = -1; row < rows; row++) {
    const [upper, lower] = [extents[row] ?? CLEAR, extents[row + 1] ?? CLEAR];
    let [upperLeft, lowerLeft] = [0, 0];
    // No line runs beside what is set in the two rows of a cell.
    const end = Math.max(upper[1], lower[1]);
    for (let column = Math.min(upper[0], lower[0]) - 1; column <= end; column++) {
      const inside = column + 1 < columns;
      const upperRight = inside && row >= 0 && mask[row * columns + column + 1]! > 0 ? 1 : 0;
      const lowerRight = inside && row + 1 < rows && mask[(row + 1) * columns + column + 1]! > 0 ? 1 : 0;
      const code = upperLeft | (upperRight << 1) | (lowerRight << 2) | (lowerLeft << 3);
      [upperLeft, lowerLeft] = [upperRight, lowerRight];
      if (code === 0 || code === 15) continue;
      const [x, y] = [2 * column, 2 * row];
      for (const [from, to] of LINES[code]!) {
        const [fromX, fromY] = [x + from[0], y + from[1]];
        next.set(key(fromX, fromY), { to: key(x + to[0], y + to[1]), point: [fromX / 2, fromY / 2] });
      }
    }
  }
  const loops: [number, number][][] = [];
  while (next.size > 0) {
    const start = next.keys().next().value!;
    const loop: [number, number][] = [];
    let at = start;
    for (let segment = next.get(at); segment; segment = next.get(at)) {
      loop.push(segment.point);
      next.delete(at);
      at = segment.to;
    }
    loops.push(loop);
  }
  return loops;
}
