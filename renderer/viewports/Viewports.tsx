import { DocumentPane } from '../documents/DocumentPane.tsx';
import { useSeries } from '../engine.ts';
import { paneCount, useWindow } from '../state.ts';
import { Viewport } from './Viewport.tsx';

/** The viewports in their layout. Pixels are never mirrored: the grid runs left to right in every language. */
export function Viewports() {
  const layout = useWindow((state) => state.layout);
  return (
    <div className={`viewports viewports-${layout}`} data-region="viewports" dir="ltr">
      {Array.from({ length: paneCount(layout) }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a viewport is its place
        <PaneAt key={place} place={place} />
      ))}
    </div>
  );
}

/** A viewport, or what a series without pictures says, or what is to be read among pictures. */
function PaneAt({ place }: { place: number }) {
  const pane = useWindow((state) => state.panes[place]!);
  const found = useSeries(pane.seriesInstanceUid);
  if (found && (pane.documents || (!found.series.images && found.series.kind !== 'images'))) {
    return <DocumentPane key={found.series.seriesInstanceUid} place={place} series={found.series} />;
  }
  return <Viewport place={place} />;
}
