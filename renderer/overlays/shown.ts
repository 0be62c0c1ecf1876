import { useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import type { Overlay, Series, Study } from '../../core/contract/index.ts';
import { call } from '../client.ts';
import { OVERLAYS } from '../images/colour.ts';
import { showSeries } from '../state.ts';

/** Series of overlays that the reader has switched on. */
const useShown = create<Record<string, boolean>>(() => ({}));

export const useIsShown = (overlaySeriesUid: string) => useShown((shown) => shown[overlaySeriesUid] ?? false);

/** The series that an overlay belongs on, if it is here: one that it names, else one in its frame of reference. */
function baseOf(overlay: Series, study: Study): Series | undefined {
  const images = study.series.filter(({ kind }) => kind === 'images');
  return (
    images.find(({ seriesInstanceUid }) => overlay.refersTo.includes(seriesInstanceUid)) ??
    images.find(
      ({ frameOfReferenceUid }) =>
        frameOfReferenceUid !== undefined && frameOfReferenceUid === overlay.frameOfReferenceUid,
    )
  );
}

/** Switches an overlay on over its images, or off; one whose images are not here is shown by itself. */
export function toggleOverlay(overlay: Series, study: Study): void {
  const base = baseOf(overlay, study);
  if (!base) {
    showSeries(overlay);
    return;
  }
  const on = !useShown.getState()[overlay.seriesInstanceUid];
  useShown.setState({ [overlay.seriesInstanceUid]: on });
  if (on) showSeries(base);
}

const nothing: Overlay[] = [];

/** What is switched on over a series. */
export function useOverlaysOn(seriesInstanceUid: string | undefined): Overlay[] {
  const shown = useShown();
  const any = Object.values(shown).some(Boolean);
  const { data } = useQuery({
    queryKey: ['overlays', seriesInstanceUid],
    queryFn: () => call('overlays', undefined, { seriesInstanceUid: seriesInstanceUid! }),
    enabled: any && seriesInstanceUid !== undefined,
    select: ({ overlays }) => overlays,
  });
  const on = (data ?? nothing).filter((overlay) => shown[overlay.seriesInstanceUid]);
  return on.length > 0 ? on : nothing;
}

/** A segment with the colour that it is drawn in: its writer's, else the next of ours. */
export const segmentsOf = (overlays: Overlay[]) =>
  overlays.flatMap((overlay) =>
    overlay.segments.map((segment, n) => ({
      id: `${overlay.sopInstanceUid} ${segment.number}`,
      overlay,
      segment,
      colour: segment.colour ?? OVERLAYS[n % OVERLAYS.length]!,
    })),
  );
