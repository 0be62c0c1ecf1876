import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Series, Window } from '../../core/contract/index.ts';
import { withEdit } from '../box-edit.ts';
import { mlText, NBSP, windowText } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { type ActivationMap, type Mask, useActivationMap, useMasks } from '../images/masks.ts';
import type { Voi } from '../images/paint.ts';
import type { Stack } from '../images/stack.ts';
import { useFusion } from '../overlays/fusion.ts';
import { type NumberMap, useLayers, usePicture } from '../overlays/layers.ts';
import { type SeenSlice, useSeen } from '../overlays/seen.ts';
import { labelOf, useReading } from '../reading.ts';
import { change, goTo, type Pane, useWindow } from '../state.ts';
import { cutsOf } from '../turning.ts';
import { useCommands } from './hands.ts';
import { useActiveSlice, useLinkedScrolling } from './linking.ts';
import { type Elements, useOpened } from './opened.ts';
import { useOutlinesAhead } from './outlines-ahead.ts';
import { type Box, drawOverlay } from './overlay.ts';
import type { Placement } from './placement.ts';
import { type ShownSlice, useSlices } from './slices.ts';
import type { View } from './view.ts';
import { boxesOn, boxMarks, indexFor, type Mark, markOf, middleOf } from './where.ts';

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
  /** Of findings on this slice. */
  boxes: Box[];
  map: ActivationMap | undefined;
  numbers: NumberMap | undefined;
  seen: SeenSlice | undefined;
  message: string | undefined;
  announcement: string;
  view: RefObject<View | undefined>;
  wanted: RefObject<number>;
  scrollTo(index: number): void;
  setWindow(window: Window): void;
};

/** Runs a pane in its elements: what it shows, under which window, what lies over it, and where others send it. */
export function usePane(place: number, pane: Pane, series: Series | undefined, elements: Elements): Shown {
  const { t } = useSpeech();
  const uid = pane.seriesInstanceUid;
  const opened = useOpened(pane, series, elements);
  const { ready, stack, drawn, view, wanted, scrollTo } = opened;
  const active = useWindow((state) => state.activePane === place);
  const { voi, inverted, setWindow } = useVoi(uid, opened);
  const { masks, boxes, spans, map, numbers, seen } = useLyingOver(uid, stack, drawn.index);
  useTargets(active, series, masks, opened);
  useCommands(active, { stack, view, uid, modality: series?.modality ?? '', wanted, scrollTo, setWindow });
  useOverlayDrawing(elements.over, { place, active, uid, stack, drawn, masks, boxes, map, numbers, seen });
  const marks = useMemo(
    () => (stack ? [...masks.map((mask) => markOf(mask, stack)), ...spans] : []),
    [stack, masks, spans],
  );
  useOutlinesAhead(ready ? stack : undefined, drawn.index, masks);
  useLinkedScrolling(place, ready ? stack : undefined, scrollTo);
  usePublishedSlice(place, stack, drawn.index);
  const overlayVisible = useWindow((state) => state.overlay.visible);

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
    ...drawn,
    voi,
    inverted,
    width: elements.over.current?.clientWidth ?? 0,
    marks,
    boxes,
    map: overlayVisible ? map : undefined,
    numbers: overlayVisible ? numbers : undefined,
    seen: overlayVisible ? seen : undefined,
    message: opened.message,
    announcement,
    view,
    wanted,
    scrollTo,
    setWindow,
  };
}

type Opened = ReturnType<typeof useOpened>;

/** The window belongs to the series: all viewports that show it follow. */
function useVoi(uid: string | undefined, { stack, fileVoi, ready, view, wanted }: Opened) {
  const chosen = useWindow((state) => (uid ? state.windows[uid] : undefined));
  const byReader = useWindow((state) => (uid ? (state.inverted[uid] ?? false) : false));
  const voi = chosen ?? fileVoi;
  const byFile = stack?.infoOf(Math.min(wanted.current, stack.length - 1)).photometric === 'MONOCHROME1';
  const inverted = byReader !== byFile;
  useEffect(() => {
    if (voi && ready) view.current?.setVoi(voi, inverted);
  }, [voi, inverted, ready, view]);
  const setWindow = useCallback(
    (window: Window) => {
      if (uid) change({ windows: { ...useWindow.getState().windows, [uid]: window } });
    },
    [uid],
  );
  return { voi, inverted, setWindow };
}

/** What models found on this series, as far as it can be drawn on this slice. */
function useFindingsOn(uid: string | undefined, stack: Stack | undefined, index: number) {
  const reading = useReading(uid);
  const findings = useMemo(() => reading.flatMap((one) => one.findings), [reading]);
  const masks = useMasks(findings, stack?.infos);
  const map = useActivationMap(
    reading,
    useWindow((state) => state.mapLabel),
  );
  const edit = useWindow((state) => state.boxEdit);
  const boxes = useMemo(() => {
    const laid = findings.map((read) => withEdit(read, edit));
    const until = boxesOn(
      findings.filter((read, n) => read !== laid[n]),
      stack,
      index,
    ).map((box) => ({ ...box, was: true as const }));
    return [...until, ...boxesOn(laid, stack, index)];
  }, [findings, stack, index, edit]);
  const spans = useMemo(() => (stack ? boxMarks(findings, stack) : []), [findings, stack]);
  const info = stack?.infoOf(Math.min(index, stack.length - 1));
  const here =
    stack?.plane === 'acquired' && info?.sopInstanceUid === map?.sopInstanceUid && info?.frame === map?.frame;
  return { masks, boxes, spans, map: here ? map : undefined };
}

/** All that lies over this slice: what models found, and what other people's objects say. */
function useLyingOver(uid: string | undefined, stack: Stack | undefined, index: number) {
  const { masks: found, ...rest } = useFindingsOn(uid, stack, index);
  const { masks: segments, numbers } = useLayers(uid, stack, index);
  const masks = useMemo(() => [...segments, ...found], [segments, found]);
  const columns = stack?.infoOf(Math.min(index, stack.length - 1)).columns ?? 0;
  const fusion = useFusion(uid, stack, index);
  const seen = useSeen(uid, stack, index);
  return { ...rest, masks, numbers: usePicture(numbers, columns) ?? fusion, seen };
}

/** Goes where another viewport, or a finding, points. */
function useTargets(active: boolean, series: Series | undefined, masks: Mask[], { stack, ready, scrollTo }: Opened) {
  const target = useWindow((state) => state.target);
  const selection = useWindow((state) => state.selection);
  const followed = useRef<typeof target>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a target is followed once, not with each new list of studies
  useEffect(() => {
    if (!stack || !series || !ready || followed.current === target) return;
    followed.current = target;
    const index = target && indexFor(stack, series, target);
    if (index !== undefined) scrollTo(index);
  }, [target, stack, ready, scrollTo, series?.seriesInstanceUid]);

  // A finding's slice becomes a point, so that the reformats come along.
  useEffect(() => {
    if (!active || !stack || stack.plane === 'acquired' || !target || target.point || target.frame === undefined)
      return;
    const mask = masks.find(({ id }) => id === selection?.findingId);
    const point = mask && middleOf(mask.data, stack, target.frame);
    const { frameOfReferenceUid } = stack.infoOf(0);
    if (point) goTo({ seriesInstanceUid: target.seriesInstanceUid, point, frameOfReferenceUid });
  }, [target, masks, active, stack, selection]);
}

/** Tells the other parts of the window which slice this viewport shows. */
function usePublishedSlice(place: number, stack: Stack | undefined, index: number) {
  useEffect(() => {
    if (!stack) return;
    const at = Math.min(index, stack.length - 1);
    const info = stack.infoOf(at);
    const slice = {
      seriesInstanceUid: stack.frames.seriesInstanceUid,
      sopInstanceUid: info.sopInstanceUid,
      frame: stack.plane === 'acquired' ? at : undefined,
      frameOfReferenceUid: info.plane && info.frameOfReferenceUid,
      geometry: stack.geometry(at),
    };
    useSlices.setState({ [place]: slice });
    return () => useSlices.setState({ [place]: undefined });
  }, [place, stack, index]);
}

/** How the planes of a series lie, also while a hand turns them; undefined while they are straight. */
const usePlanes = (uid: string | undefined) =>
  useWindow(({ turning, turns }) =>
    turning?.seriesInstanceUid === uid ? turning?.planes : uid ? turns[uid] : undefined,
  );

/** Do two slices lie in one space, so that it means something where they meet? */
const shareSpace = (slice: ShownSlice, stack: Stack) => {
  const { plane, frameOfReferenceUid } = stack.infoOf(0);
  const sameFrame = frameOfReferenceUid && frameOfReferenceUid === slice.frameOfReferenceUid;
  return plane !== undefined && (sameFrame || slice.seriesInstanceUid === stack.frames.seriesInstanceUid);
};

type OverlayInput = Pick<Opened, 'stack' | 'drawn'> &
  Omit<ReturnType<typeof useLyingOver>, 'spans'> & { place: number; active: boolean; uid: string | undefined };

/** What lies over the picture follows each picture that was drawn. */
function useOverlayDrawing(
  over: Elements['over'],
  { place, active, uid, stack, drawn, masks, boxes, map, numbers, seen }: OverlayInput,
) {
  const { t, say } = useSpeech();
  const overlay = useWindow((state) => state.overlay);
  const selection = useWindow((state) => state.selection);
  const target = useWindow((state) => state.target);
  const several = useWindow((state) => state.layout !== '1x1');
  const leader = useActiveSlice(place);
  const planes = usePlanes(uid);
  useLayoutEffect(() => {
    if (!over.current) return;
    const { index, placement } = drawn;
    if (!stack || !placement) return drawOverlay(over.current, undefined);
    drawOverlay(over.current, {
      active,
      stack,
      index: Math.min(index, stack.length - 1),
      placement,
      masks,
      boxes,
      map,
      numbers,
      seen,
      across: leader && several && shareSpace(leader, stack) ? leader.geometry : undefined,
      cuts: cutsOf(stack, planes),
      crosshair: several && target?.seriesInstanceUid === uid ? target?.point : undefined,
      selection,
      overlay,
      nameOf(mask) {
        if (!mask.read) return mask.name ?? '';
        const label = labelOf(mask.read);
        const { volumeMl } = mask.read.finding;
        const name = label ? say(label.name) : mask.read.finding.label;
        return volumeMl === undefined ? name : `${name}  ${mlText(volumeMl)}${NBSP}${t('ml')}`;
      },
    });
  }, [
    over,
    active,
    uid,
    stack,
    drawn,
    masks,
    boxes,
    map,
    numbers,
    seen,
    several,
    leader,
    planes,
    target,
    selection,
    overlay,
    say,
    t,
  ]);
}
