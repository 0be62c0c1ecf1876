import type { SeenSlice } from '../overlays/seen.ts';
import type { Placement } from './placement.ts';

const SHADE = 'rgb(0 0 0 / 0.66)';
const EDGE = '#e9ebef';

/**
 * What a network saw in the place of the picture; what it did not see is shaded and hatched, so that it is told from
 * black that was seen.
 */
export function drawSeen(
  context: CanvasRenderingContext2D,
  placement: Placement,
  { picture, outline, all }: SeenSlice,
) {
  const { width, height } = picture;
  const { a, b, c, d, e, f } = placement;
  const matrix = new DOMMatrix([a, b, c, d, e, f]);
  const whole = new Path2D();
  // Pixel centres are whole numbers, outer corners lie half a pixel before them.
  whole.rect(-0.5, -0.5, width, height);
  if (!all) {
    const place = new Path2D();
    place.addPath(whole, matrix);
    context.fillStyle = SHADE;
    context.fill(place);
    context.fillStyle = hatching(context);
    context.fill(place);
  }
  context.save();
  context.transform(a, b, c, d, e, f);
  context.drawImage(picture, -0.5, -0.5);
  context.restore();
  if (all) return;
  const edge = new Path2D();
  edge.addPath(outline, matrix);
  context.save();
  context.strokeStyle = EDGE;
  context.lineWidth = 1;
  context.setLineDash([5, 4]);
  context.stroke(edge);
  context.restore();
}

/** Thin lines from lower left to upper right, 8 CSS pixels apart. */
function hatching(context: CanvasRenderingContext2D): CanvasPattern {
  const tile = new OffscreenCanvas(8, 8);
  const lines = tile.getContext('2d')!;
  lines.strokeStyle = 'rgb(255 255 255 / 0.3)';
  for (const start of [-8, 0, 8]) {
    lines.moveTo(start - 1, 9);
    lines.lineTo(start + 9, -1);
  }
  lines.stroke();
  return context.createPattern(tile, 'repeat')!;
}
