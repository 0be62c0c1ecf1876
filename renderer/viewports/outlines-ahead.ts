import { useEffect } from 'react';
import type { Mask } from '../images/masks.ts';
import type { Stack } from '../images/stack.ts';

/** How many slices either way. */
const AHEAD = 32;

/** ms of an idle period that one slice should find left. */
const ONE_SLICE = 4;

/** Traces the outlines of the slices around the shown one, the nearest first, while the page has nothing else to do. */
export function useOutlinesAhead(stack: Stack | undefined, index: number, masks: Mask[]) {
  useEffect(() => {
    if (!stack || masks.length === 0) return;
    const steps = 2 * AHEAD * masks.length;
    let step = 0;
    const next = () => {
      const round = Math.floor(step / masks.length);
      const away = Math.floor(round / 2) + 1;
      const slice = round % 2 === 0 ? index + away : index - away;
      if (slice >= 0 && slice < stack.length) masks[step % masks.length]!.path(stack, slice);
      step += 1;
    };
    let asked = requestIdleCallback(work);
    function work(idle: IdleDeadline) {
      do next();
      while (step < steps && idle.timeRemaining() > ONE_SLICE);
      if (step < steps) asked = requestIdleCallback(work);
    }
    return () => cancelIdleCallback(asked);
  }, [stack, index, masks]);
}
