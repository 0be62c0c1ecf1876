import type { Vector3 } from '../contract/index.ts';
import { ellipsoid, type Shape } from './ellipsoid.ts';
import { noiseFrom, randomFrom, smoothStep } from './noise.ts';

/**
 * A made-up head with a tumour that took up contrast agent, on axial slices of a T1-weighted MR. Index (x, y, z) runs to
 * the patient's left, back and top; x fastest in the arrays; mm from the middle of the head in the shapes.
 */
export type HeadPhantom = {
  size: Vector3;
  /** mm between pixels and between slices. */
  pixel: number;
  step: number;
  /** Signal, 0 … 1023. */
  signal: Uint16Array;
  /** Centre and radius of the tumour in mm. */
  tumour: { centre: Vector3; radius: number };
};

const SIZE: Vector3 = [160, 160, 12];
const PIXEL = 1.4;
const STEP = 7;
const WHITE_SIGNAL = 560;
const TUMOUR = { centre: [-32, -22, 14] as Vector3, radius: 17 };
/** mm over which one tissue becomes the other, and deviation of the noise as a share of white matter. */
const EDGE = 1.2;
const NOISE = 0.03;

const scalp = ellipsoid([0, 0, 0], [82, 98, 100]);

/** From the back to the front of the painter's pile: signal (white matter = 1) and shape. */
const PILE: [tissue: number, shape: Shape][] = [
  [1.3, scalp],
  [0.12, ellipsoid([0, 0, 0], [76, 92, 94])],
  [0.2, ellipsoid([0, 0, 0], [70, 86, 88])],
  [0.72, folded(ellipsoid([0, 0, 0], [68, 84, 86]), 1.6)],
  [1, folded(ellipsoid([-33, 0, 4], [29, 72, 70]), 3.4)],
  [1, folded(ellipsoid([33, 0, 4], [29, 72, 70]), 3.4)],
  [0.18, ([x, y, z]) => Math.max(Math.abs(x) - 1.1, Math.hypot(y, z) - 86)],
  [0.22, ellipsoid([-11, -6, 10], [30, 6, 12], [0.18, 1, 0])],
  [0.22, ellipsoid([11, -6, 10], [30, 6, 12], [-0.18, 1, 0])],
  [0.75, ellipsoid([-24, -6, 0], [9, 20, 14])],
  [0.75, ellipsoid([24, -6, 0], [9, 20, 14])],
  [1.55, ellipsoid([0, 84, 4], [4, 4, 70])],
  [1.75, folded(ellipsoid(TUMOUR.centre, [TUMOUR.radius, TUMOUR.radius, TUMOUR.radius]), 0.8)],
];

/** A surface with waves, as the brain's. */
function folded(shape: Shape, mm: number): Shape {
  return (point) => shape(point) + mm * Math.sin(point[0] / 4.1) * Math.cos(point[1] / 4.7 + point[2] / 6);
}

function tissueAt(point: Vector3): number {
  if (scalp(point) > EDGE) return 0;
  return PILE.reduce((below, [tissue, shape]) => below + (tissue - below) * smoothStep(EDGE, -EDGE, shape(point)), 0);
}

/** Builds the phantom; the same bytes in every run. */
export function headPhantom(): HeadPhantom {
  const [nx, ny, nz] = SIZE;
  const signal = new Uint16Array(nx * ny * nz);
  const noise = noiseFrom(randomFrom(4));
  const at = (index: number, count: number, mm: number) => (index - (count - 1) / 2) * mm;
  let i = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const value = tissueAt([at(x, nx, PIXEL), at(y, ny, PIXEL), at(z, nz, STEP)]) + NOISE * noise();
        signal[i] = Math.min(1023, Math.max(0, Math.round(value * WHITE_SIGNAL)));
      }
  return { size: SIZE, pixel: PIXEL, step: STEP, signal, tumour: TUMOUR };
}
