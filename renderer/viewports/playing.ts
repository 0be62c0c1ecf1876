import type { Stack } from '../images/stack.ts';

/** What playing needs of a stack. */
type Recording = Pick<Stack, 'length' | 'plane' | 'infoOf'>;

/** The frame on the screen; `back` while a recording that sweeps is on its way back. */
export type Position = { index: number; back: boolean };

/** Where a file names no rate: frames a second. */
export const USUAL_RATE = 10;

/**
 * The frame after this one. A recording of many frames comes back to its own first, or turns round at both ends where
 * the file prefers sweeping (Preferred Playback Sequencing, PS3.3 C.7.6.5); single images go on to the series'.
 */
export function nextOf(stack: Recording, { index, back }: Position): Position {
  const at = stack.infoOf(index);
  const isOwn = (other: number) =>
    other >= 0 && other < stack.length && stack.infoOf(other).sopInstanceUid === at.sopInstanceUid;
  if (stack.plane === 'acquired' && at.sweeps && back && isOwn(index - 1)) return { index: index - 1, back: true };
  if (isOwn(index + 1)) return { index: index + 1, back: false };
  if (stack.plane === 'acquired' && at.frame > 0) {
    return at.sweeps ? { index: index - 1, back: true } : { index: index - at.frame, back: false };
  }
  return { index: index + 1 < stack.length ? index + 1 : 0, back: false };
}

/**
 * How long a frame stands before the next one, in ms: exactly as it was recorded where Frame Time Vector says how long
 * after the frame before it each was taken, else by the rate. Between the last frame and the first nothing was recorded.
 */
export function stepOf(stack: Recording, from: number, to: number): number {
  const { frameRate } = stack.infoOf(from);
  const neighbours = Math.abs(to - from) === 1;
  const recorded = neighbours ? stack.infoOf(Math.max(from, to)).frameTime : undefined;
  return recorded ?? 1000 / (frameRate?.value ?? USUAL_RATE);
}
