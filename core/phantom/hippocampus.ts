import type { Vector3 } from '../contract/index.ts';
import { ellipsoid, type Shape } from './ellipsoid.ts';
import { noiseFrom, randomFrom, smoothStep } from './noise.ts';

/**
 * A made-up left hippocampus in a made-up temporal lobe: a grey head and body in bright white matter under a dark cleft.
 * Grid of 1 mm; index (x, y, z) runs to the patient's right, front and top; x fastest in the arrays.
 */
export type HippocampusPhantom = {
  size: Vector3;
  /** Signal of a T1-weighted MR, 0 … 1023. */
  signal: Uint16Array;
  /** 0 background, 1 anterior (head), 2 posterior (body and tail): the voxels whose centre is inside the shape. */
  labels: Uint8Array;
};

const SIZE: Vector3 = [40, 52, 38];
/** Signal of the tissues, white matter = 1 before scaling. */
const TISSUE = { white: 1, hippocampus: 0.5, cortex: 0.56, amygdala: 0.6, thalamus: 0.78, stem: 0.9, fluid: 0.16 };
const WHITE_SIGNAL = 850;
/** True signal inside the hippocampus, before noise and edges. */
export const HIPPOCAMPUS_SIGNAL = TISSUE.hippocampus * WHITE_SIGNAL;
/** mm over which one tissue becomes the other, and deviation of the noise as a share of white matter. */
const EDGE = 0.9;
const NOISE = 0.025;

const head = ellipsoid([18, 32.8, 12.9], [11.6, 8.4, 5], [-0.84, -0.5, 0.2]);
const body = ellipsoid([13.6, 18.5, 19.4], [16.5, 6.6, 4.3], [-0.28, 0.84, -0.46]);
/** y that parts head from body, as readers part them in the coronal plane (Wisse et al., NeuroImage 2017). */
const PARTING = 27.5;

/** Builds the phantom; the same bytes in every run. */
export function hippocampusPhantom(): HippocampusPhantom {
  const [nx, ny, nz] = SIZE;
  const signal = new Uint16Array(nx * ny * nz);
  const labels = new Uint8Array(nx * ny * nz);
  const noise = noiseFrom(randomFrom(1));
  let i = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        const value = tissueAt([x, y, z]) + NOISE * noise();
        signal[i] = Math.min(1023, Math.max(0, Math.round(value * WHITE_SIGNAL)));
        labels[i] = labelAt([x, y, z]);
      }
    }
  }
  return { size: SIZE, signal, labels };
}

const hippocampusAt = (point: Vector3) => Math.min(head(point), body(point));
const labelAt = (point: Vector3) => (hippocampusAt(point) > 0 ? 0 : point[1] > PARTING ? 1 : 2);

/** From the back to the front of the painter's pile: what covers what, its signal and its shape. */
const PILE: [tissue: number, shape: Shape][] = [
  [TISSUE.thalamus, ellipsoid([26, 22, 40], [17, 17, 14])],
  [TISSUE.cortex, cortexBelow],
  [TISSUE.fluid, ellipsoid([33, 20, 15], [4.5, 17, 9])],
  [TISSUE.stem, ellipsoid([43, 16, 14], [8, 18, 18])],
  [TISSUE.amygdala, ellipsoid([19, 45, 20], [9, 7, 6.5])],
  [TISSUE.fluid, ellipsoid([10, 1, 33], [7, 6, 5])],
  [TISSUE.fluid, cleftAbove],
  [TISSUE.white, (p) => hippocampusAt([p[0], p[1], p[2] + 2.2]) + 0.2],
  [TISSUE.hippocampus, hippocampusAt],
];

/** Folded cortex under a band of white matter that follows the hippocampus down to the front. */
function cortexBelow([x, y, z]: Vector3): number {
  const floor = 15.5 - 0.36 * (y - 14) + 0.02 * (x - 16) ** 2;
  const fold = 1.6 * Math.sin(x / 3.1) * Math.cos(y / 5.3);
  return z - floor + fold + 2;
}

/** The temporal horn: a thin sheet of fluid over the outer and upper side of the head and the front of the body. */
function cleftAbove(point: Vector3): number {
  const lifted: Vector3 = [point[0] + 0.8, point[1] - 0.6, point[2] - 1.7];
  return Math.max(Math.min(head(lifted), body(lifted)), 22 - point[1]);
}

function tissueAt(point: Vector3): number {
  return PILE.reduce((below, [tissue, shape]) => {
    const share = smoothStep(EDGE, -EDGE, shape(point));
    return below + (tissue - below) * share;
  }, TISSUE.white);
}

/** The true volumes in ml, by counting sub-voxels of a quarter of a millimetre. */
export function hippocampusVolumes(): { anterior: number; posterior: number } {
  const parts = 4;
  const counts = [0, 0, 0];
  const at = (n: number) => (n + 0.5) / parts - 0.5;
  for (let z = 0; z < SIZE[2] * parts; z++) {
    for (let y = 0; y < SIZE[1] * parts; y++) {
      for (let x = 0; x < SIZE[0] * parts; x++) counts[labelAt([at(x), at(y), at(z)])]! += 1;
    }
  }
  const ml = (count: number) => Math.round(count / parts ** 3) / 1000;
  return { anterior: ml(counts[1]!), posterior: ml(counts[2]!) };
}
