import type { Measurement, MeasurementTool } from '../../core/contract/index.ts';
import { outlinesOf, type Pixel } from '../images/measuring.ts';
import { distanceTo, pixelAt } from '../images/slice.ts';
import type { Stack } from '../images/stack.ts';
import { type Placement, type Point, toScreen, wiped } from './placement.ts';

/** A measurement on the shown slice. */
export type Drawn = {
  id: string;
  tool: MeasurementTool;
  pixels: Pixel[];
  lines: string[];
  selected: boolean;
  /** Not in the journal yet. */
  pending: boolean;
};

/** The measurements that lie on a slice, by its image or, on a reformat, by half a step around it. */
export function measurementsOn(all: Measurement[], stack: Stack, index: number): Measurement[] {
  const info = stack.infoOf(index);
  const geometry = stack.geometry(index);
  const beside = stack.geometry(index === 0 ? Math.min(1, stack.length - 1) : index - 1);
  const half = distanceTo(geometry, beside.position) / 2;
  return all.filter(({ plane, sopInstanceUid, frame, points }) =>
    plane !== stack.plane
      ? false
      : plane === 'acquired'
        ? sopInstanceUid === info.sopInstanceUid && frame === info.frame
        : points.every((point) => distanceTo(geometry, point) <= half),
  );
}

export const pixelsOf = ({ points }: Measurement, stack: Stack, index: number): Pixel[] =>
  points.map((point) => pixelAt(stack.geometry(index), point));

const HANDLE_REACH = 9;
const LINE_REACH = 6;

function distanceToSegment([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const share = length === 0 ? 0 : Math.min(Math.max(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0), 1);
  return Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
}

/** What a hand takes hold of: a handle, or the whole where `handle` is undefined. Outlines have no single handles. */
export function heldAt(drawn: Drawn[], placement: Placement, at: Point): { id: string; handle?: number } | undefined {
  for (const { id, tool, pixels } of drawn.toReversed()) {
    const near = pixels.findIndex((pixel) => {
      const [x, y] = toScreen(placement, pixel);
      return Math.hypot(x - at[0], y - at[1]) <= HANDLE_REACH;
    });
    if (near >= 0) return tool === 'freehand' ? { id } : { id, handle: near };
    for (const line of outlinesOf(tool, pixels)) {
      const points = line.map((pixel) => toScreen(placement, pixel));
      if (points.some((point, n) => n > 0 && distanceToSegment(at, points[n - 1]!, point) <= LINE_REACH)) return { id };
    }
  }
  return undefined;
}

const PLAIN = '#e9ebef';
const SELECTED = '#9db2ff';

export function drawMeasurements(canvas: HTMLCanvasElement, placement: Placement | undefined, drawn: Drawn[]): void {
  const context = wiped(canvas);
  if (!placement) return;
  for (const one of drawn) draw(context, placement, one);
}

function draw(context: CanvasRenderingContext2D, placement: Placement, one: Drawn) {
  const { tool, pixels, selected, pending } = one;
  const colour = selected ? SELECTED : PLAIN;
  const path = new Path2D();
  for (const line of outlinesOf(tool, pixels))
    line.forEach((pixel, n) => {
      const [x, y] = toScreen(placement, pixel);
      if (n === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
  const handles = new Path2D();
  for (const pixel of tool === 'freehand' ? [] : pixels) {
    const [x, y] = toScreen(placement, pixel);
    handles.moveTo(x + 3.5, y);
    handles.arc(x, y, 3.5, 0, 2 * Math.PI);
  }
  context.lineJoin = 'round';
  context.setLineDash(pending ? [4, 3] : []);
  // A dark halo below, so that the lines are seen on white anatomy too.
  for (const [style, weight] of [
    ['#000000b3', 4],
    [colour, 1.5],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = weight;
    context.stroke(path);
    context.stroke(handles);
  }
  context.setLineDash([]);
  write(context, placement, one, colour);
}

const LINE_HEIGHT = 16;

/** The readings beside the shape, where they fit. */
function write(context: CanvasRenderingContext2D, placement: Placement, { pixels, lines }: Drawn, colour: string) {
  if (lines.length === 0) return;
  const points = pixels.map((pixel) => toScreen(placement, pixel));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const { fontFamily, direction } = getComputedStyle(context.canvas);
  context.font = `500 12px ${fontFamily}`;
  context.direction = direction as CanvasDirection;
  const width = Math.max(...lines.map((line) => context.measureText(line).width));
  const { clientWidth, clientHeight } = context.canvas;
  const right = Math.max(...xs) + 10;
  const left = right + width < clientWidth - 8 ? right : Math.max(Math.min(...xs) - 10 - width, 8);
  const height = lines.length * LINE_HEIGHT;
  const top = Math.min(Math.max((Math.min(...ys) + Math.max(...ys) - height) / 2, 8), clientHeight - height - 8);
  context.textBaseline = 'top';
  context.textAlign = direction === 'rtl' ? 'right' : 'left';
  context.lineJoin = 'round';
  lines.forEach((line, n) => {
    const [x, y] = [direction === 'rtl' ? left + width : left, top + n * LINE_HEIGHT];
    context.strokeStyle = '#000000d9';
    context.lineWidth = 4;
    context.strokeText(line, x, y);
    context.fillStyle = colour;
    context.fillText(line, x, y);
  });
}
