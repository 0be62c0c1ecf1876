import type { FrameInfo, Window } from '../../core/contract/index.ts';

export const UPTAKE = 'SUVbw';

/** PET as standardised uptake values by body weight, where the file allows it: values and windows by one factor. */
export function inUptake(info: FrameInfo): FrameInfo {
  if (!info.suv || !('factor' in info.suv) || info.modality.table) return info;
  const { factor } = info.suv;
  const { slope, intercept } = info.modality;
  const scaled = ({ center, width, ...rest }: Window): Window => ({
    ...rest,
    center: center * factor,
    width: width * factor,
    function: rest.function === 'SIGMOID' ? 'SIGMOID' : 'LINEAR_EXACT',
  });
  return {
    ...info,
    modality: { slope: slope * factor, intercept: intercept * factor, units: UPTAKE },
    windows: info.windows.map(scaled),
  };
}
