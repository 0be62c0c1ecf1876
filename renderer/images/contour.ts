/**
 * Outlines of a binary picture as closed loops through the middles between set and clear pixels (marching squares with
 * the saddle cases kept apart). Points are [column, row], whole numbers at pixel centres.
 */
export function contoursOf(mask: ArrayLike<number>, columns: number, rows: number): [number, number][][] {
  const set = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < columns && row < rows && mask[row * columns + column]! > 0;
  // Each crossing of a cell edge has one place; a segment leads from one to the next with the set side on its left.
  const width = 2 * (columns + 2);
  const key = (x2: number, y2: number) => (y2 + 2) * width + x2 + 2;
  const next = new Map<number, { to: number; point: [number, number] }>();
  const link = (fromX: number, fromY: number, toX: number, toY: number) =>
    next.set(key(fromX, fromY), { to: key(toX, toY), point: [fromX / 2, fromY / 2] });
  for (let row = -1; row < rows; row++) {
    for (let column = -1; column < columns; column++) {
      const a = set(column, row);
      const b = set(column + 1, row);
      const c = set(column + 1, row + 1);
      const d = set(column, row + 1);
      if (a === b && b === c && c === d) continue;
      const [x, y] = [2 * column, 2 * row];
      // Edges of the cell clockwise: top, right, bottom, left; each between two corners.
      const edges: [from: boolean, to: boolean, place: [number, number]][] = [
        [a, b, [x + 1, y]],
        [b, c, [x + 2, y + 1]],
        [c, d, [x + 1, y + 2]],
        [d, a, [x, y + 1]],
      ];
      // Walking clockwise, a set run is entered where clear turns to set and left where set turns to clear.
      edges.forEach(([from, to, place], index) => {
        if (from || !to) return;
        for (let step = 1; step <= 4; step++) {
          const [leaveFrom, leaveTo, leave] = edges[(index + step) % 4]!;
          if (leaveFrom && !leaveTo) {
            link(place[0], place[1], leave[0], leave[1]);
            return;
          }
        }
      });
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
