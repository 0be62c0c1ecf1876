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
  const labels = new Int32Array(box.size[0] * box.size[1] * box.size[2]);
  eachRow(box, size, (from, to) => {
    for (let x = 0; x < box.size[0]; x++) if (mask[from + x]) labels[to + x] = FREE;
  });
  const voxels: number[] = [];
  const flood = flooder(labels, box.size, true);
  for (let start = 0; start < labels.length; start++)
    if (labels[start] === FREE) voxels.push(flood(start, voxels.length + 1));
  const chosen = choose(voxels);
  const kept = Uint8Array.from([0, ...voxels], (_, label) => (label > 0 && chosen(label - 1) ? 1 : 0));
  eachRow(box, size, (from, to) => {
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

/** Each row of a box: where it begins in the grid, and in the box alone. */
function eachRow(box: Box, size: readonly number[], visit: (inGrid: number, inBox: number) => void): void {
  const [[x, y, z], [nx, ny, nz]] = [box.first, box.size];
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) visit(((z + k) * size[1]! + y + j) * size[0]! + x, (k * ny + j) * nx);
}

/** What of the outside of a mask is enclosed by it: cannot be reached from the border of the grid, by faces. */
export function enclosedBy(mask: Uint8Array, size: readonly number[]): Uint8Array {
  const labels = new Int32Array(mask.length);
  for (let at = 0; at < mask.length; at++) if (!mask[at]) labels[at] = FREE;
  const flood = flooder(labels, size, false);
  for (const at of borderOf(size)) if (labels[at] === FREE) flood(at, 1);
  const enclosed = new Uint8Array(labels.length);
  for (let at = 0; at < enclosed.length; at++) if (labels[at] === FREE) enclosed[at] = 1;
  return enclosed;
}

/** Flood fill: gives `label` to a free voxel and all free ones connected to it; returns how many. */
function flooder(labels: Int32Array, size: readonly number[], corners: boolean) {
  const [nx, ny, nz] = [size[0]!, size[1]!, size[2] ?? 1];
  const [dx, dy, dz] = neighbours(corners);
  // Each voxel waits at most once.
  const waiting = new Int32Array(labels.length);
  return (start: number, label: number): number => {
    waiting[0] = start;
    labels[start] = label;
    let last = 1;
    let visited = 1;
    while (last > 0) {
      const at = waiting[--last]!;
      const x = at % nx;
      const row = (at - x) / nx;
      const y = row % ny;
      const z = (row - y) / ny;
      for (let n = 0; n < dx.length; n++) {
        const tx = x + dx[n]!;
        const ty = y + dy[n]!;
        const tz = z + dz[n]!;
        if (tx < 0 || ty < 0 || tz < 0 || tx >= nx || ty >= ny || tz >= nz) continue;
        const to = (tz * ny + ty) * nx + tx;
        if (labels[to] !== FREE) continue;
        labels[to] = label;
        waiting[last++] = to;
        visited++;
      }
    }
    return visited;
  };
}

/** Steps to the neighbours along each axis. */
function neighbours(corners: boolean): [x: Int8Array, y: Int8Array, z: Int8Array] {
  const around = [-1, 0, 1];
  const steps = around
    .flatMap((z) => around.flatMap((y) => around.map((x) => [x, y, z] as const)))
    .filter(([x, y, z]) => {
      const distance = Math.abs(x) + Math.abs(y) + Math.abs(z);
      return corners ? distance > 0 : distance === 1;
    });
  const along = (axis: 0 | 1 | 2) => Int8Array.from(steps, (step) => step[axis]);
  return [along(0), along(1), along(2)];
}

/** Voxels at the border of the grid; an image has no border along its third axis. */
function* borderOf(size: readonly number[]): Generator<number> {
  const [nx, ny, nz] = [size[0]!, size[1]!, size[2] ?? 1];
  const solid = size.length > 2;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const row = (z * ny + y) * nx;
      const edge = y === 0 || y === ny - 1 || (solid && (z === 0 || z === nz - 1));
      // Of an inner row only its ends.
      for (let x = 0; x < nx; x += edge ? 1 : Math.max(nx - 1, 1)) yield row + x;
    }
}
