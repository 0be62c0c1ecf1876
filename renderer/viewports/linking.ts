import { useEffect } from 'react';
import { areParallel, middleOfSlice, movedAlong } from '../images/meeting.ts';
import { nearestSlice, type Stack } from '../images/stack.ts';
import { change, useWindow } from '../state.ts';
import { type ShownSlice, useSlices } from './slices.ts';

/** Links all viewports from where they are now. */
export const linkViews = () => change({ links: { ...useSlices.getState() } });

/** Links all viewports, or lets them go. */
export const toggleLinks = () => (useWindow.getState().links ? change({ links: undefined }) : linkViews());

/** The slice of the viewport in use, as the others see it. */
export function useActiveSlice(place: number): ShownSlice | undefined {
  const active = useWindow((state) => state.activePane);
  return useSlices((state) => (active === place ? undefined : state[active]));
}

/**
 * Scrolls along with the viewport in use: to the same place in one frame of reference, else as far as it went since
 * they were linked. Slices that lie across each other stay apart.
 */
export function useLinkedScrolling(place: number, stack: Stack | undefined, scrollTo: (index: number) => void) {
  const links = useWindow((state) => state.links);
  const active = useWindow((state) => state.activePane);
  const leader = useActiveSlice(place);
  useEffect(() => {
    if (!links || !stack || !leader) return;
    const index = followed(stack, leader, links[place], links[active]);
    if (index !== undefined) scrollTo(index);
  }, [links, stack, leader, place, active, scrollTo]);
}

function followed(
  stack: Stack,
  leader: ShownSlice,
  mine: ShownSlice | undefined,
  theirs: ShownSlice | undefined,
): number | undefined {
  const info = stack.infoOf(0);
  if (!info.plane || !areParallel(stack.geometry(0), leader.geometry)) return undefined;
  if (info.frameOfReferenceUid && info.frameOfReferenceUid === leader.frameOfReferenceUid)
    return nearestSlice(stack, middleOfSlice(leader.geometry));
  if (mine?.seriesInstanceUid !== stack.frames.seriesInstanceUid) return undefined;
  if (theirs?.seriesInstanceUid !== leader.seriesInstanceUid) return undefined;
  return nearestSlice(stack, movedAlong(mine.geometry, { from: theirs.geometry, to: leader.geometry }));
}
