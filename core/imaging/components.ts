import { product } from './grid.ts';

/** Connected parts of a mask: number of the part (from 1, in the order of their first voxel) of each voxel, and sizes. */
export type Components = { labels: Int32Array; voxels: number[] };

/**
 * Parts that touch by face, edge or corner (26 neighbours, 8 in an image): scikit-image's measure.label with its default
 * connectivity.
 */
export function componentsOf(mask: Uint8Array, size: readonly number[]): Components {
  const labels = new Int32Array(mask.length);
  const voxels: number[] = [];
  const spread = spreader(size, true);
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || labels[start]) continue;
    const label = voxels.length + 1;
    voxels.push(
      spread(
        start,
        (at) => mask[at] === 1 && labels[at] === 0,
        (at) => (labels[at] = label),
      ),
    );
  }
  return { labels, voxels };
}

/** Sets all that can be reached from the border of the grid, by faces, through voxels that `open` allows. */
export function reachableFromBorder(size: readonly number[], open: (at: number) => boolean): Uint8Array {
  const reached = new Uint8Array(product(size));
  const spread = spreader(size, false);
  const [nx, ny, nz] = [size[0]!, size[1]!, size[2] ?? 1];
  const flat = size.length === 2;
  for (let z = 0, at = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, at++) {
        const border = x === 0 || x === nx - 1 || y === 0 || y === ny - 1 || (!flat && (z === 0 || z === nz - 1));
        if (border && !reached[at] && open(at))
          spread(
            at,
            (to) => !reached[to] && open(to),
            (to) => (reached[to] = 1),
          );
      }
  return reached;
}

/** Flood fill over a grid: visits `start` and all that is connected to it and free; returns how many. */
function spreader(size: readonly number[], corners: boolean) {
  const [nx, ny, nz] = [size[0]!, size[1]!, size[2] ?? 1];
  const steps = neighbours(corners);
  let stack = new Int32Array(1024);
  return (start: number, free: (at: number) => boolean, visit: (at: number) => void): number => {
    let waiting = 0;
    let visited = 0;
    const take = (at: number) => {
      visit(at);
      visited++;
      if (waiting === stack.length) {
        const larger = new Int32Array(stack.length * 2);
        larger.set(stack);
        stack = larger;
      }
      stack[waiting++] = at;
    };
    take(start);
    while (waiting > 0) {
      const at = stack[--waiting]!;
      const x = at % nx;
      const y = Math.floor(at / nx) % ny;
      const z = Math.floor(at / (nx * ny));
      for (const [dx, dy, dz] of steps) {
        const [tx, ty, tz] = [x + dx, y + dy, z + dz];
        if (tx < 0 || ty < 0 || tz < 0 || tx >= nx || ty >= ny || tz >= nz) continue;
        const to = (tz * ny + ty) * nx + tx;
        if (free(to)) take(to);
      }
    }
    return visited;
  };
}

function neighbours(corners: boolean): [number, number, number][] {
  const around = [-1, 0, 1];
  return around
    .flatMap((z) => around.flatMap((y) => around.map((x): [number, number, number] => [x, y, z])))
    .filter(([x, y, z]) => {
      const distance = Math.abs(x) + Math.abs(y) + Math.abs(z);
      return corners ? distance > 0 : distance === 1;
    });
}
