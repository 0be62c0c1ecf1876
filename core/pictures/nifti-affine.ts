import type { Plane, Vector3 } from '../contract/index.ts';

/** Index to patient: where slice k lies (LPS), and mm along i and j. */
export type NiftiAffine = { spacing: [i: number, j: number]; planeOf(k: number): Plane };

type Read = (at: number) => number;

/**
 * The affine that nibabel takes: sform where its code is set, else qform, else voxels of pixdim around the middle
 * (nifti1.h, "3D IMAGE (VOLUME) ORIENTATION"). RAS becomes LPS: x and y are turned.
 */
export function affineOfNifti(short: Read, float: Read, size: Vector3): NiftiAffine {
  const ras = short(254) > 0 ? sform(float) : short(252) > 0 ? qform(float) : middle(float, size);
  const column = (n: number) => [-ras[0]![n]!, -ras[1]![n]!, ras[2]![n]!] as Vector3;
  const [i, j, k, origin] = [column(0), column(1), column(2), column(3)];
  const spacing: [number, number] = [Math.hypot(...i), Math.hypot(...j)];
  return {
    spacing,
    planeOf: (slice) => ({
      position: origin.map((mm, axis) => mm + slice * k[axis]!) as Vector3,
      rowDirection: i.map((mm) => mm / spacing[0]) as Vector3,
      columnDirection: j.map((mm) => mm / spacing[1]) as Vector3,
    }),
  };
}

const sform = (float: Read) => [280, 296, 312].map((row) => [0, 1, 2, 3].map((n) => float(row + 4 * n)));

const pixdim = (float: Read) => [1, 2, 3].map((n) => Math.abs(float(76 + 4 * n)) || 1);

/** Quaternion (method 2 of nifti1.h); a negative pixdim[0] turns k around. */
function qform(float: Read): number[][] {
  const [b, c, d] = [float(256), float(260), float(264)] as Vector3;
  const a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
  const turn = float(76) < 0 ? -1 : 1;
  const [x, y, z] = pixdim(float) as Vector3;
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b],
  ];
  return rotation.map((row, n) => [row[0]! * x, row[1]! * y, row[2]! * z * turn, float(268 + 4 * n)]);
}

/** Neither is set: nibabel's base affine, x turned to the left. */
function middle(float: Read, size: Vector3): number[][] {
  const steps = pixdim(float).map((mm, n) => (n === 0 ? -mm : mm));
  return steps.map((mm, n) => [0, 1, 2, 3].map((m) => (m === n ? mm : m === 3 ? (-mm * (size[n]! - 1)) / 2 : 0)));
}
