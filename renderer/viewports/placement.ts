import type { Pixel } from '../images/measuring.ts';

/** Column and row (whole at pixel centres) to CSS pixels of the viewport: x = a·column + c·row + e, y = b·column + d·row + f. */
export type Placement = { a: number; b: number; c: number; d: number; e: number; f: number };

export type Point = [x: number, y: number];

export const toScreen = ({ a, b, c, d, e, f }: Placement, [column, row]: Pixel): Point => [
  a * column + c * row + e,
  b * column + d * row + f,
];

/** Column and row under a point of the viewport. */
export function toPixel({ a, b, c, d, e, f }: Placement, [x, y]: Point): Pixel {
  const determinant = a * d - b * c;
  return [(d * (x - e) - c * (y - f)) / determinant, (a * (y - f) - b * (x - e)) / determinant];
}

/** Wipes a canvas that lies over the picture and makes it as fine as the screen; a unit is a CSS pixel. */
export function wiped(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
