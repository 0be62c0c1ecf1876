import { change, useWindow } from './state.ts';
import { useSlices } from './viewports/slices.ts';

/** Shows the header of the image in the viewport in use. */
export function showTags() {
  const slice = useSlices.getState()[useWindow.getState().activePane];
  if (slice) change({ tagsOf: { seriesInstanceUid: slice.seriesInstanceUid, sopInstanceUid: slice.sopInstanceUid } });
}
