import { CLEAR_BELOW, inferno, opacityOf } from './colour.ts';

/** Points per cell of the network's grid on the drawn map. */
const FINENESS = 16;

/** Weights of four neighbours at a fraction between the middle two: a cubic that passes through all cells (Catmull and Rom 1974). */
const cubic = (f: number): [number, number, number, number] => [
  ((2 - f) * f - 1) * f * 0.5,
  ((3 * f - 5) * f * f + 2) * 0.5,
  ((4 - 3 * f) * f + 1) * f * 0.5,
  (f - 1) * f * f * 0.5,
];

/** Value between the cell centres of a grid; beyond the outer centres the edge is kept. */
function between(values: Float32Array, columns: number, rows: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [cubic(x - left), cubic(y - top)];
  let sum = 0;
  for (let row = 0; row < 4; row++) {
    const start = Math.min(Math.max(top + row - 1, 0), rows - 1) * columns;
    for (let column = 0; column < 4; column++)
      sum += values[start + Math.min(Math.max(left + column - 1, 0), columns - 1)]! * across[column]! * down[row]!;
  }
  return sum;
}

/** RGBA of a map as shares of its strongest point: inferno, clear below 0.18, growing opaque over the next tenth. */
export function mapPixels(values: Float32Array, columns: number, rows: number) {
  const [width, height] = [columns * FINENESS, rows * FINENESS];
  const pixels = new Uint8ClampedArray(width * height * 4);
  const strongest = values.reduce((most, value) => Math.max(most, value), 0);
  if (strongest <= 0) return { width, height, pixels };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const value = between(values, columns, rows, (x + 0.5) / FINENESS - 0.5, (y + 0.5) / FINENESS - 0.5);
      const share = value / strongest;
      if (share < CLEAR_BELOW) continue;
      const [red, green, blue] = inferno(share);
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
      pixels[at + 3] = 255 * opacityOf(share);
    }
  }
  return { width, height, pixels };
}

const drawn = new WeakMap<Float32Array, HTMLCanvasElement>();

/** The map on a canvas, drawn once. */
export function mapCanvas(values: Float32Array, columns: number, rows: number): HTMLCanvasElement {
  const known = drawn.get(values);
  if (known) return known;
  const { width, height, pixels } = mapPixels(values, columns, rows);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
  drawn.set(values, canvas);
  return canvas;
}
