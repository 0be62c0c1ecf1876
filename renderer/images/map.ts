import { CLEAR_BELOW, inferno } from './colour.ts';

/** Points per cell of the network's grid on the drawn map. */
const FINENESS = 16;

/** Value between the cell centres of a grid, mixed linearly; beyond the outer centres the edge is kept. */
function between(values: Float32Array, columns: number, rows: number, x: number, y: number): number {
  const [cx, cy] = [Math.min(Math.max(x, 0), columns - 1), Math.min(Math.max(y, 0), rows - 1)];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(x0 + 1, columns - 1), Math.min(y0 + 1, rows - 1)];
  const [fx, fy] = [cx - x0, cy - y0];
  const top = values[y0 * columns + x0]! * (1 - fx) + values[y0 * columns + x1]! * fx;
  const bottom = values[y1 * columns + x0]! * (1 - fx) + values[y1 * columns + x1]! * fx;
  return top * (1 - fy) + bottom * fy;
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
      pixels[at + 3] = 255 * Math.min((share - CLEAR_BELOW) / 0.1, 1);
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
