import type { Vector3 } from '../contract/index.ts';

/** Two masks (0, 1) on one grid, the first axis fastest; `spacing` in mm along its axes. */
export type MaskPair = { found: Uint8Array; truth: Uint8Array; size: Vector3; spacing: Vector3 };

const count = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0);

/** Twice what both share by what both are (Dice 1945); 0 where both are empty. */
export function dice({ found, truth }: Pick<MaskPair, 'found' | 'truth'>): number {
  let both = 0;
  for (let at = 0; at < found.length; at++) both += found[at]! & truth[at]!;
  return (2 * both) / Math.max(count(found) + count(truth), 1);
}

/** How much larger or smaller, in millilitres. */
export function volumeErrorMl({ found, truth, spacing }: MaskPair): number {
  return (Math.abs(count(found) - count(truth)) * spacing[0] * spacing[1] * spacing[2]) / 1000;
}

/**
 * Mean distance in mm from the surface of each mask to the nearest surface voxel of the other, all surface voxels
 * together; NaN where one is empty. A voxel of the surface has a face neighbour that is unset or outside the grid.
 */
export function surfaceDistanceMm({ found, truth, size, spacing }: MaskPair): number {
  const [one, other] = [surfaceOf(found, size), surfaceOf(truth, size)];
  if (!one.includes(1) || !other.includes(1)) return Number.NaN;
  let [sum, voxels] = [0, 0];
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const squared = squaredDistances(to, size, spacing);
    for (let at = 0; at < from.length; at++) {
      if (!from[at]) continue;
      sum += Math.sqrt(squared[at]!);
      voxels += 1;
    }
  }
  return sum / voxels;
}

function surfaceOf(mask: Uint8Array, [width, height, depth]: Vector3): Uint8Array {
  const set = (i: number, j: number, k: number) =>
    i >= 0 && j >= 0 && k >= 0 && i < width && j < height && k < depth && mask[i + width * (j + height * k)];
  return mask.map((value, at) => {
    if (!value) return 0;
    const [i, j, k] = [at % width, Math.floor(at / width) % height, Math.floor(at / (width * height))];
    const inner =
      set(i - 1, j, k) &&
      set(i + 1, j, k) &&
      set(i, j - 1, k) &&
      set(i, j + 1, k) &&
      set(i, j, k - 1) &&
      set(i, j, k + 1);
    return inner ? 0 : 1;
  });
}

/** mm² from each voxel to the nearest set one: exact, axis by axis (Felzenszwalb and Huttenlocher 2012). */
function squaredDistances(mask: Uint8Array, size: Vector3, spacing: Vector3): Float64Array {
  const squared = Float64Array.from(mask, (value) => (value ? 0 : Number.POSITIVE_INFINITY));
  let step = 1;
  for (const axis of [0, 1, 2] as const) {
    const length = size[axis];
    const line = new Float64Array(length);
    for (let start = 0; start < squared.length; start++) {
      if (Math.floor(start / step) % length !== 0) continue;
      for (let n = 0; n < length; n++) line[n] = squared[start + n * step]!;
      lowerEnvelope(line, spacing[axis] ** 2, (n, value) => {
        squared[start + n * step] = value;
      });
    }
    step *= length;
  }
  return squared;
}

/** min over m of line[m] + unit · (n − m)², told for each n. */
function lowerEnvelope(line: Float64Array, unit: number, tell: (n: number, value: number) => void): void {
  const lowest: number[] = [];
  const starts: number[] = [];
  for (let n = 0; n < line.length; n++) {
    if (line[n] === Number.POSITIVE_INFINITY) continue;
    let start = Number.NEGATIVE_INFINITY;
    while (lowest.length > 0) {
      const m = lowest.at(-1)!;
      start = ((line[n]! - line[m]!) / unit + n * n - m * m) / (2 * (n - m));
      if (start > starts.at(-1)!) break;
      lowest.pop();
      starts.pop();
      start = Number.NEGATIVE_INFINITY;
    }
    lowest.push(n);
    starts.push(start);
  }
  for (let n = 0, p = 0; n < line.length && lowest.length > 0; n++) {
    while (p + 1 < starts.length && starts[p + 1]! <= n) p++;
    tell(n, line[lowest[p]!]! + unit * (n - lowest[p]!) ** 2);
  }
}
