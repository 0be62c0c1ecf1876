import type { Vector3 } from '../contract/index.ts';
import { noiseFrom, randomFrom } from './noise.ts';

/** A part of the CT phantom along the whole bore: centre and radius in mm, value in HU. */
export type CtPart = { name: string; hu: number; centre: [x: number, y: number]; radii: [number, number] };

export const CT_SIZE = 512;
/** mm between pixels and between slices. */
export const CT_PIXEL = 0.75;
export const CT_STEP = 0.6;
/** Stored value = HU + 1024 (Rescale Intercept −1024). */
export const CT_INTERCEPT = -1024;
/** Position of the first pixel of the first slice, LPS in mm: the axis of the bore is x = y = 0. */
export const CT_ORIGIN: Vector3 = [-(CT_SIZE - 1) * 0.5 * CT_PIXEL, -(CT_SIZE - 1) * 0.5 * CT_PIXEL, -300];
/** HU outside of the body, and largest deviation of the noise. */
export const CT_AIR = -1000;
export const CT_NOISE = 12;

/** A trunk with rods and balls of known size and value; later parts cover earlier ones. */
export const CT_PARTS: CtPart[] = [
  { name: 'skin and fat', hu: -100, centre: [0, 0], radii: [165, 115] },
  { name: 'soft tissue', hu: 40, centre: [0, 0], radii: [150, 101] },
  { name: 'right lung', hu: -850, centre: [-75, -12], radii: [52, 70] },
  { name: 'left lung', hu: -850, centre: [78, -10], radii: [47, 68] },
  { name: 'spine', hu: 450, centre: [0, 62], radii: [24, 22] },
  { name: 'spinal canal', hu: 20, centre: [0, 78], radii: [8, 8] },
  { name: 'aorta', hu: 180, centre: [22, 34], radii: [12, 12] },
  { name: 'heart', hu: 60, centre: [18, -32], radii: [48, 40] },
  { name: 'water rod', hu: 0, centre: [-110, -70], radii: [10, 10] },
  { name: 'bone rod', hu: 1000, centre: [112, -66], radii: [8, 8] },
];

/** mm between the balls in the lungs along z, from the first slice on, and their radius. */
export const CT_BALLS = { every: 30, radius: 9, hu: 50, centre: [-80, 0] as [number, number] };

/** Stored values of one slice, row by row; x runs along columns to the patient's left, y along rows to the back. */
export type CtSlices = (slice: number) => Uint16Array;

/** Prepares the slices once, so that each is a copy, one disc and shifted noise. */
export function ctSlices(): CtSlices {
  const base = new Int16Array(CT_SIZE * CT_SIZE).fill(CT_AIR);
  for (const { centre, radii, hu } of CT_PARTS) fillEllipse(base, centre, radii, hu);
  const random = noiseFrom(randomFrom(3));
  const noise = Int8Array.from({ length: base.length * 2 }, () =>
    Math.max(-CT_NOISE, Math.min(CT_NOISE, Math.round(random() * 4))),
  );
  return (slice) => {
    const values = base.slice();
    const { every, radius, centre, hu } = CT_BALLS;
    const z = slice * CT_STEP;
    const away = z - Math.round(z / every) * every;
    const cut = Math.sqrt(Math.max(0, radius ** 2 - away ** 2));
    if (cut > 0) fillEllipse(values, centre, [cut, cut], hu);
    const stored = new Uint16Array(values.length);
    const shift = (slice * 7919) % values.length;
    for (let i = 0; i < stored.length; i++) stored[i] = Math.max(0, values[i]! + noise[i + shift]! - CT_INTERCEPT);
    return stored;
  };
}

/** Sets the pixels whose centre is inside an ellipse, row by row. */
function fillEllipse(values: Int16Array, [x, y]: [number, number], [a, b]: [number, number], hu: number): void {
  const index = (mm: number, axis: 0 | 1) => (mm - CT_ORIGIN[axis]) / CT_PIXEL;
  for (let row = Math.ceil(index(y - b, 1)); row <= Math.floor(index(y + b, 1)); row++) {
    const away = (CT_ORIGIN[1] + row * CT_PIXEL - y) / b;
    const half = a * Math.sqrt(Math.max(0, 1 - away * away));
    const start = row * CT_SIZE;
    values.fill(hu, start + Math.ceil(index(x - half, 0)), start + Math.floor(index(x + half, 0)) + 1);
  }
}
