import type { Vector3 } from '../contract/index.ts';

/** A body in space: how far (about, in mm) a point lies outside of its surface; negative inside. */
export type Shape = (point: Vector3) => number;

/**
 * An ellipsoid by its centre and half axes in mm. The first half axis runs along `axis`, the second across it in the
 * plane of x and y, the third across both; without `axis` they are x, y and z.
 */
export function ellipsoid(centre: Vector3, radii: Vector3, axis: Vector3 = [1, 0, 0]): Shape {
  const first = unit(axis);
  const second = unit(cross([0, 0, 1], first));
  const third = cross(first, second);
  return ([x, y, z]) => {
    const from: Vector3 = [x - centre[0], y - centre[1], z - centre[2]];
    const a = dot(from, first) / radii[0];
    const b = dot(from, second) / radii[1];
    const c = dot(from, third) / radii[2];
    const reach = Math.sqrt(a * a + b * b + c * c);
    if (reach === 0) return -Math.min(...radii);
    // First-order distance from where the scaled reach is 1 (Taubin, IEEE PAMI 13, 1991).
    const steepness = Math.sqrt((a / radii[0]) ** 2 + (b / radii[1]) ** 2 + (c / radii[2]) ** 2);
    return (reach * (reach - 1)) / steepness;
  };
}

const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a: Vector3): Vector3 => {
  const length = Math.sqrt(dot(a, a));
  return [a[0] / length, a[1] / length, a[2] / length];
};
const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
