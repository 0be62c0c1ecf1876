import type { Window, WindowPreset } from '../../core/contract/index.ts';
import { fullWindow } from './paint.ts';
import { extentOf, type Slice } from './slice.ts';

/** A window by name; `scale` presets are relative to the whole range of the picture. */
export type Preset = { name: `preset${WindowPreset}`; window?: Window; scale?: { center: number; width: number } };

const hounsfield = (name: Preset['name'], center: number, width: number): Preset => ({
  name,
  window: { center, width, function: 'LINEAR_EXACT' },
});

/** Usual windows of CT in HU. */
const CT: Preset[] = [
  hounsfield('presetSoft', 40, 400),
  hounsfield('presetLung', -600, 1500),
  hounsfield('presetBone', 480, 2500),
  hounsfield('presetBrain', 40, 80),
  hounsfield('presetStroke', 35, 35),
  hounsfield('presetMediastinum', 50, 350),
  hounsfield('presetLiver', 90, 150),
];

/** Uptake values; they fit where the file allows SUV. */
const PET: Preset[] = [
  { name: 'presetUptake5', window: { center: 2.5, width: 5, function: 'LINEAR_EXACT' } },
  { name: 'presetUptake10', window: { center: 5, width: 10, function: 'LINEAR_EXACT' } },
];

/** Elsewhere values have no common unit, so that presets are shares of the picture's own range. */
const OTHER: Preset[] = [
  { name: 'presetBright', scale: { center: 0.3, width: 0.6 } },
  { name: 'presetDark', scale: { center: 0.7, width: 1 } },
  { name: 'presetContrast', scale: { center: 0.4, width: 0.4 } },
  { name: 'presetSoftContrast', scale: { center: 0.6, width: 1.4 } },
];

/** The presets of keys 1 to 9, in order; the first two are the file's own window and the whole range. */
export const presetsOf = (modality: string): Preset[] => [
  { name: 'presetFile' },
  { name: 'presetFull', scale: { center: 0.5, width: 1 } },
  ...(modality === 'CT' ? CT : modality === 'PT' ? PET : OTHER),
];

/** The window of a preset on a picture; undefined is as the file wants it. */
export function windowOf({ window, scale }: Preset, slice: Slice): Window | undefined {
  if (window || !scale) return window;
  if (scale.width === 1 && scale.center === 0.5) return fullWindow(slice);
  const [low, high] = extentOf(slice.values);
  return {
    center: low + scale.center * (high - low),
    width: Math.max(scale.width * (high - low), 1),
    function: 'LINEAR_EXACT',
  };
}
