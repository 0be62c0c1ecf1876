import { useRef } from 'react';
import { Announcer } from '../components/Announcer.tsx';
import { useSeries } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { NumbersLegend } from '../overlays/NumbersLegend.tsx';
import { change, SERIES_DRAG, showSeriesIn, useWindow } from '../state.ts';
import { useBoxEditing } from './box-editing.ts';
import { Cine } from './Cine.tsx';
import { Corners } from './Corners.tsx';
import { MapLegend } from './MapLegend.tsx';
import { useMeasuring } from './measuring.ts';
import { Press } from './Press.tsx';
import { usePane } from './pane.ts';
import { PLANES } from './plane-names.ts';
import { usePointer } from './pointer.ts';
import { SeenCaption } from './SeenCaption.tsx';
import { SliceSlider } from './SliceSlider.tsx';

/** One viewport: the picture, what lies over it, the words in its corners and its scroll bar. */
export function Viewport({ place }: { place: number }) {
  const { t } = useSpeech();
  const pane = useWindow((state) => state.panes[place]!);
  const active = useWindow((state) => state.activePane === place);
  const found = useSeries(pane.seriesInstanceUid);
  const first = useRef<HTMLCanvasElement>(null);
  const element = useRef<HTMLDivElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const shown = usePane(place, pane, found?.series, { first, element, over });
  const measures = useRef<HTMLCanvasElement>(null);
  const measuring = useMeasuring(active, shown, found?.study.studyInstanceUid, measures);
  const editing = useBoxEditing(active, shown);
  const { press, hands } = usePointer(place, shown, [editing, measuring]);
  const planeName = t(PLANES[pane.plane]);
  const label = found
    ? t('viewportOf', { n: place + 1, series: found.series.description || found.series.modality, plane: planeName })
    : t('viewportEmpty', { n: place + 1 });
  const tool = useWindow((state) => state.tool);
  return (
    <div
      className="viewport"
      data-active={active}
      data-tool={tool}
      role="application"
      aria-label={label}
      aria-roledescription={t('viewport', { n: place + 1 })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application region takes keys
      tabIndex={0}
      onFocus={() => change({ activePane: place })}
      onPointerDownCapture={() => change({ activePane: place })}
      onDragOver={(event) => event.dataTransfer.types.includes(SERIES_DRAG) && event.preventDefault()}
      onDrop={(event) => {
        const uid = event.dataTransfer.getData(SERIES_DRAG);
        if (uid) showSeriesIn(place, uid);
      }}
      {...hands}
    >
      <canvas ref={first} className="viewport-first" hidden={shown.ready} />
      <div ref={element} className="viewport-picture" />
      <canvas ref={over} className="viewport-over" />
      <canvas ref={measures} className="viewport-over" />
      {found && shown.stack && <Corners study={found.study} series={found.series} shown={shown} />}
      {shown.stack && shown.stack.length > 1 && <SliceSlider shown={shown} />}
      {press && <Press press={press} shown={shown} />}
      {/* The tiles of a slide lie beside each other; they are no recording. */}
      {found?.series.modality !== 'SM' && <Cine active={active} shown={shown} />}
      {shown.map && <MapLegend label={shown.map.of} seriesInstanceUid={found?.series.seriesInstanceUid} />}
      {shown.numbers && <NumbersLegend {...shown.numbers} />}
      {shown.seen && <SeenCaption seen={shown.seen} />}
      {shown.message && (
        <p className="viewport-message" dir="auto">
          {shown.message}
        </p>
      )}
      {!found && (
        <p className="viewport-message" dir="auto">
          {t('pickSeries')}
        </p>
      )}
      <Announcer text={shown.announcement} />
    </div>
  );
}
