/** Connected parts of a mask: number of the part (from 1, in the order of their first voxel) of each voxel, and sizes. */
export type Components = { labels: Int32Array; voxels: number[] };

/** In `labels`: not visited yet. */
const FREE = -1;

/**
 * Parts that touch by face, edge or corner (26 neighbours, 8 in an image): scikit-image's measure.label with its default
 * connectivity.
 */
export function componentsOf(mask: Uint8Array, size: readonly number[]): Components {
  const labels = new Int32Array(mask.length);
  for (let at = 0; at < mask.length; at++) if (mask[at]) labels[at] = FREE;
  const voxels: number[] = [];
  const flood = flooder(labels, size, true);
  for (let start = 0; start < labels.length; start++)
    if (labels[start] === FREE) voxels.push(flood(start, voxels.length + 1));
  return { labels, voxels };
}

/** What of the outside of a mask is enclosed by it: cannot be reached from the border of the grid, by faces. */
export function enclosedBy(mask: Uint8Array, size: readonly number[]): Uint8Array {
  const labels = new Int32Array(mask.length);
  for (let at = 0; at < mask.length; at++) if (!mask[at]) labels[at] = FREE;
  const flood = flooder(labels, size, false);
  for (const at of borderOf(size)) if (labels[at] === FREE) flood(at, 1);
  return maskOf(labels, (label) => label === FREE);
}

/** The voxels whose label is chosen. */
export function maskOf(labels: Int32Array, chosen: (label: number) => boolean): Uint8Array {
  const mask = new Uint8Array(labels.length);
  for (let at = 0; at < mask.length; at++) if (chosen(labels[at]!)) mask[at] = 1;
  return mask;
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
