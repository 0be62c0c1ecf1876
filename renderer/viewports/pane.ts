import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Series, Vector3, Window } from '../../core/contract/index.ts';
import { commands } from '../commands.ts';
import { mlText, NBSP, windowText } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { framesOf } from '../images/frames.ts';
import { type ActivationMap, type Mask, useActivationMap, useMasks } from '../images/masks.ts';
import { createPainter, extentOf, fullWindow, type Voi, voiOf } from '../images/paint.ts';
import { pointAt, type Slice } from '../images/slice.ts';
import { nearestSlice, openStack, type Stack } from '../images/stack.ts';
import { presetsOf } from '../images/windows.ts';
import { labelOf, useReading } from '../reading.ts';
import { change, goTo, type Pane, useWindow } from '../state.ts';
import { type Box, drawOverlay } from './overlay.ts';
import type { Placement, View } from './view.ts';

export type Elements = {
  first: RefObject<HTMLCanvasElement | null>;
  element: RefObject<HTMLDivElement | null>;
  over: RefObject<HTMLCanvasElement | null>;
};

/** What a viewport shows now, and the hands on it. */
export type Shown = {
  /** Has Cornerstone drawn, so that the early picture can go? */
  ready: boolean;
  stack: Stack | undefined;
  index: number;
  voi: Voi | undefined;
  inverted: boolean;
  placement: Placement | undefined;
  zoom: number;
  /** Of the viewport, in CSS pixels. */
  width: number;
  /** Where masks lie along the stack, for the scroll bar. */
  marks: Mark[];
  map: ActivationMap | undefined;
  message: string | undefined;
  announcement: string;
  view: RefObject<View | undefined>;
  scrollTo(index: number): void;
  setWindow(window: Window): void;
};

/**
 * Draws the first picture at once on a plain canvas, fitted as Cornerstone will fit it, while its scripts load. Says
 * where its pixels are.
 */
function paintFirst(canvas: HTMLCanvasElement, stack: Stack, index: number, slice: Slice, voi: Voi, invert: boolean): Placement {
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

/** Runs the stack of a pane in its elements: loads, draws, listens. */
export function usePane(place: number, pane: Pane, series: Series | undefined, elements: Elements): Shown {
  const { t, say } = useSpeech();
  const uid = pane.seriesInstanceUid;
  const view = useRef<View>(undefined);
  const [stack, setStack] = useState<Stack>();
  const [ready, setReady] = useState(false);
  const [message, setMessage] = useState<string>();
  const [drawn, setDrawn] = useState<{ index: number; placement: Placement | undefined; zoom: number }>({
    index: 0,
    placement: undefined,
    zoom: 1,
  });
  const wanted = useRef(0);
  const [fileVoi, setFileVoi] = useState<Voi>();
  const chosenVoi = useWindow((state) => (uid ? state.windows[uid] : undefined));
  const invertedByReader = useWindow((state) => (uid ? (state.inverted[uid] ?? false) : false));
  const active = useWindow((state) => state.activePane === place);
  const target = useWindow((state) => state.target);
  const overlay = useWindow((state) => state.overlay);
  const selection = useWindow((state) => state.selection);
  const mapLabel = useWindow((state) => state.mapLabel);
  const voi = chosenVoi ?? fileVoi;
  const invertedByFile = stack?.infoOf(wanted.current).photometric === 'MONOCHROME1';
  const inverted = invertedByReader !== invertedByFile;

  const reading = useReading(uid);
  const findings = useMemo(() => reading.flatMap((one) => one.findings), [reading]);
  const masks = useMasks(findings);
  const map = useActivationMap(reading, mapLabel);
  const latest = useRef<{ voi: Voi | undefined; inverted: boolean }>({ voi, inverted });
  latest.current = { voi, inverted };

  // Open the stack, paint its first picture early, then hand over to Cornerstone.
  useEffect(() => {
    if (!uid || !series) return;
    let left = false;
    setMessage(series.images ? undefined : t('noPicturesText'));
    if (!series.images) return;
    const { panes } = useWindow.getState();
    const frames = framesOf(uid, panes.flatMap((one) => one.seriesInstanceUid ?? []));
    const stopWatching = frames.watch(() => {
      if (pane.plane === 'acquired' || left) return;
      const [done, total] = [frames.loaded(), frames.total()];
      setMessage(done < total ? t('loadingImages', { done, total }) : undefined);
    });
    (async () => {
      const next = await openStack(frames, pane.plane);
      const middle = series.volume ? Math.floor(next.length / 2) : 0;
      const { target } = useWindow.getState();
      const start = indexFor(next, series, target) ?? middle;
      const slice = await next.load(start);
      if (left) return;
      const info = next.infoOf(start);
      const firstVoi = voiOf(info, slice);
      const invert = (info.photometric === 'MONOCHROME1') !== (useWindow.getState().inverted[uid] ?? false);
      const shownVoi = useWindow.getState().windows[uid] ?? firstVoi;
      if (!view.current && elements.first.current) {
        const placement = paintFirst(elements.first.current, next, start, slice, shownVoi, invert);
        setDrawn({ index: start, placement, zoom: 1 });
      }
      frames.setShown(true);
      wanted.current = start;
      setFileVoi(firstVoi);
      setStack(next);
      setMessage(undefined);
      const { openView } = await import('./view.ts');
      if (left || !elements.element.current) return;
      view.current ??= openView(elements.element.current, () => {
        const one = view.current;
        if (one) setDrawn({ index: one.index(), placement: one.placement(), zoom: one.zoom() });
      });
      await view.current.show(next, wanted.current, useWindow.getState().windows[uid] ?? firstVoi, invert);
      if (!left) setReady(true);
    })().catch((reason) => {
      if (left) return;
      console.error(reason);
      setMessage(t('pictureFailed'));
    });
    return () => {
      left = true;
      stopWatching();
    };
  }, [uid, pane.plane, series?.seriesInstanceUid]);

  useEffect(
    () => () => {
      view.current?.destroy();
      view.current = undefined;
    },
    [],
  );

  // The window belongs to the series: all viewports that show it follow.
  useEffect(() => {
    if (voi && ready) view.current?.setVoi(voi, inverted);
  }, [voi, inverted, ready]);

  const scrollTo = useCallback(
    (index: number) => {
      if (!stack) return;
      wanted.current = Math.min(Math.max(index, 0), stack.length - 1);
      if (stack.plane === 'acquired') void stack.load(wanted.current).catch(() => undefined);
      view.current?.setIndex(wanted.current);
    },
    [stack],
  );

  // Go where another viewport, or a finding, points.
  useEffect(() => {
    if (!stack || !series || !ready) return;
    const index = indexFor(stack, series, target);
    if (index !== undefined) scrollTo(index);
  }, [target?.serial, stack, ready]);

  // A finding's slice becomes a point, so that the reformats come along.
  useEffect(() => {
    if (!active || !stack || stack.plane === 'acquired' || !target || target.point || target.frame === undefined) return;
    const mask = masks.find(({ read }) => read.finding.id === selection?.findingId);
    const point = mask && middleOf(mask.data, stack, target.frame);
    if (point) goTo({ ...target, point });
  }, [target?.serial, masks.length, active, stack]);

  const setWindow = useCallback(
    (window: Window) => {
      if (uid) change({ windows: { ...useWindow.getState().windows, [uid]: window } });
    },
    [uid],
  );

  useCommands(active, { stack, view, uid, modality: series?.modality ?? '', wanted, scrollTo, setWindow });

  useEffect(() => {
    const element = elements.element.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => view.current?.resize());
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

  // What lies over the picture follows each picture that was drawn.
  const marks = useMemo(() => (stack ? masks.map((mask) => markOf(mask, stack)) : []), [stack, masks.length, masks[0]]);
  const boxes = useMemo(() => boxesOn(findings, stack, drawn.index), [findings, stack, drawn.index]);
  const info = stack?.infoOf(drawn.index);
  const mapHere =
    map && stack?.plane === 'acquired' && info?.sopInstanceUid === map.sopInstanceUid && info?.frame === map.frame
      ? map
      : undefined;
  const layout = useWindow((state) => state.layout);
  useEffect(() => {
    if (!elements.over.current) return;
    const scene =
      stack && drawn.placement
        ? {
            active,
            stack,
            index: Math.min(drawn.index, stack.length - 1),
            placement: drawn.placement,
            masks,
            boxes,
            map: mapHere,
            crosshair: layout !== '1x1' && target?.seriesInstanceUid === uid ? target?.point : undefined,
            selection,
            overlay,
            nameOf: (mask: Mask) => {
              const label = labelOf(mask.read);
              const { volumeMl } = mask.read.finding;
              const name = label ? say(label.name) : mask.read.finding.label;
              return volumeMl === undefined ? name : `${name}  ${mlText(volumeMl)}${NBSP}${t('ml')}`;
            },
          }
        : undefined;
    drawOverlay(elements.over.current, scene);
  });

  const announcement =
    stack && voi && !('table' in voi)
      ? t('sliceStatus', {
          index: drawn.index + 1,
          total: stack.length,
          width: windowText(voi.width),
          center: windowText(voi.center),
        })
      : '';
  return {
    ready,
    stack,
    index: drawn.index,
    voi,
    inverted,
    placement: drawn.placement,
    zoom: drawn.zoom,
    width: elements.over.current?.clientWidth ?? 0,
    marks,
    map: overlay.visible ? mapHere : undefined,
    message,
    announcement,
    view,
    scrollTo,
    setWindow,
  };
}

/** The slice of a stack that a target asks for, if it is about this series. */
function indexFor(stack: Stack, series: Series, target: ReturnType<typeof useWindow.getState>['target']): number | undefined {
  if (!target) return undefined;
  if (target.point) {
    const here = stack.infoOf(0).frameOfReferenceUid;
    const same = target.seriesInstanceUid === series.seriesInstanceUid;
    return same || here !== undefined ? nearestSlice(stack, target.point) : undefined;
  }
  if (target.seriesInstanceUid !== series.seriesInstanceUid || target.frame === undefined) return undefined;
  return stack.plane === 'acquired' ? target.frame : undefined;
}

/** The share of a stack that a mask spans. */
export type Mark = { colour: string; from: number; to: number };

function markOf(mask: Mask, stack: Stack): Mark {
  const has = (index: number) => stack.maskSlice(mask.data, index).some((value) => value > 0);
  let [first, last] = [0, stack.length - 1];
  while (first < last && !has(first)) first++;
  while (last > first && !has(last)) last--;
  return { colour: mask.read.colour, from: first / stack.length, to: (last + 1) / stack.length };
}

/** The middle of a mask on one frame of its series, in the patient. */
function middleOf(mask: Uint8Array, stack: Stack, frame: number): Vector3 | undefined {
  const { columns, rows } = stack.infos[frame]!;
  let [x, y, count] = [0, 0, 0];
  for (let row = 0, at = frame * columns * rows; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) if (mask[at]) [x, y, count] = [x + column, y + row, count + 1];
  const info = stack.infos[frame]!;
  if (count === 0 || !info.plane || !info.spacing) return undefined;
  return pointAt(
    { ...info.plane, columns, rows, columnSpacing: info.spacing.columns, rowSpacing: info.spacing.rows },
    x / count,
    y / count,
  );
}

function boxesOn(findings: ReturnType<typeof useReading>[number]['findings'], stack: Stack | undefined, index: number): Box[] {
  if (stack?.plane !== 'acquired') return [];
  const info = stack.infos[index];
  return findings.flatMap(({ finding, colour }) =>
    finding.boxPx && finding.sopInstanceUid === info?.sopInstanceUid && (finding.frame ?? 0) === info?.frame
      ? [{ findingId: finding.id, colour, px: finding.boxPx }]
      : [],
  );
}

type Hands = {
  stack: Stack | undefined;
  view: RefObject<View | undefined>;
  uid: string | undefined;
  modality: string;
  wanted: RefObject<number>;
  scrollTo: (index: number) => void;
  setWindow: (window: Window) => void;
};

/** Keys and buttons, while this viewport is the one in use. */
function useCommands(active: boolean, hands: Hands) {
  const now = useRef(hands);
  now.current = hands;
  useEffect(() => {
    if (!active) return;
    return commands.listen((command) => {
      const { stack, view, uid, modality, wanted, scrollTo, setWindow } = now.current;
      if (!stack || !uid) return;
      const state = useWindow.getState();
      const { [uid]: _, ...others } = state.windows;
      if (command.kind === 'scroll') scrollTo(wanted.current + command.by);
      else if (command.kind === 'flip') view.current?.flip();
      else if (command.kind === 'invert') change({ inverted: { ...state.inverted, [uid]: !state.inverted[uid] } });
      else if (command.kind === 'reset') {
        view.current?.reset();
        change({ windows: others, inverted: { ...state.inverted, [uid]: false } });
      } else if (command.kind === 'preset') {
        const preset = presetsOf(modality)[command.number - 1];
        const slice = stack.peek(wanted.current);
        if (!preset || !slice) return;
        if (!preset.window && !preset.scale) change({ windows: others });
        else if (preset.window) setWindow(preset.window);
        else if (preset.scale?.width === 1 && preset.scale.center === 0.5) setWindow(fullWindow(slice));
        else if (preset.scale) {
          const [low, high] = extentOf(slice.values);
          const range = high - low;
          setWindow({
            center: low + preset.scale.center * range,
            width: Math.max(preset.scale.width * range, 1),
            function: 'LINEAR_EXACT',
          });
        }
      }
    });
  }, [active]);
}
