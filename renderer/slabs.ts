import type { Slab } from '../core/contract/index.ts';
import { change, useWindow } from './state.ts';
import type { PlainWord } from './words.ts';

export const SLABS: { mode: Slab['mode'] | 'none'; name: PlainWord }[] = [
  { mode: 'none', name: 'slabNone' },
  { mode: 'max', name: 'slabMax' },
  { mode: 'min', name: 'slabMin' },
  { mode: 'mean', name: 'slabMean' },
];

const USUAL_MM = 10;
const STEP_MM = 5;

/** Shows a series in thick slices, or as it is. */
export function chooseSlab(uid: string, mode: Slab['mode'] | 'none') {
  const { slabs } = useWindow.getState();
  const { [uid]: before, ...others } = slabs;
  change({ slabs: mode === 'none' ? others : { ...others, [uid]: { mode, mm: before?.mm ?? USUAL_MM } } });
}

/** Thicker or thinner by steps; a thin series starts as a maximum projection. */
export function changeThickness(uid: string, by: number) {
  const { slabs } = useWindow.getState();
  const { [uid]: before, ...others } = slabs;
  const mm = (before?.mm ?? STEP_MM) + by * STEP_MM;
  change({
    slabs: mm < STEP_MM * 2 ? others : { ...others, [uid]: { mode: before?.mode ?? 'max', mm: Math.min(mm, 100) } },
  });
}
