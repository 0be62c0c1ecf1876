import { type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import {
  type Measurement,
  type MeasurementTool,
  measurementTools,
  type Reading,
  readingText,
} from '../../core/contract/index.ts';
import { commands } from '../commands.ts';
import { leftToRight } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { type Pixel, POINTS, readingsOf, scaleOf, withShortAxis } from '../images/measuring.ts';
import { pointAt } from '../images/slice.ts';
import type { Stack } from '../images/stack.ts';
import { deleteMeasurements, keepMeasurement, useMeasurements } from '../measurements.ts';
import { change, type Tool, useWindow } from '../state.ts';
import type { Translate } from '../words.ts';
import { type Drawn, drawMeasurements, heldAt, measurementsOn, pixelsOf } from './measurements.ts';
import type { Shown } from './pane.ts';
import { toPixel } from './placement.ts';

export const isMeasure = (tool: Tool): tool is MeasurementTool =>
  (measurementTools as readonly string[]).includes(tool);

/** What a hand is drawing, or has taken hold of. */
type Draft = {
  id: string;
  tool: MeasurementTool;
  pixels: Pixel[];
  /** Where the hand last was; `moved`: did it move since it went down? */
  from: Pixel;
  moved: boolean;
  /** A known measurement is moved: by one of its points, or as a whole. */
  known?: Measurement;
  handle?: number;
  /** Who has it: a hand that draws or moves it, keys that nudge it, or the journal that takes it. */
  owner: 'hand' | 'keys' | 'journal';
};

/** Hands that draw over the picture; each says whether the event was about what they draw. */
export type DrawingHands = {
  down(event: PointerEvent<HTMLElement>): boolean;
  move(event: PointerEvent<HTMLElement>): boolean;
  up(): boolean;
};

/** The words of readings beside a shape. */
function linesOf(readings: Reading[], t: Translate): string[] {
  const at = (quantity: Reading['quantity']) => readings.find((one) => one.quantity === quantity);
  const [area, mean, deviation, least, greatest] = (['area', 'mean', 'deviation', 'least', 'greatest'] as const).map(
    at,
  );
  const text = (one: Reading) => leftToRight(readingText(one));
  const bare = (one: Reading) => readingText({ ...one, unit: '' });
  if (!area) return readings.map(text);
  return [
    `${t('areaLabel')} ${text(area)}`,
    ...(mean && deviation
      ? [`${t('meanLabel')} ${text(mean)}\u2002${t('deviationLabel')} ${leftToRight(bare(deviation))}`]
      : []),
    ...(least && greatest ? [leftToRight(`${bare(least)} … ${readingText(greatest)}`)] : []),
  ];
}

const rounded = (readings: Reading[]) => readings.map((one) => ({ ...one, value: Number(one.value.toPrecision(6)) }));

/** Measurements of a viewport: draws those that stand, and takes the hands that draw, move and delete them. */
export function useMeasuring(
  active: boolean,
  shown: Shown,
  studyInstanceUid: string | undefined,
  canvas: RefObject<HTMLCanvasElement | null>,
): DrawingHands {
  const { t } = useSpeech();
  const { stack, index, placement } = shown;
  const all = useMeasurements(stack?.frames.seriesInstanceUid);
  const visible = useWindow((state) => state.overlay.visible);
  const selected = useWindow((state) => state.selectedMeasurement);
  const tool = useWindow((state) => state.tool);
  const [draft, setDraftState] = useState<Draft>();
  const current = useRef<Draft>(undefined);
  const setDraft = (next: Draft | undefined) => {
    current.current = next;
    setDraftState(next);
  };

  const drawn = useMemo((): Drawn[] => {
    if (!stack || !visible) return [];
    const at = Math.min(index, stack.length - 1);
    const standing = measurementsOn(all, stack, at)
      .filter(({ id }) => id !== draft?.id)
      .map((one) => ({
        id: one.id,
        tool: one.tool,
        pixels: pixelsOf(one, stack, at),
        lines: linesOf(one.readings, t),
        selected: one.id === selected,
        pending: false,
      }));
    if (!draft) return standing;
    const lines = isWhole(draft) ? linesOf(readHere(stack, at, draft.tool, draft.pixels), t) : [];
    return [...standing, { ...draft, lines, selected: true, pending: true }];
  }, [all, stack, index, visible, selected, draft, t]);

  useEffect(() => {
    if (canvas.current) drawMeasurements(canvas.current, placement, drawn);
  }, [canvas, placement, drawn]);

  // Another tool, slice or series ends what was begun.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft belongs to what was shown when it was begun
  useEffect(() => {
    if (current.current?.owner !== 'journal') setDraft(undefined);
  }, [tool, stack, index]);

  const now = useRef({ shown, drawn, all, studyInstanceUid });
  now.current = { shown, drawn, all, studyInstanceUid };

  /** Journals a draft, on the slice that it was drawn on. */
  async function keep(done: Draft, { stack, index } = now.current.shown) {
    if (!stack) return;
    const at = Math.min(index, stack.length - 1);
    if (stack === now.current.shown.stack && index === now.current.shown.index) setDraft({ ...done, owner: 'journal' });
    await keepMeasurement(measurementOf(done, stack, at, now.current.studyInstanceUid ?? ''));
    if (current.current?.id === done.id) setDraft(undefined);
    change({ selectedMeasurement: done.id });
  }

  useMeasuringCommands(active, { now, current, setDraft, keep });

  const pixelUnder = (event: PointerEvent<HTMLElement>): Pixel | undefined => {
    const { placement } = now.current.shown;
    const box = event.currentTarget.getBoundingClientRect();
    return placement && toPixel(placement, [event.clientX - box.x, event.clientY - box.y]);
  };

  return {
    down(event) {
      const { shown, drawn, all } = now.current;
      const { tool } = useWindow.getState();
      const at = pixelUnder(event);
      const begun = current.current;
      if (!at || !shown.placement || event.button !== 0 || (begun && begun.owner !== 'hand')) return false;
      if (begun) {
        const points = begun.tool === 'cobb' && begun.pixels.length === 2 ? [...begun.pixels, at, at] : begun.pixels;
        setDraft({ ...begun, pixels: points.with(-1, at), from: at, moved: true });
        return true;
      }
      const box = event.currentTarget.getBoundingClientRect();
      const held = heldAt(drawn, shown.placement, [event.clientX - box.x, event.clientY - box.y]);
      const known = held && all.find(({ id }) => id === held.id);
      if (held && known) {
        const pixels = drawn.find(({ id }) => id === held.id)!.pixels;
        change({ selectedMeasurement: held.id });
        setDraft({ ...held, tool: known.tool, pixels, from: at, moved: false, known, owner: 'hand' });
        return true;
      }
      if (useWindow.getState().selectedMeasurement) change({ selectedMeasurement: undefined });
      if (!isMeasure(tool)) return false;
      const pixels: Pixel[] = tool === 'probe' || tool === 'freehand' ? [at] : [at, at];
      setDraft({ id: crypto.randomUUID(), tool, pixels, from: at, moved: false, owner: 'hand' });
      return true;
    },
    move(event) {
      const draft = current.current;
      const at = pixelUnder(event);
      if (!at || draft?.owner !== 'hand') return false;
      const [dx, dy] = [at[0] - draft.from[0], at[1] - draft.from[1]];
      const scale = Math.hypot(now.current.shown.placement?.a ?? 1, now.current.shown.placement?.b ?? 0);
      const moved = draft.moved || Math.hypot(dx, dy) * scale >= 3;
      if (!moved) return true;
      if (draft.known && draft.handle === undefined)
        setDraft({ ...draft, pixels: draft.pixels.map(([x, y]) => [x + dx, y + dy]), from: at, moved });
      else if (draft.known) setDraft({ ...draft, pixels: draft.pixels.with(draft.handle!, at), from: at, moved });
      else if (draft.tool === 'freehand') {
        if (Math.hypot(dx, dy) * scale >= 2) setDraft({ ...draft, pixels: [...draft.pixels, at], from: at, moved });
      } else if (draft.tool === 'cobb' && draft.pixels.length === 2 && !event.buttons) return true;
      else setDraft({ ...draft, pixels: draft.pixels.with(-1, at), moved });
      return true;
    },
    up() {
      const draft = current.current;
      if (draft?.owner !== 'hand') return false;
      if (draft.known) {
        if (draft.moved) void keep(draft);
        else setDraft(undefined);
        return true;
      }
      if (draft.tool === 'probe') void keep(draft);
      else if (draft.tool === 'freehand') {
        if (draft.pixels.length > 2) void keep(draft);
        else setDraft(undefined);
      } else if (!draft.moved) return true;
      else if (draft.pixels.length >= POINTS[draft.tool]) void keep(finished(draft, now.current.shown));
      else if (draft.tool === 'angle')
        setDraft({ ...draft, pixels: [...draft.pixels, draft.pixels.at(-1)!], moved: false });
      else setDraft({ ...draft, moved: false });
      return true;
    },
  };
}

const isWhole = ({ tool, pixels }: Draft) =>
  tool === 'freehand' ? pixels.length > 2 : pixels.length >= POINTS[tool] && (tool !== 'cobb' || pixels.length === 4);

/** A long axis gets its short one when it is let go. */
function finished(draft: Draft, { stack, index }: Shown): Draft {
  const [a, b] = draft.pixels;
  return draft.tool === 'bidirectional' && stack && a && b && draft.pixels.length === 2
    ? { ...draft, pixels: withShortAxis([a, b], stack.geometry(Math.min(index, stack.length - 1))) }
    : draft;
}

const readHere = (stack: Stack, index: number, tool: MeasurementTool, pixels: Pixel[]): Reading[] =>
  tool === 'bidirectional' && pixels.length < 4
    ? readHere(stack, index, 'length', pixels)
    : readingsOf(tool, pixels, {
        slice: stack.peek(index),
        geometry: stack.geometry(index),
        info: stack.infoOf(index),
      });

function measurementOf(
  { id, tool, pixels }: Draft,
  stack: Stack,
  index: number,
  studyInstanceUid: string,
): Measurement {
  const geometry = stack.geometry(index);
  const { sopInstanceUid, frame, frameOfReferenceUid } = stack.infoOf(index);
  return {
    id,
    studyInstanceUid,
    seriesInstanceUid: stack.frames.seriesInstanceUid,
    tool,
    plane: stack.plane,
    ...(stack.plane === 'acquired'
      ? { sopInstanceUid, frame }
      : { directions: [geometry.rowDirection, geometry.columnDirection] }),
    frameOfReferenceUid,
    points: pixels.map(([column, row]) => pointAt(geometry, column, row)),
    ...(stack.slab && { slab: stack.slab }),
    spacing: scaleOf(pixels, geometry, stack.infoOf(index)).source,
    readings: rounded(readHere(stack, index, tool, pixels)),
  };
}

type Bench = {
  now: RefObject<{ shown: Shown; drawn: Drawn[]; all: Measurement[] }>;
  current: RefObject<Draft | undefined>;
  setDraft(draft: Draft | undefined): void;
  keep(draft: Draft, on?: Shown): Promise<void>;
};

/** After the last nudge by key, the measurement is journaled once. */
const NUDGES_REST_MS = 600;

/** The same by key: put one in the middle, move it or its last point, delete it. */
function useMeasuringCommands(active: boolean, bench: Bench) {
  const hands = useRef(bench);
  hands.current = bench;
  useEffect(() => {
    if (!active) return;
    let resting: ReturnType<typeof setTimeout> | undefined;
    // What was nudged is kept also where another viewport is in use by then.
    return commands.listen((command) => {
      const { now, current, setDraft, keep } = hands.current;
      const { shown, drawn, all } = now.current;
      const { tool, selectedMeasurement } = useWindow.getState();
      if (command.kind === 'leave' || command.kind === 'delete-measurement' || command.kind === 'clear-measurements') {
        clearTimeout(resting);
        setDraft(undefined);
      }
      if (command.kind === 'delete-measurement' && selectedMeasurement) {
        if (all.some(({ id }) => id === selectedMeasurement)) void deleteMeasurements([selectedMeasurement]);
      }
      if (command.kind === 'clear-measurements') void deleteMeasurements(all.map(({ id }) => id));
      if (command.kind === 'measure-here' && isMeasure(tool) && shown.stack && !current.current) {
        const draft: Draft = {
          id: crypto.randomUUID(),
          tool,
          pixels: middleShape(tool, shown.stack.geometry(Math.min(shown.index, shown.stack.length - 1))),
          from: [0, 0],
          moved: true,
          owner: 'hand',
        };
        void keep(finished(draft, shown));
      }
      if (command.kind === 'nudge') {
        const known = all.find(({ id }) => id === selectedMeasurement);
        const begun = current.current;
        const pixels = begun?.pixels ?? drawn.find(({ id }) => id === selectedMeasurement)?.pixels;
        if (!known || !pixels || (begun && (begun.owner !== 'keys' || begun.id !== known.id))) return;
        const moved = pixels.map(([x, y], n): Pixel => {
          const moves = !command.end || n === pixels.length - 1;
          return moves ? [x + command.by[0], y + command.by[1]] : [x, y];
        });
        const draft: Draft = {
          id: known.id,
          tool: known.tool,
          pixels: moved,
          from: moved[0]!,
          moved: true,
          known,
          owner: 'keys',
        };
        setDraft(draft);
        clearTimeout(resting);
        resting = setTimeout(() => void keep(draft, shown), NUDGES_REST_MS);
      }
    });
  }, [active]);
}

/** A shape of an eighth of the picture in its middle. */
function middleShape(tool: MeasurementTool, { columns, rows }: { columns: number; rows: number }): Pixel[] {
  const [x, y, r] = [(columns - 1) / 2, (rows - 1) / 2, Math.min(columns, rows) / 8];
  const corners: Pixel[] = [
    [x - r, y - r],
    [x + r, y + r],
  ];
  if (tool === 'probe') return [[x, y]];
  if (tool === 'angle')
    return [
      [x + r, y],
      [x, y],
      [x, y - r],
    ];
  if (tool === 'cobb')
    return [
      [x - r, y - r],
      [x + r, y - r],
      [x - r, y + r],
      [x + r, y + r / 2],
    ];
  if (tool === 'freehand') return [corners[0]!, [x + r, y - r], corners[1]!, [x - r, y + r]];
  return tool === 'length' || tool === 'bidirectional'
    ? [
        [x - r, y],
        [x + r, y],
      ]
    : corners;
}
