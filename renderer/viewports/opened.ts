import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Series } from '../../core/contract/index.ts';
import { problemBehind } from '../client.ts';
import { firstIndexOf } from '../first-images.ts';
import { useSpeech } from '../i18n.tsx';
import { framesOf } from '../images/frames.ts';
import { type Voi, voiOf } from '../images/paint.ts';
import { thick } from '../images/slab.ts';
import type { Slice } from '../images/slice.ts';
import { openStack, type Stack, sameSlice } from '../images/stack.ts';
import { presetsOf, windowOf } from '../images/windows.ts';
import { change, type Pane, shownSeries, useWindow } from '../state.ts';
import { takeDownEarly } from './early.ts';
import { paintFirst } from './first-picture.ts';
import type { Placement } from './placement.ts';
import type { View } from './view.ts';
import { indexFor } from './where.ts';

export type Elements = {
  first: RefObject<HTMLCanvasElement | null>;
  element: RefObject<HTMLDivElement | null>;
  over: RefObject<HTMLCanvasElement | null>;
};

/** What was drawn last. */
type Drawn = { index: number; placement: Placement | undefined; zoom: number };

export type Opened = {
  /** Has Cornerstone drawn, so that the early picture can go? */
  ready: boolean;
  stack: Stack | undefined;
  drawn: Drawn;
  /** As the file wants it. */
  fileVoi: Voi | undefined;
  message: string | undefined;
  view: RefObject<View | undefined>;
  wanted: RefObject<number>;
  scrollTo(index: number): void;
};

/** The window that a rule wants a series to start with, unless a reader was there before. */
function takeFirstWindow({ seriesInstanceUid, modality }: Series, slice: Slice) {
  const { firstWindows, windows } = useWindow.getState();
  const { [seriesInstanceUid]: name, ...others } = firstWindows;
  if (!name) return;
  const preset = presetsOf(modality).find((one) => one.name === `preset${name}`);
  const window = preset && windowOf(preset, slice);
  change({
    firstWindows: others,
    ...(window && !windows[seriesInstanceUid] && { windows: { ...windows, [seriesInstanceUid]: window } }),
  });
}

/** What kept a picture from the screen, and what to do about it. */
function whyNot(thrown: unknown, tell: ReturnType<typeof useSpeech>['tell']): string {
  const { text, next } = tell(problemBehind(thrown));
  return `${text} ${next}`;
}

/** Opens the stack of a pane: paints its first picture early, then hands over to Cornerstone. */
export function useOpened(pane: Pane, series: Series | undefined, elements: Elements): Opened {
  const { t, tell } = useSpeech();
  const uid = pane.seriesInstanceUid;
  const view = useRef<View>(undefined);
  const wanted = useRef(0);
  const [stack, setStack] = useState<Stack>();
  const [ready, setReady] = useState(false);
  const [message, setMessage] = useState<string>();
  const [drawn, setDrawn] = useState<Drawn>({ index: 0, placement: undefined, zoom: 1 });
  const [fileVoi, setFileVoi] = useState<Voi>();
  const pictures = series?.images;
  const axes = useWindow((state) => (pane.plane === 'acquired' || !uid ? undefined : state.turns[uid]?.[pane.plane]));
  const slab = useWindow((state) => (uid ? state.slabs[uid] : undefined));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a stack is opened once for its series and plane
  useEffect(() => {
    if (!uid || !series) return;
    if (!pictures) return setMessage(t('noPicturesText'));
    let left = false;
    // Only thickness or angle changed, or slices joined: the reader stays where he was.
    const same = stack?.frames.seriesInstanceUid === uid && stack.plane === pane.plane ? stack : undefined;
    const turned = same?.axes !== axes;
    const before = same && Math.min(wanted.current, same.length - 1);
    const frames = framesOf(series, shownSeries());
    const stopWatching = frames.watch(() => {
      if (pane.plane === 'acquired' || left) return;
      const [done, total] = [frames.loaded(), frames.total()];
      setMessage(done < total ? t('loadingImages', { done, total }) : undefined);
    });

    const open = async () => {
      const thin = await openStack(frames, pane.plane, axes);
      const next = slab && series.volume ? thick(thin, slab) : thin;
      const start =
        (turned ? indexFor(next, series, useWindow.getState().target) : undefined) ??
        (same && before !== undefined ? sameSlice(same, before, next) : undefined) ??
        indexFor(next, series, useWindow.getState().target) ??
        firstIndexOf(series, next.length);
      const slice = await next.load(start);
      if (left) return;
      const info = next.infoOf(start);
      takeFirstWindow(series, slice);
      const { windows, inverted } = useWindow.getState();
      const voi = windows[uid] ?? voiOf(info, slice);
      const invert = (info.photometric === 'MONOCHROME1') !== (inverted[uid] ?? false);
      if (!view.current && elements.first.current) {
        const placement = paintFirst(elements.first.current, next, start, slice, voi, invert);
        setDrawn({ index: start, placement, zoom: 1 });
      }
      takeDownEarly();
      frames.setShown(true);
      wanted.current = start;
      setFileVoi(voiOf(info, slice));
      setStack(next);
      setMessage(undefined);
      const { openView } = await import('./view.ts');
      if (left || !elements.element.current) return;
      view.current ??= openView(elements.element.current, () => {
        const one = view.current;
        // At once, so that no picture is seen under what lies over another.
        if (one) flushSync(() => setDrawn({ index: one.index(), placement: one.placement(), zoom: one.zoom() }));
      });
      await view.current.show(next, wanted.current, voi, invert, before !== undefined && !turned);
      if (!left) setReady(true);
    };
    open().catch((thrown) => !left && setMessage(whyNot(thrown, tell)));
    return () => {
      left = true;
      takeDownEarly();
      stopWatching();
    };
  }, [uid, pane.plane, pictures, series?.frames, slab, axes]);

  useEffect(
    () => () => {
      view.current?.destroy();
      view.current = undefined;
    },
    [],
  );

  useEffect(() => {
    const watcher = new ResizeObserver(() => view.current?.resize());
    if (elements.element.current) watcher.observe(elements.element.current);
    return () => watcher.disconnect();
  }, [elements.element]);

  const scrollTo = useCallback(
    (index: number) => {
      if (!stack) return;
      const next = Math.min(Math.max(index, 0), stack.length - 1);
      wanted.current = next;
      stack.load(next).then(
        () => setMessage(undefined),
        (thrown) => wanted.current === next && setMessage(whyNot(thrown, tell)),
      );
      view.current?.setIndex(next);
    },
    [stack, tell],
  );

  return { ready, stack, drawn, fileVoi, message, view, wanted, scrollTo };
}
