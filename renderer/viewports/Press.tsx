import { useEffect, useRef } from 'react';
import { createPainter } from '../images/paint.ts';
import type { Shown } from './pane.ts';

/** Where a hand went down and where it is, in CSS pixels of the viewport. */
export type PressAt = { tool: 'magnifier' | 'window-region'; from: [x: number, y: number]; to: [x: number, y: number] };

/** What is seen of a hand that is down: a magnifying glass, or the region whose window is wanted. */
export function Press({ press, shown }: { press: PressAt; shown: Shown }) {
  if (press.tool === 'magnifier') return <Glass at={press.to} shown={shown} />;
  const { from, to } = press;
  return (
    <div
      className="press-region"
      style={{
        left: Math.min(from[0], to[0]),
        top: Math.min(from[1], to[1]),
        inlineSize: Math.abs(to[0] - from[0]),
        blockSize: Math.abs(to[1] - from[1]),
      }}
    />
  );
}

const SIZE = 240;
const POWER = 2.5;

function Glass({ at: [x, y], shown }: { at: [number, number]; shown: Shown }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<ReturnType<typeof createPainter>>(undefined);
  const { stack, index, voi, inverted, placement } = shown;
  useEffect(() => {
    const slice = stack?.peek(Math.min(index, stack.length - 1));
    const context = canvas.current?.getContext('2d');
    if (!slice || !voi || !placement || !context) return;
    painter.current ??= createPainter();
    painter.current.paint(slice, voi, inverted);
    const ratio = window.devicePixelRatio || 1;
    context.canvas.width = SIZE * ratio;
    context.canvas.height = SIZE * ratio;
    const { a, b, c, d, e, f } = placement;
    const [power, middle] = [POWER * ratio, (SIZE / 2) * ratio];
    context.setTransform(
      power * a,
      power * b,
      power * c,
      power * d,
      power * (e - x) + middle,
      power * (f - y) + middle,
    );
    context.imageSmoothingQuality = 'medium';
    context.drawImage(painter.current.canvas, -0.5, -0.5);
  }, [stack, index, voi, inverted, placement, x, y]);
  return (
    <canvas
      ref={canvas}
      className="press-glass"
      style={{ left: x - SIZE / 2, top: y - SIZE / 2, inlineSize: SIZE, blockSize: SIZE }}
    />
  );
}
