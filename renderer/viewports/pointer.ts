import { type MouseEvent, type PointerEvent, useRef, useState } from 'react';
import type { Vector3 } from '../../core/contract/index.ts';
import { valuesIn } from '../images/measuring.ts';
import { cross, dot, pixelAt } from '../images/slice.ts';
import { change, chooseLayout, goTo, type Tool, useWindow } from '../state.ts';
import { cutsOf, turnedBy, turnPlanes } from '../turning.ts';
import { type DrawingHands, isMeasure } from './measuring.ts';
import { crosshairDirections } from './overlay.ts';
import type { PressAt } from './Press.tsx';
import type { Shown } from './pane.ts';
import { toPixel, toScreen } from './placement.ts';

type Drag = { tool: Tool; x: number; y: number; turn?: Turn };

/** A line of the crosshair is held: the place where the hand went down, and how far it came. */
type Turn = { from: Vector3; centre: Vector3; angle: number };

/** Pixels of wheel that make one slice, so that a trackpad does not race. */
const WHEEL_STEP = 50;

/** Mouse, pen and trackpad on a viewport (LOOK.md, "Hands"); `drawing`: the first that takes a hand has it. */
export function usePointer(place: number, shown: Shown, drawing: DrawingHands[]) {
  const drag = useRef<Drag>(undefined);
  const now = useRef(shown);
  now.current = shown;
  const wheel = useRef(0);
  const [press, setPress] = useState<PressAt>();
  const tool = useWindow((state) => state.tool);

  const toolOf = (event: PointerEvent): Tool => {
    if (event.button === 1 || (event.button === 0 && event.altKey)) return 'pan';
    if (event.button === 2) return 'zoom';
    if (event.shiftKey) return 'crosshair';
    return tool;
  };

  const pointCrosshair = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const { view, stack } = now.current;
    const point = view.current?.pointAt(event.clientX - box.x, event.clientY - box.y);
    if (!point || !stack) return;
    const { frameOfReferenceUid } = stack.infoOf(0);
    goTo({ point, frameOfReferenceUid, seriesInstanceUid: stack.frames.seriesInstanceUid });
  };

  const hands = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if ((event.target as HTMLElement).closest('[data-own-pointer]')) return;
      const used = toolOf(event);
      event.currentTarget.setPointerCapture(event.pointerId);
      if (used === tool && drawing.some((hands) => hands.down(event))) return;
      const turn = used === 'crosshair' ? heldLine(now.current, placeOf(event)) : undefined;
      drag.current = { tool: used, x: event.clientX, y: event.clientY, turn };
      if (used === 'crosshair' && !turn) pointCrosshair(event);
      if (used === 'magnifier' || used === 'window-region') {
        const at = placeOf(event);
        setPress({ tool: used, from: at, to: at });
      }
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const last = drag.current;
      if (!last) return void drawing.some((hands) => hands.move(event));
      const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
      drag.current = { ...last, x: event.clientX, y: event.clientY };
      const { view, voi, setWindow } = now.current;
      if (last.tool === 'pan') view.current?.panBy(dx, dy);
      else if (last.tool === 'zoom') view.current?.zoomBy(1.01 ** -dy);
      else if (last.turn) drag.current.turn = turnTo(last.turn, now.current, placeOf(event));
      else if (press) setPress({ ...press, to: placeOf(event) });
      else if (last.tool === 'crosshair') pointCrosshair(event);
      else if (last.tool === 'window' && voi && !('table' in voi)) {
        // Across changes the width, down darkens; a step is a share of the width, so that narrow windows stay in hand.
        const least = voi.function === 'LINEAR' ? 1 : 0.01;
        const step = Math.max(voi.width, least) / 250;
        setWindow({ ...voi, width: Math.max(voi.width + dx * step, least), center: voi.center + dy * step });
      }
    },
    onPointerUp() {
      if (!drag.current) drawing.some((hands) => hands.up());
      const { stack } = now.current;
      if (drag.current?.turn && stack) turnPlanes(stack, drag.current.turn.angle);
      drag.current = undefined;
      if (press?.tool === 'window-region') windowBy(press, now.current);
      setPress(undefined);
    },
    onPointerCancel() {
      if (drag.current?.turn) change({ turning: undefined });
      drag.current = undefined;
      setPress(undefined);
    },
    onContextMenu(event: MouseEvent) {
      event.preventDefault();
    },
    onDoubleClick() {
      const { layout, panes } = useWindow.getState();
      if (isMeasure(tool)) return;
      if (layout === '1x1') chooseLayout('2x2');
      else change({ layout: '1x1', activePane: 0, panes: [panes[place]!, ...panes.filter((_, n) => n !== place)] });
    },
    ref: (element: HTMLElement | null) => {
      if (!element) return;
      // A passive listener could not keep the page from zooming on Ctrl and wheel.
      const turned = (event: WheelEvent) => {
        event.preventDefault();
        if (event.ctrlKey) return now.current.view.current?.zoomBy(1.0015 ** -event.deltaY);
        wheel.current += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * WHEEL_STEP : event.deltaY;
        const steps = Math.trunc(wheel.current / WHEEL_STEP);
        if (steps === 0) return;
        wheel.current -= steps * WHEEL_STEP;
        change({ activePane: place });
        now.current.scrollTo(now.current.wanted.current + Math.min(Math.max(steps, -3), 3));
      };
      element.addEventListener('wheel', turned, { passive: false });
      return () => element.removeEventListener('wheel', turned);
    },
  };
  return { press, hands };
}

const placeOf = (event: PointerEvent<HTMLElement>): [number, number] => {
  const box = event.currentTarget.getBoundingClientRect();
  return [event.clientX - box.x, event.clientY - box.y];
};

/** The window of what lies in a region: its values without the outermost hundredths. */
function windowBy({ from, to }: PressAt, { stack, index, placement, setWindow }: Shown) {
  const slice = stack?.peek(Math.min(index, stack.length - 1));
  if (!slice || slice.colour || !placement) return;
  const values = valuesIn(slice, toPixel(placement, from), toPixel(placement, to)).sort();
  if (values.length < 2) return;
  const [low, high] = [0.01, 0.99].map((share) => values[Math.round(share * (values.length - 1))]!) as [number, number];
  setWindow({ center: (low + high) / 2, width: high - low || 1, function: 'LINEAR_EXACT' });
}

const LINE_REACH = 8;
/** Nearer to the crossing a hand moves the crosshair instead of turning it. */
const CROSSING_REACH = 40;

/** The line of the crosshair under a hand, far enough from the crossing to be turned. */
function heldLine({ stack, index, placement, view }: Shown, at: [number, number]): Turn | undefined {
  const { target, turns, layout } = useWindow.getState();
  if (!stack || stack.plane === 'acquired' || !placement || layout === '1x1') return undefined;
  if (!target?.point || target.seriesInstanceUid !== stack.frames.seriesInstanceUid) return undefined;
  const geometry = stack.geometry(Math.min(index, stack.length - 1));
  const cuts = cutsOf(stack, turns[stack.frames.seriesInstanceUid]);
  const crossing = toScreen(placement, pixelAt(geometry, target.point));
  const [x, y] = [at[0] - crossing[0], at[1] - crossing[1]];
  const near = crosshairDirections({ placement, cuts }, geometry, target.point).some(
    ([dx, dy]) => Math.abs(x * dy - y * dx) <= LINE_REACH,
  );
  const from = view.current?.pointAt(...at);
  return near && from && Math.hypot(x, y) > CROSSING_REACH ? { from, centre: target.point, angle: 0 } : undefined;
}

/** The angle in the patient from where the line was taken to where the hand is, shown as lines meanwhile. */
function turnTo(turn: Turn, { stack, view }: Shown, at: [number, number]): Turn {
  const to = view.current?.pointAt(...at);
  const axes = stack && turnedBy(stack, 0);
  if (!to || !stack || !axes || stack.plane === 'acquired') return turn;
  const along = (end: Vector3): Vector3 => [end[0] - turn.centre[0], end[1] - turn.centre[1], end[2] - turn.centre[2]];
  const [before, after] = [along(turn.from), along(to)];
  const angle = Math.atan2(dot(cross(before, after), axes[stack.plane].forward), dot(before, after));
  const planes = turnedBy(stack, angle);
  if (planes) change({ turning: { seriesInstanceUid: stack.frames.seriesInstanceUid, planes } });
  return { ...turn, angle };
}
