import { paneCount, useWindow } from '../state.ts';
import { Viewport } from './Viewport.tsx';

/** The viewports in their layout. Pixels are never mirrored: the grid runs left to right in every language. */
export function Viewports() {
  const layout = useWindow((state) => state.layout);
  return (
    <div className={`viewports viewports-${layout}`} data-region="viewports" dir="ltr">
      {Array.from({ length: paneCount(layout) }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a viewport is its place
        <Viewport key={place} place={place} />
      ))}
    </div>
  );
}
