import { type MouseEvent, type PointerEvent, useRef, useState } from 'react';
import { valuesIn } from '../images/measuring.ts';
import { change, chooseLayout, goTo, type Tool, useWindow } from '../state.ts';
import { toPixel } from './measurements.ts';
import { isMeasure, type MeasuringHands } from './measuring.ts';
import type { PressAt } from './Press.tsx';
import type { Shown } from './pane.ts';

type Drag = { tool: Tool; x: number; y: number };

/** Pixels of wheel that make one slice, so that a trackpad does not race. */
const WHEEL_STEP = 50;

/** Mouse, pen and trackpad on a viewport (LOOK.md, "Hands"). */
export function usePointer(place: number, shown: Shown, measuring: MeasuringHands) {
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
      if (used === tool && measuring.down(event)) return;
      drag.current = { tool: used, x: event.clientX, y: event.clientY };
      if (used === 'crosshair') pointCrosshair(event);
      if (used === 'magnifier' || used === 'window-region') {
        const at = placeOf(event);
        setPress({ tool: used, from: at, to: at });
      }
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const last = drag.current;
      if (!last) return void measuring.move(event);
      const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
      drag.current = { ...last, x: event.clientX, y: event.clientY };
      const { view, voi, setWindow } = now.current;
      if (last.tool === 'pan') view.current?.panBy(dx, dy);
      else if (last.tool === 'zoom') view.current?.zoomBy(1.01 ** -dy);
      else if (press) setPress({ ...press, to: placeOf(event) });
      else if (last.tool === 'crosshair') pointCrosshair(event);
      else if (last.tool === 'window' && voi && !('table' in voi)) {
        // Across changes the width, down darkens; a step is a share of the width, so that narrow windows stay in hand.
        const step = Math.max(voi.width, 1) / 250;
        setWindow({ ...voi, width: Math.max(voi.width + dx * step, 1), center: voi.center + dy * step });
      }
    },
    onPointerUp() {
      if (!drag.current) measuring.up();
      drag.current = undefined;
      if (press?.tool === 'window-region') windowBy(press, now.current);
      setPress(undefined);
    },
    onPointerCancel() {
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
  const values = valuesIn(slice, toPixel(placement, ...from), toPixel(placement, ...to)).sort();
  if (values.length < 2) return;
  const [low, high] = [0.01, 0.99].map((share) => values[Math.round(share * (values.length - 1))]!) as [number, number];
  setWindow({ center: (low + high) / 2, width: Math.max(high - low, 1), function: 'LINEAR_EXACT' });
}
