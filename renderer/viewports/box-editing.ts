import { type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { isEdited, layBox, withEdit } from '../box-edit.ts';
import { commands } from '../commands.ts';
import type { VolumeBox } from '../images/box.ts';
import { boxAxesOn, endedAt, type Grip, gripAt, isWhole, movedBox } from '../images/box-edit.ts';
import type { Pixel } from '../images/measuring.ts';
import { type ReadFinding, useReading } from '../reading.ts';
import { useWindow } from '../state.ts';
import { type DrawingHands, isMeasure } from './measuring.ts';
import type { Shown } from './pane.ts';
import { toPixel } from './placement.ts';
import { boxIn, edgesOf } from './where.ts';

/** The box of the selected finding, as it stands or as it is being laid. */
function useSelectedBox(seriesInstanceUid: string | undefined): ReadFinding | undefined {
  const reading = useReading(seriesInstanceUid);
  const selection = useWindow((state) => state.selection);
  const edit = useWindow((state) => state.boxEdit);
  return useMemo(() => {
    const read = reading
      .find(({ run }) => run.id === selection?.runId)
      ?.findings.find(({ finding }) => finding.id === selection?.findingId);
    return read?.finding.boxPx ? withEdit(read, edit) : undefined;
  }, [reading, selection, edit]);
}

type Drag = { grip: Grip; from: Pixel; box: VolumeBox; read: ReadFinding; begun: boolean };

/** Pixels of the screen that a hand moves before it counts. */
const REST = 3;

/**
 * The hands that lay the box of the selected finding: its edges and corners at any time, the whole of it and the keys
 * while it is being edited.
 */
export function useBoxEditing(active: boolean, shown: Shown): DrawingHands {
  const read = useSelectedBox(shown.stack?.frames.seriesInstanceUid);
  const drag = useRef<Drag>(undefined);
  const now = useRef({ shown, read });
  now.current = { shown, read };

  /** What of the box lies under a hand on the shown slice. */
  const heldBy = (event: PointerEvent<HTMLElement>) => {
    const { shown, read } = now.current;
    const { overlay, boxEdit, tool } = useWindow.getState();
    const found = read && overlay.visible ? boxHere(shown, read) : undefined;
    const from = pixelUnder(event, shown);
    if (!read || !found || !from) return undefined;
    const ring = shown.boxes.find(({ findingId, was }) => findingId === read.finding.id && !was)?.ring;
    const grip = ring && gripAt(ring, [from[0] + 0.5, from[1] + 0.5], scaleOf(shown));
    const begun = isEdited(read, boxEdit);
    if (!grip || (!begun && (isWhole(grip) || isMeasure(tool)))) return undefined;
    return { grip, from, box: found.box, read, begun };
  };

  useEffect(() => {
    if (!active) return;
    return commands.listen((command) => {
      const { shown, read } = now.current;
      const found = read && isEdited(read, useWindow.getState().boxEdit) ? boxHere(shown, read) : undefined;
      const { stack, index } = shown;
      if (!stack || !read || !found) return;
      if (command.kind === 'end-box') {
        const { box, axes } = found;
        layBox(read, edgesOf(read, stack, endedAt(box, axes, command.side, Math.min(index, stack.length - 1))));
      } else if (command.kind === 'move-box') {
        const [columns, rows] = onPicture(shown, command.by);
        const grip: Grip = command.edges ? lastEdges(shown) : { column: 0, row: 0 };
        layBox(read, edgesOf(read, stack, movedBox(found.box, found.axes, grip, [columns, rows])));
      }
    });
  }, [active]);

  return {
    down(event) {
      drag.current = event.button === 0 ? heldBy(event) : undefined;
      return drag.current !== undefined;
    },
    move(event) {
      const { shown } = now.current;
      const held = drag.current;
      if (!held) {
        event.currentTarget.style.cursor = cursorOf(heldBy(event)?.grip, shown);
        return false;
      }
      const to = pixelUnder(event, shown);
      const { stack } = shown;
      const axes = stack && boxAxesOn(stack, Math.min(shown.index, stack.length - 1));
      if (!to || !stack || !axes) return true;
      const by: [number, number] = [to[0] - held.from[0], to[1] - held.from[1]];
      held.begun ||= Math.hypot(...by) * scaleOf(shown) >= REST;
      if (held.begun) layBox(held.read, edgesOf(held.read, stack, movedBox(held.box, axes, held.grip, by)));
      return true;
    },
    up() {
      const held = drag.current !== undefined;
      drag.current = undefined;
      return held;
    },
  };
}

/** The box on the grid of its series and how that runs on the shown slice. */
function boxHere({ stack, index }: Shown, read: ReadFinding) {
  const at = stack && Math.min(index, stack.length - 1);
  const axes = stack && boxAxesOn(stack, at!);
  const box = stack && boxIn(read, stack, at!);
  return axes && box ? { axes, box } : undefined;
}

function pixelUnder(event: PointerEvent<HTMLElement>, { placement }: Shown): Pixel | undefined {
  const box = event.currentTarget.getBoundingClientRect();
  return placement && toPixel(placement, [event.clientX - box.x, event.clientY - box.y]);
}

/** CSS pixels of the viewport to a pixel of the picture. */
const scaleOf = ({ placement }: Shown) => Math.hypot(placement?.a ?? 1, placement?.b ?? 0);

/** A step across and down the screen in columns and rows: a picture may be flipped. */
const onPicture = ({ placement }: Shown, [across, down]: [number, number]): [number, number] => [
  (placement?.a ?? 1) < 0 ? -across : across,
  (placement?.d ?? 1) < 0 ? -down : down,
];

/** The edges at the right and at the bottom of the screen. */
function lastEdges(shown: Shown): Grip {
  const [column, row] = onPicture(shown, [1, 1]);
  return { column: column < 0 ? -1 : 1, row: row < 0 ? -1 : 1 };
}

function cursorOf(grip: Grip | undefined, shown: Shown): string {
  if (!grip) return '';
  if (isWhole(grip)) return 'move';
  const [across, down] = onPicture(shown, [grip.column, grip.row]);
  if (across === 0) return 'ns-resize';
  if (down === 0) return 'ew-resize';
  return across === down ? 'nwse-resize' : 'nesw-resize';
}
