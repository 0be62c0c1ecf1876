import { createPainter, type Voi } from '../images/paint.ts';
import type { Slice } from '../images/slice.ts';
import type { Stack } from '../images/stack.ts';
import type { Placement } from './placement.ts';

/**
 * Draws the first picture at once on a plain canvas, fitted as Cornerstone will fit it, while its scripts load. Says
 * where its pixels are.
 */
export function paintFirst(
  canvas: HTMLCanvasElement,
  stack: Stack,
  index: number,
  slice: Slice,
  voi: Voi,
  invert: boolean,
): Placement {
  const painter = createPainter();
  painter.paint(slice, voi, invert);
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  const { columnSpacing, rowSpacing } = stack.geometry(index);
  const [across, down] = [slice.columns * columnSpacing, slice.rows * rowSpacing];
  const scale = Math.min(canvas.clientWidth / across, canvas.clientHeight / down);
  const [a, d] = [columnSpacing * scale, rowSpacing * scale];
  const [left, top] = [(canvas.clientWidth - across * scale) / 2, (canvas.clientHeight - down * scale) / 2];
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'medium';
  context.setTransform(ratio * a, 0, 0, ratio * d, ratio * left, ratio * top);
  context.drawImage(painter.canvas, 0, 0);
  return { a, b: 0, c: 0, d, e: left + a / 2, f: top + d / 2 };
}
