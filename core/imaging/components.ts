/** In `labels`: not visited yet. */
const FREE = -1;

/**
 * Keeps the connected parts of a mask that `choose` chooses of the sizes of all, in the order of their first voxel.
 * Parts touch by face, edge or corner (26 neighbours, 8 in an image): scikit-image's measure.label with its default
 * connectivity. Memory follows the box around the mask, not the grid.
 */
export function keepParts(
  mask: Uint8Array,
  size: readonly number[],
  choose: (voxels: number[]) => (part: number) => boolean,
): Uint8Array {
  const box = boxAround(mask, size);
  const out = new Uint8Array(mask.length);
  if (!box) return out;
  const { labels, row, flood } = withMargin(box.size.slice(0, size.length), true);
  eachRow(box, size, (from, y, z) => {
    const to = row(y, z);
    for (let x = 0; x < box.size[0]; x++) if (mask[from + x]) labels[to + x] = FREE;
  });
  const voxels: number[] = [];
  for (let start = 0; start < labels.length; start++)
    if (labels[start] === FREE) voxels.push(flood(start, voxels.length + 1));
  const chosen = choose(voxels);
  const kept = Uint8Array.from([0, ...voxels], (_, label) => (label > 0 && chosen(label - 1) ? 1 : 0));
  eachRow(box, size, (from, y, z) => {
    const to = row(y, z);
    for (let x = 0; x < box.size[0]; x++) out[from + x] = kept[labels[to + x]!]!;
  });
  return out;
}

/** First voxel [x, y, z] of a box in a grid, and its size. */
type Box = { first: readonly [number, number, number]; size: readonly [number, number, number] };

/** The smallest box that holds every voxel of a mask; undefined where it has none. */
function boxAround(mask: Uint8Array, size: readonly number[]): Box | undefined {
  const [nx, ny] = [size[0]!, size[1]!];
  const low = [nx, ny, size[2] ?? 1];
  const high = [-1, -1, -1];
  for (let at = mask.indexOf(1); at >= 0; at = mask.indexOf(1, at + 1)) {
    const row = Math.floor(at / nx);
    const start = row * nx;
    const last = mask.subarray(start, start + nx).lastIndexOf(1);
    const [y, z] = [row % ny, Math.floor(row / ny)];
    low[0] = Math.min(low[0]!, at - start);
    high[0] = Math.max(high[0]!, last);
    low[1] = Math.min(low[1]!, y);
    high[1] = Math.max(high[1]!, y);
    low[2] = Math.min(low[2]!, z);
    high[2] = z;
    at = start + last;
  }
  if (high[0] === -1) return undefined;
  const [x, y, z] = [low[0]!, low[1]!, low[2]!];
  return { first: [x, y, z], size: [high[0]! - x + 1, high[1]! - y + 1, high[2]! - z + 1] };
}

/** Each row of a box: where it begins in the grid, and its place [y, z] in the box. */
function eachRow(box: Box, size: readonly number[], visit: (from: number, y: number, z: number) => void): void {
  const [[x, y, z], [, ny, nz]] = [box.first, box.size];
  for (let k = 0; k < nz; k++) for (let j = 0; j < ny; j++) visit(((z + k) * size[1]! + y + j) * size[0]! + x, j, k);
}

/** What of the outside of a mask is enclosed by it: cannot be reached from beyond the grid, by faces. */
export function enclosedBy(mask: Uint8Array, size: readonly number[]): Uint8Array {
  const [nx, ny, nz] = [size[0]!, size[1]!, size[2] ?? 1];
  const all: Box = { first: [0, 0, 0], size: [nx, ny, nz] };
  const { labels, row, flood } = withMargin(size, false);
  labels.fill(FREE);
  eachRow(all, size, (from, y, z) => {
    const to = row(y, z);
    for (let x = 0; x < nx; x++) if (mask[from + x]) labels[to + x] = 0;
  });
  // The margin, which is in one piece, is where the outside begins.
  flood(0, 1);
  const enclosed = new Uint8Array(mask.length);
  eachRow(all, size, (from, y, z) => {
    const to = row(y, z);
    for (let x = 0; x < nx; x++) if (labels[to + x] === FREE) enclosed[from + x] = 1;
  });
  return enclosed;
}

/**
 * Labels of a grid with a margin of one voxel, so that a step to a neighbour stays among them; an image has no margin
 * above and below. `row` is where a row of the grid begins; `flood` gives a label to a free voxel and all free ones
 * connected to it, by faces or by corners too, and returns how many they are.
 */
function withMargin(size: readonly number[], corners: boolean) {
  const [nx, ny] = [size[0]! + 2, size[1]! + 2];
  const above = size.length > 2 ? 1 : 0;
  const labels = new Int32Array(nx * ny * ((size[2] ?? 1) + 2 * above));
  const steps = neighbours(corners, above).map(([x, y, z]) => (z * ny + y) * nx + x);
  // Each voxel waits at most once.
  const waiting = new Int32Array(labels.length);
  const flood = (start: number, label: number): number => {
    waiting[0] = start;
    labels[start] = label;
    let last = 1;
    let visited = 1;
    while (last > 0) {
      const at = waiting[--last]!;
      for (let n = 0; n < steps.length; n++) {
        const to = at + steps[n]!;
        if (labels[to] !== FREE) continue;
        labels[to] = label;
        waiting[last++] = to;
        visited++;
      }
    }
    return visited;
  };
  return { labels, row: (y: number, z: number) => ((z + above) * ny + y + 1) * nx + 1, flood };
}

/** Steps to the neighbours, in an image (`above` 0) only those beside. */
function neighbours(corners: boolean, above: number): [x: number, y: number, z: number][] {
  const around = [-1, 0, 1];
  return around
    .flatMap((z) => around.flatMap((y) => around.map((x): [number, number, number] => [x, y, z])))
    .filter(([x, y, z]) => {
      const distance = Math.abs(x) + Math.abs(y) + Math.abs(z);
      return Math.abs(z) <= above && (corners ? distance > 0 : distance === 1);
    });
}
