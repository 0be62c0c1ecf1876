import { noiseFrom, randomFrom, smoothStep } from './noise.ts';

/**
 * A made-up frontal chest radiograph of a child, drawn as shadows: what each part adds to the way of the rays. In the
 * plane of the picture u runs from −1 (left edge, the patient's right) to 1, v from −1 (top) to 1.
 */
export type ChestPhantom = {
  size: number;
  /** 12 bits, dense is bright (MONOCHROME2); row by row. */
  stored: Uint16Array;
  /** Where the soft opacity lies, in pixels. */
  opacity: { column: number; row: number; radius: number };
};

const SIZE = 1024;
/** `loss` is the share of the air that has given way to fluid in its middle. */
const OPACITY = { u: -0.38, v: -0.1, radius: 0.27, loss: 0.85 };
/** Half the thickness of a rib. */
const RIB = 0.02;

/** Draws the phantom; the same bytes in every run. */
export function chestPhantom(): ChestPhantom {
  const stored = new Uint16Array(SIZE * SIZE);
  const random = randomFrom(2);
  const noise = noiseFrom(random);
  const vessels = drawVessels(random);
  for (let row = 0, i = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++, i++) {
      const u = (column + 0.5) / (SIZE / 2) - 1;
      const v = (row + 0.5) / (SIZE / 2) - 1;
      const shadow = shadowAt(u, v, vessels[i]!);
      const value = 3900 * (1 - Math.exp(-1.35 * shadow)) + 60;
      stored[i] = Math.min(4095, Math.max(0, Math.round(value + (10 + value * 0.006) * noise())));
    }
  }
  const pixels = (share: number) => Math.round((share * SIZE) / 2);
  const opacity = { column: pixels(OPACITY.u + 1), row: pixels(OPACITY.v + 1), radius: pixels(OPACITY.radius) };
  return { size: SIZE, stored, opacity };
}

/** Depth of everything along one ray, soft tissue of the thickest part of the trunk = 1. */
function shadowAt(u: number, v: number, vessel: number): number {
  const trunk = trunkAt(u, v);
  if (trunk === 0) return 0;
  const heart = heartAt(u, v);
  const lung = lungAt(u, v) * (1 - 0.88 * heart);
  const away = Math.hypot(u - OPACITY.u, v - OPACITY.v) / OPACITY.radius;
  const fluid = OPACITY.loss * Math.exp(-(away ** 3));
  const air = lung * 0.66 * (1 - 0.2 * Math.abs(v)) * (1 - fluid);
  const soft = trunk * (0.86 - air) + heart * 0.12 + lung * vessel * 0.12 - windpipeAt(u, v) * 0.2;
  return Math.max(0, soft + trunk * (spineAt(u, v) * 0.26 + bonesAt(u, v)));
}

/** Thickness of neck, shoulders and trunk. */
function trunkAt(u: number, v: number): number {
  const shoulders = smoothStep(-1.02, -0.68, v);
  const half = 0.26 + 0.85 * shoulders - 0.22 * smoothStep(-0.45, 0.2, v) + 0.03 * smoothStep(0.3, 1, v);
  const share = Math.abs(u) / half;
  return share >= 1 ? 0 : (1 - share ** 4) ** 0.6 * (0.62 + 0.38 * smoothStep(-1, -0.4, v));
}

/** Half width of the rib cage at a height. */
const cageAt = (v: number) => 0.34 + 0.43 * Math.sin(Math.min(1, Math.max(0, (v + 0.82) / 1.1)) * (Math.PI / 2)) ** 0.9;

/** Height of the dome of the diaphragm; the liver lifts the patient's right side. */
const domeAt = (u: number) =>
  (u < 0 ? 0.46 : 0.52) + 1.1 * (Math.abs(u) - 0.34) ** 2 + 1.6 * Math.max(0, Math.abs(u) - 0.5) ** 2;

function lungAt(u: number, v: number): number {
  const half = cageAt(v) - 0.035;
  const inner = 0.075 + 0.08 * smoothStep(-0.4, -0.75, v);
  const side =
    smoothStep(half + 0.012, half - 0.02, Math.abs(u)) * smoothStep(inner - 0.015, inner + 0.02, Math.abs(u));
  const apex = smoothStep(-0.81, -0.72, v - 2.2 * (Math.abs(u) - 0.27) ** 2);
  return side * apex * smoothStep(domeAt(u) + 0.012, domeAt(u) - 0.012, v);
}

/** The heart, which lies more to the patient's left, and the great vessels and thymus above it. */
function heartAt(u: number, v: number): number {
  const long = (u - 0.1) * 0.8 + (v - 0.28) * 0.6;
  const short = (v - 0.28) * 0.8 - (u - 0.1) * 0.6;
  const heart = smoothStep(1.04, 0.95, Math.hypot(long / 0.36, short / 0.27));
  const left = 0.15 + 0.035 * Math.sin((v + 0.35) * 9);
  const upper =
    smoothStep(0.012, -0.012, u > 0 ? u - left : -u - 0.13) * smoothStep(-0.72, -0.5, v) * smoothStep(0.3, 0.1, v);
  return Math.max(heart, upper * 0.85);
}

const windpipeAt = (u: number, v: number) =>
  smoothStep(0.045, 0.025, Math.abs(u + 0.012)) * smoothStep(-0.22, -0.3, v) * smoothStep(-1, -0.9, v);

/** Vertebral bodies with discs between them. */
function spineAt(u: number, v: number): number {
  const column = smoothStep(0.08, 0.064, Math.abs(u));
  const disc = 0.5 + 0.5 * Math.cos(((v + 1) / 0.126) * 2 * Math.PI);
  const edge = smoothStep(0.045, 0.066, Math.abs(u)) * column;
  return column * (0.75 + 0.25 * smoothStep(0.1, 0.4, disc)) + edge * 0.25 * smoothStep(0.2, 0.6, disc);
}

/** Height at which each rib leaves the spine, and how far it reaches to the side. */
const RIBS = Array.from({ length: 10 }, (_, n) => {
  const root = -0.74 + n * 0.126;
  return { root, half: cageAt(root + 0.14) - 0.005 };
});

/** Ribs from the spine outwards and faintly back to the front, collar bones and upper arms. */
function bonesAt(u: number, v: number): number {
  const side = Math.abs(u);
  let sum = 0;
  for (const { root, half } of RIBS) {
    if (v < root - 0.1 || v > root + 0.36) continue;
    const t = (side - 0.06) / (half - 0.06);
    if (t < 0 || t > 1) continue;
    const behind = root - 0.055 * Math.sin(Math.PI * Math.min(1, t * 1.25)) + 0.13 * t ** 2.2;
    sum += tube((v - behind) / slope(t)) * 0.13 * smoothStep(1, 0.97, t) * smoothStep(0, 0.06, t);
    const before = root + 0.13 + 0.2 * (1 - t) + 0.03 * Math.sin(Math.PI * t);
    sum += tube((v - before) / (RIB * 1.25)) * 0.085 * smoothStep(0.42, 0.6, t) * smoothStep(1, 0.97, t);
  }
  const collar = tube((v + 0.62 + 0.2 * (side - 0.1) + 0.035 * Math.sin((side - 0.1) * 8)) / 0.027);
  sum += collar * 0.16 * smoothStep(0.1, 0.13, side) * smoothStep(0.74, 0.7, side);
  const wall = tube((side - cageAt(v) + 0.012) / 0.026) * smoothStep(-0.62, -0.4, v) * smoothStep(0.75, 0.55, v);
  const arm = tube((side - 0.93 - 0.1 * (v + 0.7)) / 0.06) * smoothStep(-0.78, -0.7, v) * smoothStep(0, -0.3, v);
  return sum + wall * 0.1 + arm * 0.2;
}

/** A rib looks thicker where it turns down at the side. */
const slope = (t: number) => RIB * (1 + 0.5 * Math.max(0, t) ** 3);

/** Shadow of a tube of bone across its middle: the rim is denser than the marrow. */
function tube(across: number): number {
  const d = Math.abs(across);
  if (d >= 1) return 0;
  const outer = Math.sqrt(1 - d * d);
  const inner = d < 0.75 ? Math.sqrt(0.5625 - d * d) : 0;
  return (outer - inner * 0.75) * 1.5 * smoothStep(1, 0.85, d);
}

/** Vessels that branch from both hila outwards, as a picture of their shadows. */
function drawVessels(random: () => number): Float32Array {
  const picture = new Float32Array(SIZE * SIZE);
  const branch = (x: number, y: number, direction: number, width: number, length: number) => {
    let [px, py, turn] = [x, y, direction];
    for (let walked = 0; walked < length; walked += 1.5) {
      const radius = width * (1 - (0.75 * walked) / length);
      stamp(picture, px, py, radius);
      turn += (random() - 0.5) * 0.09;
      px += 1.5 * Math.cos(turn);
      py += 1.5 * Math.sin(turn);
      if (width > 2.2 && random() < 0.012)
        branch(px, py, turn + (random() < 0.5 ? 0.6 : -0.6), radius * 0.75, length * 0.6);
    }
  };
  for (const side of [-1, 1]) {
    const [x, y] = [SIZE / 2 + side * 76, SIZE * 0.48];
    for (let n = 0; n < 13; n++) {
      const away = -1.25 + (n / 12) * 2.6 + (random() - 0.5) * 0.15;
      branch(x, y, side > 0 ? away : Math.PI - away, 3.5 + 3.5 * random(), 200 + 110 * random());
    }
  }
  return picture;
}

function stamp(picture: Float32Array, x: number, y: number, radius: number): void {
  const reach = Math.ceil(radius + 1);
  for (let row = Math.max(0, Math.floor(y) - reach); row <= Math.min(SIZE - 1, Math.floor(y) + reach); row++) {
    for (
      let column = Math.max(0, Math.floor(x) - reach);
      column <= Math.min(SIZE - 1, Math.floor(x) + reach);
      column++
    ) {
      const d = Math.hypot(column - x, row - y) / radius;
      const depth = d < 1 ? Math.sqrt(1 - d * d) * Math.min(1, radius / 6) : 0;
      picture[row * SIZE + column] = Math.max(picture[row * SIZE + column]!, depth);
    }
  }
}
