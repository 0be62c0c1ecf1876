import type { Vector3 } from '../../core/contract/index.ts';
import type { Ring } from '../images/box.ts';
import { mapCanvas } from '../images/map.ts';
import type { ActivationMap, Mask } from '../images/masks.ts';
import { cutOf } from '../images/meeting.ts';
import { pixelAt, type SliceGeometry } from '../images/slice.ts';
import type { Stack } from '../images/stack.ts';
import type { NumberMap } from '../overlays/layers.ts';
import type { SeenSlice } from '../overlays/seen.ts';
import type { Overlay, Selection } from '../state.ts';
import { drawSeen } from './draw-seen.ts';
import { type Placement, type Point, toScreen, wiped } from './placement.ts';

/** A box of a finding, as the shown slice cuts it. */
export type Box = {
  findingId: string;
  colour: string;
  ring: Ring;
  rejected: boolean;
  /** Where the box was that is being edited. */
  was?: true;
};

export type Scene = {
  /** Is this the viewport in use? It alone names the selected finding. */
  active: boolean;
  stack: Stack;
  index: number;
  placement: Placement;
  masks: Mask[];
  boxes: Box[];
  map: ActivationMap | undefined;
  /** A map of numbers over this very image, pixel by pixel. */
  numbers: NumberMap | undefined;
  /** What a network saw of this image, in its place. */
  seen: SeenSlice | undefined;
  crosshair: Vector3 | undefined;
  /** Directions of the crosshair's lines, where planes were turned. */
  cuts: Vector3[] | undefined;
  /** The slice of the viewport in use, where it cuts this one. */
  across: SliceGeometry | undefined;
  selection: Selection | undefined;
  overlay: Overlay;
  nameOf: (mask: Mask) => string;
};

const OUTLINE = 1.5;
const OUTLINE_SELECTED = 2.5;

/** Draws all that lies over an image. Both backends share it, since it knows only where pixels are on the screen. */
export function drawOverlay(canvas: HTMLCanvasElement, scene: Scene | undefined): void {
  const context = wiped(canvas);
  if (!scene) return;
  if (scene.overlay.visible) {
    const { map, numbers, seen } = scene;
    if (seen) drawSeen(context, scene.placement, seen);
    if (numbers) {
      const { width: columns, height: rows } = numbers.picture;
      drawPicture(context, scene, numbers.picture, [0, 0, columns, rows]);
    }
    if (map) drawPicture(context, scene, mapCanvas(map.values, map.columns, map.rows), map.coversPx);
    drawMasks(context, scene);
    drawBoxes(context, scene);
  }
  if (scene.across) drawCut(context, scene, scene.across);
  if (scene.crosshair) drawCrosshair(context, scene, scene.stack.geometry(scene.index), scene.crosshair);
}

function drawPicture(
  context: CanvasRenderingContext2D,
  { placement, overlay }: Scene,
  picture: HTMLCanvasElement,
  [x0, y0, x1, y1]: ActivationMap['coversPx'],
) {
  const { a, b, c, d, e, f } = placement;
  context.save();
  context.transform(a, b, c, d, e, f);
  context.globalAlpha = overlay.mapOpacity;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  // Pixel centres are whole on the screen's grid, outer corners lie half a pixel before them.
  context.drawImage(picture, x0 - 0.5, y0 - 0.5, x1 - x0, y1 - y0);
  context.restore();
}

function drawMasks(context: CanvasRenderingContext2D, scene: Scene) {
  const { a, b, c, d, e, f } = scene.placement;
  const matrix = new DOMMatrix([a, b, c, d, e, f]);
  for (const mask of scene.masks) {
    const path = new Path2D();
    path.addPath(mask.path(scene.stack, scene.index), matrix);
    const selected = mask.id === scene.selection?.findingId;
    const { rejected } = mask;
    context.lineJoin = 'round';
    if (scene.overlay.fill && !rejected) {
      context.globalAlpha = scene.overlay.opacity;
      context.fillStyle = mask.colour;
      context.fill(path, 'evenodd');
    }
    context.globalAlpha = rejected ? 0.6 : 1;
    context.strokeStyle = mask.colour;
    context.lineWidth = selected ? OUTLINE_SELECTED : OUTLINE;
    context.setLineDash(rejected ? [4, 3] : []);
    context.stroke(path);
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
  const selected = scene.masks.find(({ id }) => id === scene.selection?.findingId);
  if (scene.overlay.labels && scene.active && selected) drawCallout(context, scene, selected);
}

/** The name of the selected finding beside it, with a line to its middle. */
function drawCallout(context: CanvasRenderingContext2D, scene: Scene, mask: Mask) {
  const middle = mask.middle(scene.stack, scene.index);
  if (!middle) return;
  const [x, y] = toScreen(scene.placement, middle);
  const name = scene.nameOf(mask);
  const { fontFamily, direction } = getComputedStyle(context.canvas);
  context.font = `500 12px ${fontFamily}`;
  context.direction = direction as CanvasDirection;
  const [width, height] = [context.measureText(name).width + 34, 24];
  const gap = context.canvas.clientWidth > 700 ? 56 : 24;
  const left = x - gap - width > 8 ? x - gap - width : Math.min(x + gap, context.canvas.clientWidth - width - 36);
  const top = Math.min(Math.max(y - 52, 48), context.canvas.clientHeight - height - 48);
  const near = left < x ? left + width : left;
  context.strokeStyle = '#ffffffb3';
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(near, top + height / 2);
  context.lineTo(x, y);
  context.stroke();
  context.fillStyle = '#ffffff';
  context.beginPath();
  context.arc(x, y, 2, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = '#181b20f2';
  context.strokeStyle = '#363c46';
  context.beginPath();
  context.roundRect(left, top, width, height, 4);
  context.fill();
  context.stroke();
  const rtl = direction === 'rtl';
  context.fillStyle = mask.colour;
  context.beginPath();
  context.roundRect(rtl ? left + width - 18 : left + 8, top + 7, 10, 10, 2);
  context.fill();
  context.fillStyle = '#e9ebef';
  context.textAlign = rtl ? 'right' : 'left';
  context.textBaseline = 'middle';
  context.fillText(name, rtl ? left + width - 26 : left + 26, top + height / 2 + 0.5);
}

function drawBoxes(context: CanvasRenderingContext2D, scene: Scene) {
  for (const { ring, ...box } of scene.boxes) {
    const faint = box.rejected || box.was;
    const selected = box.findingId === scene.selection?.findingId && !box.was;
    context.globalAlpha = faint ? 0.6 : 1;
    context.setLineDash(faint ? [4, 3] : []);
    context.strokeStyle = box.colour;
    context.lineWidth = selected ? OUTLINE_SELECTED : OUTLINE;
    const corners = ring.map(([column, row]) => toScreen(scene.placement, [column - 0.5, row - 0.5]));
    context.beginPath();
    for (const corner of corners) context.lineTo(...corner);
    context.closePath();
    context.stroke();
    // A box in a turned plane is no rectangle, and no hand lays it there.
    if (selected && scene.active && !scene.stack.axes) drawHandles(context, corners);
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

const HANDLE = 7;

/** Squares on the corners, which hands take hold of. */
function drawHandles(context: CanvasRenderingContext2D, corners: Point[]) {
  context.setLineDash([]);
  context.fillStyle = '#000';
  context.lineWidth = OUTLINE;
  for (const [x, y] of corners) {
    context.beginPath();
    context.rect(x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE);
    context.fill();
    context.stroke();
  }
}

function drawCut(context: CanvasRenderingContext2D, { stack, index, placement }: Scene, across: SliceGeometry) {
  const cut = cutOf(stack.geometry(index), across);
  if (!cut) return;
  const [from, to] = cut.map((pixel) => toScreen(placement, pixel)) as [Point, Point];
  for (const [style, width] of [
    ['#000000b3', 3],
    ['#9db2ff', 1.5],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  }
}

/** The gap around the crossing, so that what lies there can be seen. */
const CROSSING_GAP = 14;

/** Unit vectors on the screen along which the crosshair runs. */
export function crosshairDirections(
  { placement, cuts }: Pick<Scene, 'placement' | 'cuts'>,
  geometry: SliceGeometry,
  point: Vector3,
): [x: number, y: number][] {
  if (!cuts) {
    return [
      [1, 0],
      [0, 1],
    ];
  }
  const [x, y] = toScreen(placement, pixelAt(geometry, point));
  return cuts.map((cut) => {
    const ahead: Vector3 = [point[0] + cut[0], point[1] + cut[1], point[2] + cut[2]];
    const [x1, y1] = toScreen(placement, pixelAt(geometry, ahead));
    const length = Math.hypot(x1 - x, y1 - y) || 1;
    return [(x1 - x) / length, (y1 - y) / length];
  });
}

function drawCrosshair(context: CanvasRenderingContext2D, scene: Scene, geometry: SliceGeometry, point: Vector3) {
  const [x, y] = toScreen(scene.placement, pixelAt(geometry, point));
  const { clientWidth: width, clientHeight: height } = context.canvas;
  context.strokeStyle = '#ffffffa6';
  context.lineWidth = 1;
  // A halo, so that the lines are seen on white anatomy too.
  context.shadowColor = '#000';
  context.shadowBlur = 2;
  context.beginPath();
  const reach = width + height;
  for (const [dx, dy] of crosshairDirections(scene, geometry, point))
    for (const way of [1, -1]) {
      // Straight lines lie on whole pixels.
      const [x0, y0] = dx === 0 || dy === 0 ? [Math.round(x) + 0.5, Math.round(y) + 0.5] : [x, y];
      context.moveTo(x0 + way * dx * CROSSING_GAP, y0 + way * dy * CROSSING_GAP);
      context.lineTo(x0 + way * dx * reach, y0 + way * dy * reach);
    }
  context.stroke();
  context.shadowBlur = 0;
}

/** A scale bar of a round length that fits a third of the width: its length in mm and in CSS pixels. */
export function scaleBar(placement: Placement, geometry: SliceGeometry, width: number): { mm: number; px: number } {
  const perColumn = Math.hypot(placement.a, placement.b);
  const perMm = perColumn / geometry.columnSpacing;
  const longest = Math.min(width / 6, 120) / perMm;
  const power = 10 ** Math.floor(Math.log10(longest));
  const mm = [5, 2, 1].map((step) => step * power).find((length) => length <= longest) ?? power;
  return { mm, px: mm * perMm };
}
