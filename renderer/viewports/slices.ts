import { create } from 'zustand';
import type { SliceGeometry } from '../images/slice.ts';

/** The slice that a viewport shows now: what other viewports and panels must know of it. */
export type ShownSlice = {
  seriesInstanceUid: string;
  sopInstanceUid: string;
  /** In reading order from 0; not of a reformat. */
  frame: number | undefined;
  /** Only where the series lies in a frame of reference. */
  frameOfReferenceUid: string | undefined;
  geometry: SliceGeometry;
};

/** By place of the viewport. Apart from the state of the window, since it changes with every slice. */
export const useSlices = create<Record<number, ShownSlice | undefined>>(() => ({}));
