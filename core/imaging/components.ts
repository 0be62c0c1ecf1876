/**
 * Keeps the connected parts of a mask that `choose` chooses of the sizes of all, in the order of their first voxel.
 * Parts touch by face, edge or corner (26 neighbours, 8 in an image): scikit-image's measure.label with its default
 * connectivity.
 */
export function keepParts(
  mask: Uint8Array,
  size: readonly number[],
  choose: (voxels: number[]) => (part: number) => boolean,
): Uint8Array {
  const { runs, partOf, parts } = connected(mask, size, { set: true, corners: true });
  const voxels = new Array<number>(parts).fill(0);
  for (let run = 0; run < runs.from.length; run++) voxels[partOf[run]!]! += runs.to[run]! - runs.from[run]!;
  const chosen = choose(voxels);
  const kept = Uint8Array.from(voxels, (_, part) => Number(chosen(part)));
  return painted(mask.length, size, runs, (run) => kept[partOf[run]!] === 1);
}

/** What of the outside of a mask is enclosed by it: cannot be reached from beyond the grid, by faces. */
export function enclosedBy(mask: Uint8Array, size: readonly number[]): Uint8Array {
  const [nx, ny, nz] = [size[0]!, size[1]!, size[2] ?? 1];
  const { runs, partOf, parts } = connected(mask, size, { set: false, corners: false });
  const outside = new Uint8Array(parts);
  for (let row = 0; row < ny * nz; row++) {
    const [y, z] = [row % ny, Math.floor(row / ny)];
    // An image has nothing above and below it.
    const beside = y === 0 || y === ny - 1 || (size.length > 2 && (z === 0 || z === nz - 1));
    for (let run = runs.rows[row]!; run < runs.rows[row + 1]!; run++)
      if (beside || runs.from[run] === 0 || runs.to[run] === nx) outside[partOf[run]!] = 1;
  }
  return painted(mask.length, size, runs, (run) => outside[partOf[run]!] === 0);
}

/** Stretches of voxels along the first axis: from[r] … to[r] − 1 of their row; row n has rows[n] … rows[n + 1] − 1. */
type Runs = { from: number[]; to: number[]; rows: Int32Array };

/** The voxels of a mask that are set, or those that are not, in stretches. */
function runsOf(mask: Uint8Array, size: readonly number[], set: boolean): Runs {
  const nx = size[0]!;
  const runs: Runs = { from: [], to: [], rows: new Int32Array(mask.length / nx + 1) };
  for (let row = 0, begin = 0; begin < mask.length; row++, begin += nx) {
    for (let x = 0; x < nx; ) {
      while (x < nx && (mask[begin + x] !== 0) !== set) x++;
      if (x === nx) break;
      runs.from.push(x);
      while (x < nx && (mask[begin + x] !== 0) === set) x++;
      runs.to.push(x);
    }
    runs.rows[row + 1] = runs.from.length;
  }
  return runs;
}

/** Earlier rows [y, z] beside one, whose voxels touch its own by faces, or by edges and corners too. */
const FACES = [
  [-1, 0],
  [0, -1],
] as const;
const CORNERS = [...FACES, [-1, -1], [1, -1]] as const;

/** Which stretches hang together; parts are numbered by their first voxel. */
function connected(mask: Uint8Array, size: readonly number[], { set, corners }: { set: boolean; corners: boolean }) {
  const [ny, nz] = [size[1]!, size[2] ?? 1];
  const runs = runsOf(mask, size, set);
  // Each run points to an earlier one of its part, the first to itself (union–find, Tarjan 1975).
  const partOf = Int32Array.from(runs.from.keys());
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (const [dy, dz] of corners ? CORNERS : FACES)
        if (y + dy >= 0 && y + dy < ny && z + dz >= 0)
          unite(runs, partOf, z * ny + y, (z + dz) * ny + y + dy, corners ? 1 : 0);
  let parts = 0;
  for (let run = 0; run < partOf.length; run++) partOf[run] = partOf[run] === run ? parts++ : partOf[partOf[run]!]!;
  return { runs, partOf, parts };
}

/** Unites the parts of the runs of two rows that touch: `reach` 0 with voxels side by side, 1 also diagonally. */
function unite({ from, to, rows }: Runs, partOf: Int32Array, row: number, other: number, reach: number): void {
  let [a, b] = [rows[row]!, rows[other]!];
  const [endA, endB] = [rows[row + 1]!, rows[other + 1]!];
  while (a < endA && b < endB) {
    if (from[a]! < to[b]! + reach && from[b]! < to[a]! + reach) {
      const [one, two] = [firstOf(partOf, a), firstOf(partOf, b)];
      partOf[Math.max(one, two)] = Math.min(one, two);
    }
    if (to[a]! < to[b]!) a++;
    else b++;
  }
}

/** The first run of the part of a run; the way there is halved for the next time. */
function firstOf(partOf: Int32Array, run: number): number {
  let at = run;
  while (partOf[at] !== at) {
    partOf[at] = partOf[partOf[at]!]!;
    at = partOf[at]!;
  }
  return at;
}

/** A mask of the runs that are wanted. */
function painted(length: number, size: readonly number[], runs: Runs, wanted: (run: number) => boolean): Uint8Array {
  const out = new Uint8Array(length);
  for (let row = 0, begin = 0; begin < length; row++, begin += size[0]!)
    for (let run = runs.rows[row]!; run < runs.rows[row + 1]!; run++)
      if (wanted(run)) out.fill(1, begin + runs.from[run]!, begin + runs.to[run]!);
  return out;
}
