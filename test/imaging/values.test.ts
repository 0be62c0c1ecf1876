import { describe, expect, it } from 'vitest';
import type { ModalityTransform } from '../../core/contract/index.ts';
import type { Grid } from '../../core/imaging/grid.ts';
import { argmax } from '../../core/imaging/steps/argmax.ts';
import { calibrate } from '../../core/imaging/steps/calibrate.ts';
import { channels } from '../../core/imaging/steps/channels.ts';
import { clip } from '../../core/imaging/steps/clip.ts';
import { invertMonochrome1 } from '../../core/imaging/steps/invertMonochrome1.ts';
import { modality } from '../../core/imaging/steps/modality.ts';
import { scale } from '../../core/imaging/steps/scale.ts';
import { sigmoid } from '../../core/imaging/steps/sigmoid.ts';
import { softmax } from '../../core/imaging/steps/softmax.ts';
import { threshold } from '../../core/imaging/steps/threshold.ts';
import { type Voi, voi } from '../../core/imaging/steps/voi.ts';
import { apart, hasPython, noise, reference } from './reference.ts';

/** Sizes of one, odd and even, in two and three axes, first axis fastest. */
const SIZES = [
  [1, 1],
  [7, 5],
  [16, 9],
  [1, 13],
  [5, 1, 3],
  [9, 7, 4],
  [6, 11, 13],
];
const shape = (size: readonly number[]) => size.toReversed();
const grids: Grid[] = SIZES.map((size, n) => {
  const count = size.reduce((all, one) => all * one);
  return { data: noise(count, n + 1).map((v) => v * 3000 - 1024), size, channels: 1 };
});
const cases = grids.map(({ data, size }) => ({ values: data, shape: shape(size) }));

describe.skipIf(!hasPython)('a step that changes values one by one', () => {
  it('clip is numpy.clip, and scale NumPy’s arithmetic', () => {
    const clipped = reference('def reference(a, c): return np.clip(a, -150.5, 250)', cases);
    const scaled = reference('def reference(a, c): return a.astype(float) * 0.125 - 7', cases);
    grids.forEach((grid, n) => {
      expect(clip(grid, { min: -150.5, max: 250 }).data).toEqual(clipped[n]);
      expect(scale(grid, { factor: 0.125, offset: -7 }).data).toEqual(scaled[n]);
    });
  });

  it('modality is pydicom’s apply_modality_lut, by rescale and by tables of either sign, beyond their ends too', () => {
    const transforms: ModalityTransform[] = [
      { slope: 1, intercept: -1024 },
      { slope: 0.0372, intercept: 3.5 },
      { slope: -2, intercept: 0 },
      ...[-300, 0, 40].map((first) => ({
        ...{ slope: 1, intercept: 0 },
        table: { first, bits: 16, entries: Uint16Array.from(noise(256, 9 + first), (v) => v * 65535) },
      })),
    ];
    const stored = Int16Array.from(noise(37 * 23, 3), (v) => v * 1000 - 500);
    const wanted = reference(
      `
from pydicom.dataset import Dataset
from pydicom.pixel_data_handlers.util import apply_modality_lut
def reference(a, c):
    d = Dataset()
    d.PixelRepresentation, d.BitsAllocated = 1, 16
    if c.get('table'):
        one = Dataset()
        one.add_new(0x00283002, 'SS', [256, c['first'], 16])
        one.add_new(0x00283006, 'US', c['table'])
        d.ModalityLUTSequence = [one]
    else:
        d.RescaleSlope, d.RescaleIntercept = c['slope'], c['intercept']
    return apply_modality_lut(a.astype('i2'), d)`,
      transforms.map(({ slope, intercept, table }) => ({
        ...{ values: Float32Array.from(stored), shape: [23, 37], slope, intercept },
        ...{ first: table?.first ?? 0, table: table && [...table.entries] },
      })),
    );
    transforms.forEach((transform, n) => {
      expect(apart(modality(stored, transform), wanted[n]!), JSON.stringify(transform.slope)).toBeLessThan(1e-4);
    });
  });

  it('voi by a given window, by the extremes and by a table is what pydicom and NumPy make of it', () => {
    const steps: Voi[] = [
      { use: 'fixed', center: 40, width: 400 },
      { use: 'fixed', center: -600, width: 1500.5 },
      { use: 'fixed', center: 3, width: 1 },
      { use: 'minmax' },
    ];
    const wanted = reference(
      `
from pydicom.dataset import Dataset
from pydicom.pixel_data_handlers.util import apply_windowing
def reference(a, c):
    if c['use'] == 'minmax':
        low, high = float(a.min()), float(a.max())
        return (a.astype(float) - low) / (high - low) if high > low else a * 0
    d = Dataset()
    d.WindowCenter, d.WindowWidth, d.VOILUTFunction = c['center'], c['width'], 'LINEAR'
    d.BitsStored, d.PixelRepresentation, d.PhotometricInterpretation = 16, 1, 'MONOCHROME2'
    return (apply_windowing(a, d) + 32768) / 65535`,
      steps.flatMap((step) => cases.map((one) => ({ ...one, ...step }))),
    );
    steps.forEach((step, s) => {
      grids.forEach((grid, n) => {
        const got = voi(grid, step, { windows: [] }).data;
        expect(apart(got, wanted[s * grids.length + n]!), JSON.stringify(step)).toBeLessThan(1e-5);
      });
    });
    const entries = Uint16Array.from(noise(300, 4), (v) => v * 4095);
    const table = reference(
      `
from pydicom.dataset import Dataset
from pydicom.pixel_data_handlers.util import apply_voi
def reference(a, c):
    one, d = Dataset(), Dataset()
    one.add_new(0x00283002, 'SS', [300, -100, 12])
    one.add_new(0x00283006, 'US', c['entries'])
    d.VOILUTSequence = [one]
    return apply_voi(a.astype('i2'), d) / 4095`,
      cases.map((one) => ({ ...one, entries: [...entries] })),
    );
    grids.forEach((grid, n) => {
      const got = voi(grid, { use: 'window' }, { windows: [], voiTable: { first: -100, bits: 12, entries } });
      expect(apart(got.data, table[n]!)).toBeLessThan(1e-6);
    });
  });

  it('invertMonochrome1 is skimage.util.invert after a window, and turns within NumPy’s extremes without one', () => {
    const windowed = grids.map((grid) => voi(grid, { use: 'minmax' }, { windows: [] }));
    const unit = reference(
      `
from skimage.util import invert
def reference(a, c): return invert(a)`,
      windowed.map(({ data, size }) => ({ values: data, shape: shape(size) })),
    );
    const own = reference('def reference(a, c): return a.min() + a.max() - a', cases);
    grids.forEach((grid, n) => {
      expect(apart(invertMonochrome1(windowed[n]!, 'MONOCHROME1').data, unit[n]!)).toBeLessThan(1e-7);
      expect(apart(invertMonochrome1(grid, 'MONOCHROME1').data, own[n]!)).toBeLessThan(1e-3);
      expect(invertMonochrome1(grid, 'MONOCHROME2')).toBe(grid);
    });
  });

  it('channels is numpy.repeat of the one channel', () => {
    const wanted = reference('def reference(a, c): return np.repeat(a[None], 3, 0)', cases);
    grids.forEach((grid, n) => {
      const made = channels(grid, { make: 'repeat3' });
      expect([made.channels, made.data]).toEqual([3, wanted[n]]);
    });
  });
});

/** Logits of 1, 2, 3 and 7 labels; rounded, so that there are ties. */
const answers = [1, 2, 3, 7].map((labels) =>
  Array.from({ length: labels }, (_, c) => noise(9 * 7 * 5, 10 * labels + c).map((v) => Math.round(v * 24) - 12)),
);
const stacked = answers.map((logits) => ({
  values: Float32Array.from(logits.flatMap((channel) => [...channel])),
  shape: [logits.length, 5, 7, 9],
}));
const flat = (logits: Float32Array[]) => Float32Array.from(logits.flatMap((channel) => [...channel]));

describe.skipIf(!hasPython)('a step that finishes an answer', () => {
  it('sigmoid, softmax and a temperature are PyTorch’s', () => {
    const sigmoids = reference(
      `
import torch
def reference(a, c): return torch.sigmoid(torch.from_numpy(a)).numpy()`,
      stacked,
    );
    const tempered = reference(
      `
import torch
def reference(a, c): return torch.softmax(torch.from_numpy(a) / 1.7, 0).numpy()`,
      stacked,
    );
    answers.forEach((logits, n) => {
      expect(apart(flat(sigmoid(logits)), sigmoids[n]!)).toBeLessThan(1e-6);
      expect(apart(flat(softmax(calibrate(logits, { temperature: 1.7 }))), tempered[n]!)).toBeLessThan(1e-6);
    });
  });

  it('argmax is numpy.argmax, the first of equal ones, and threshold NumPy’s comparison', () => {
    const first = reference('def reference(a, c): return a.argmax(0)', stacked);
    const above = reference('def reference(a, c): return a >= 3', stacked);
    answers.forEach((logits, n) => {
      expect(Float32Array.from(argmax(logits))).toEqual(first[n]);
      expect(Float32Array.from(logits.flatMap((channel) => [...threshold(channel, { at: 3 })]))).toEqual(above[n]);
    });
  });
});
