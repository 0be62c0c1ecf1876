import { describe, expect, it } from 'vitest';
import { keepParts } from '../../core/imaging/components.ts';
import { type Grid, permute, product } from '../../core/imaging/grid.ts';
import { calibrate } from '../../core/imaging/steps/calibrate.ts';
import { crop, cropForeground } from '../../core/imaging/steps/crop.ts';
import { elementType } from '../../core/imaging/steps/elementType.ts';
import { fillHoles } from '../../core/imaging/steps/fillHoles.ts';
import { largestComponent } from '../../core/imaging/steps/largestComponent.ts';
import { type Normalise, normalise } from '../../core/imaging/steps/normalise.ts';
import { pad } from '../../core/imaging/steps/pad.ts';
import { removeSmall } from '../../core/imaging/steps/removeSmall.ts';
import { resample } from '../../core/imaging/steps/resample.ts';
import { resize } from '../../core/imaging/steps/resize.ts';
import { sigmoid } from '../../core/imaging/steps/sigmoid.ts';
import { softmax } from '../../core/imaging/steps/softmax.ts';
import { voi } from '../../core/imaging/steps/voi.ts';
import { apart, hasPython, noise, reference } from './reference.ts';

/** [x, y, z] (first axis fastest) as a NumPy array of shape size.reversed(). */
const image = (columns: number, rows: number, seed = 1): Grid => ({
  data: noise(columns * rows, seed).map((v) => v * 200 - 20),
  size: [columns, rows],
  channels: 1,
});
const volume = (size: [number, number, number], affine: number[], seed = 1): Grid => ({
  data: noise(product(size), seed).map((v) => v * 2000 - 500),
  size: [...size],
  channels: 1,
  affine: Float64Array.from(affine),
});
const SPACED = [0.7, 0, 0, 5, 0, 1.3, 0, -7, 0, 0, 2.5, 11, 0, 0, 0, 1];
const shape = (size: readonly number[]) => size.toReversed();

const NORMALISED = `
def reference(a, c):
    a = a.astype(float)
    chosen = a != 0 if c['over'] == 'foreground' else np.ones(a.shape, bool)
    v = a[chosen]
    if c['by'] == 'zscore': v = (v - v.mean()) / v.std()
    elif c['by'] == 'minmax': v = (v - v.min()) / (v.max() - v.min())
    elif c['by'] == 'fixed': v = (v - c['mean']) / c['deviation']
    else:
        low, high = np.percentile(v, [c['low'], c['high']])
        v = np.clip((v - low) / (high - low), 0, 1)
    a[chosen] = v
    return a`;
const PER_CHANNEL = `${NORMALISED.replace('reference', 'channel')}
def reference(a, c): return np.stack([channel(one, c) for one in a])`;

describe.skipIf(!hasPython)('a preparation step computes what its reference computes', () => {
  it('type is numpy.astype, of values within bytes and beyond', () => {
    const values = noise(999, 12).map((value, n) => (n % 9 ? value * 300 - 20 : (value - 0.5) * 1e-6));
    const kinds = ['float16', 'uint8', 'float32'] as const;
    const wanted = reference(
      `def reference(a, c): return (np.clip(a, 0, 255) if c['to'] == 'uint8' else a).astype(c['to'])`,
      kinds.map((to) => ({ values, shape: [999], to })),
    );
    kinds.forEach((to, n) => {
      const grid = { data: values, size: [999, 1], channels: 1 };
      expect(elementType(grid, { to }).data).toEqual(wanted[n]);
    });
  });

  it('resize is torch.nn.functional.interpolate, for odd and even sizes, larger and smaller', () => {
    const sizes = [
      [
        [33, 47],
        [16, 16],
      ],
      [
        [7, 5],
        [16, 13],
      ],
      [
        [128, 9],
        [31, 20],
      ],
      [
        [1, 3],
        [5, 2],
      ],
      [
        [221, 300],
        [128, 128],
      ],
      [
        [10, 10],
        [10, 7],
      ],
    ] as const;
    const kinds = [
      { interpolation: 'nearest', antialias: false },
      { interpolation: 'area', antialias: false },
      { interpolation: 'bilinear', antialias: false },
      { interpolation: 'bilinear', antialias: true },
      { interpolation: 'bicubic', antialias: false },
      { interpolation: 'bicubic', antialias: true },
    ] as const;
    const cases = sizes.flatMap(([from, to], n) =>
      kinds.map((kind) => ({ grid: image(from[0], from[1], n), to, kind })),
    );
    const wanted = reference(
      `
import torch
def reference(a, c):
    more = {} if c['mode'] in ('nearest', 'area') else dict(align_corners=False, antialias=c['antialias'])
    return torch.nn.functional.interpolate(torch.from_numpy(a)[None, None], size=c['to'][::-1], mode=c['mode'], **more)[0, 0].numpy()`,
      cases.map(({ grid, to, kind }) => ({
        values: grid.data.map((v) => v / 200),
        shape: shape(grid.size),
        to,
        mode: kind.interpolation,
        antialias: kind.antialias,
      })),
    );
    cases.forEach(({ grid, to, kind }, n) => {
      const got = resize({ ...grid, data: grid.data.map((v) => v / 200) }, to, { mode: 'stretch', ...kind });
      expect(got.grid.size).toEqual(to);
      expect(apart(got.grid.data, wanted[n]!), JSON.stringify([grid.size, to, kind])).toBeLessThan(1e-5);
    });
  });

  it('resample samples where ITK does: scipy.ndimage.map_coordinates at n × new / old', () => {
    const cases = (
      [
        [9, 7, 5],
        [5, 12, 3],
        [1, 8, 6],
      ] as [number, number, number][]
    ).flatMap((size, n) =>
      (['linear', 'nearest'] as const).flatMap((interpolation) =>
        (
          [
            [1, 1, 1],
            [0.7, 2, 1.1],
            [2.2, 0.4, 3],
          ] as const
        ).map((spacingMm) => ({ grid: volume(size, SPACED, n), spacingMm, interpolation })),
      ),
    );
    const wanted = reference(
      `
from scipy.ndimage import map_coordinates
def reference(a, c):
    new, old = np.array(c['spacing'][::-1]), np.array([2.5, 1.3, 0.7])
    size = np.maximum(1, np.floor(np.array(a.shape) * old / new + .5)).astype(int)
    points = np.stack(np.meshgrid(*[np.arange(n) * s / o for n, s, o in zip(size, new, old)], indexing='ij'))
    if c['nearest']:
        points = np.floor(points + .5)
    return map_coordinates(a.astype(float), points, order=1, mode='nearest')`,
      cases.map(({ grid, spacingMm, interpolation }) => ({
        values: grid.data,
        shape: shape(grid.size),
        spacing: spacingMm,
        nearest: interpolation === 'nearest',
      })),
    );
    cases.forEach(({ grid, ...step }, n) => {
      const moved = resample(grid, { ...step, unlessWithinMm: 0.01 });
      expect(apart(moved.grid.data, wanted[n]!), JSON.stringify([grid.size, step])).toBeLessThan(1e-3);
      const affine = moved.grid.affine!;
      step.spacingMm.forEach((mm, axis) => {
        expect(affine[axis * 5]).toBeCloseTo(mm, 6);
      });
      expect([affine[3], affine[7], affine[11]]).toEqual([5, -7, 11]);
      expect(moved.undo(moved.grid.data, 0)).toHaveLength(grid.data.length);
    });
  });

  it('crop is torchvision.center_crop, pad is numpy.pad', () => {
    const grids = [image(9, 6), image(5, 4), image(8, 3), image(1, 7)];
    const cropped = reference(
      `
import torch, torchvision
def reference(a, c):
    return torchvision.transforms.functional.center_crop(torch.from_numpy(a)[None], [min(a.shape[0], 3), min(a.shape[1], 4)])[0].numpy()`,
      grids.map((grid) => ({ values: grid.data, shape: shape(grid.size) })),
    );
    grids.forEach((grid, n) => {
      const moved = crop(grid, [4, 3]);
      expect(moved.grid.data).toEqual(cropped[n]);
    });
    const steps = (['constant', 'reflect'] as const).flatMap((mode) =>
      (['end', 'both'] as const).map((side) => ({ mode, side })),
    );
    const cases = grids.flatMap((grid) => steps.map((step) => ({ grid, step })));
    const padded = reference(
      `
def reference(a, c):
    extra = [-n % 8 for n in a.shape]
    width = [(0, e) if c['side'] == 'end' else (e // 2, e - e // 2) for e in extra]
    return np.pad(a, width, mode=c['mode'], **({'constant_values': 3.5} if c['mode'] == 'constant' else {}))`,
      cases.map(({ grid, step }) => ({ values: grid.data, shape: shape(grid.size), ...step })),
    );
    cases.forEach(({ grid, step }, n) => {
      const moved = pad(grid, { multiple: 8, value: 3.5, ...step });
      expect(moved.grid.data, JSON.stringify([grid.size, step])).toEqual(padded[n]);
      expect(moved.undo(moved.grid.data, 0)).toEqual(grid.data);
    });
  });

  it('crop to the foreground is the bounding box of numpy.nonzero, of all channels, with the way back', () => {
    const sparse = (grid: Grid, seed: number): Grid => {
      const kept = noise(grid.data.length, seed);
      // Few voxels, of either sign; the first planes have none above 0.
      return { ...grid, data: grid.data.map((v, n) => (kept[n]! < 0.02 ? (n < grid.data.length / 3 ? -1 : v) : 0)) };
    };
    const grids = [
      sparse(volume([19, 7, 11], SPACED, 1), 5),
      sparse(volume([5, 23, 9], SPACED, 2), 6),
      sparse(image(31, 17), 7),
      sparse({ ...image(16, 30), size: [16, 15], channels: 2 }, 8),
      { ...image(4, 3), data: new Float32Array(12) },
    ];
    const cases = grids.flatMap((grid) =>
      (['positive', 'nonzero'] as const).map((foreground) => ({ grid, foreground })),
    );
    const wanted = reference(
      `
def reference(a, c):
    found = np.argwhere(((a > 0) if c['foreground'] == 'positive' else (a != 0)).any(0))
    low, high = (found.min(0), found.max(0) + 1) if len(found) else (np.zeros(a.ndim - 1, int), np.array(a.shape[1:]))
    box = a[(slice(None), *map(slice, low, high))]
    return np.concatenate([low[::-1], box.shape[:0:-1], box.ravel()])`,
      cases.map(({ grid, foreground }) => ({
        ...{ values: grid.data, shape: [grid.channels, ...shape(grid.size)], foreground },
      })),
    );
    cases.forEach(({ grid, foreground }, n) => {
      const axes = grid.size.length;
      const moved = cropForeground(grid, foreground);
      const low = [...wanted[n]!.subarray(0, axes)];
      expect(moved.grid.size).toEqual([...wanted[n]!.subarray(axes, 2 * axes)]);
      expect(moved.grid.data).toEqual(wanted[n]!.subarray(2 * axes));
      expect(moved.before(low.map(() => 0))).toEqual(low);
      if (foreground === 'nonzero' && grid.channels === 1) expect(moved.undo(moved.grid.data, 0)).toEqual(grid.data);
      if (grid.affine) expect(moved.grid.affine![11]).toBeCloseTo(11 + 2.5 * low[2]!, 6);
    });
  });

  it('normalise is NumPy’s arithmetic', () => {
    const data = image(37, 23).data.map((v, n) => (n % 3 === 0 ? 0 : v));
    const grid = { ...image(37, 23), data };
    const steps: Normalise[] = [
      { by: 'zscore', over: 'all' },
      { by: 'zscore', over: 'foreground' },
      { by: 'minmax', over: 'all' },
      { by: 'percentile', over: 'all', low: 0.5, high: 99.5 },
      { by: 'percentile', over: 'foreground', low: 5, high: 90 },
      { by: 'fixed', over: 'all', mean: 3, deviation: 7 },
      { by: 'fixed', over: 'foreground', mean: 3, deviation: 7 },
      { by: 'fixed', over: 'foreground', mean: [3], deviation: [7] },
    ];
    const wanted = reference(
      NORMALISED,
      steps.map((step) => ({ values: data, shape: [23, 37], ...step })),
    );
    steps.forEach((step, n) => {
      expect(apart(normalise(grid, step).data, wanted[n]!), step.by).toBeLessThan(1e-5);
    });
    // Two channels, the other far brighter, have figures of their own.
    const both = { ...grid, data: Float32Array.from([...data, ...data.map((v) => v * 90 + 7)]), channels: 2 };
    const shares = steps.slice(0, 7);
    const wantedBoth = reference(
      PER_CHANNEL,
      shares.map((step) => ({ values: both.data, shape: [2, 23, 37], ...step })),
    );
    shares.forEach((step, n) => {
      expect(apart(normalise(both, step).data, wantedBoth[n]!), `${step.by} of two`).toBeLessThan(1e-3);
    });
  });

  it('z-scores keep their digits where the deviation is far below the mean', () => {
    const grid = { ...image(53, 41), data: Float32Array.from({ length: 53 * 41 }, (_, n) => 1e7 + ((n * 7) % 5)) };
    for (const over of ['all', 'foreground'] as const) {
      const [wanted] = reference(NORMALISED, [{ values: grid.data, shape: [41, 53], by: 'zscore', over }]);
      expect(apart(normalise(grid, { by: 'zscore', over }).data, wanted!), over).toBeLessThan(1e-5);
    }
  });

  it('voi maps windows as pydicom does', () => {
    const shapes = ['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const;
    const grid = { ...image(16, 16), data: noise(256, 5).map((v) => Math.floor(v * 255)) };
    const wanted = reference(
      `
from pydicom.dataset import Dataset
from pydicom.pixel_data_handlers.util import apply_windowing
def reference(a, c):
    d = Dataset()
    d.WindowCenter, d.WindowWidth, d.VOILUTFunction = 100.5, 81, c['shape_']
    d.BitsStored, d.PixelRepresentation, d.PhotometricInterpretation = 8, 0, 'MONOCHROME2'
    return apply_windowing(a.astype('u1'), d) / 255`,
      shapes.map((shape_) => ({ values: grid.data, shape: [16, 16], shape_ })),
    );
    shapes.forEach((shape_, n) => {
      const windows = [{ center: 100.5, width: 81, function: shape_ }];
      expect(apart(voi(grid, { use: 'window' }, { windows }).data, wanted[n]!), shape_).toBeLessThan(1e-6);
    });
  });
});

describe('steps without a reference of others', () => {
  it('voi without a window goes from the smallest to the largest value, padding left out', () => {
    const grid = { data: Float32Array.of(-2000, 0, 50, 100), size: [4, 1], channels: 1 };
    expect([...voi(grid, { use: 'window' }, { windows: [], padding: [-2000, -2000] }).data]).toEqual([0, 0, 0.5, 1]);
  });

  it('resize fit keeps the aspect and pads, fill cuts, and both know the way back to the source', () => {
    const grid = { data: new Float32Array(40 * 20).fill(1), size: [40, 20], channels: 1 };
    const fit = resize(grid, [10, 10], { mode: 'fit', interpolation: 'bilinear', antialias: true });
    expect([...fit.grid.data.subarray(0, 20)]).toEqual(Array(20).fill(0));
    expect(fit.grid.data[3 * 10]).toBeCloseTo(1, 6);
    expect([fit.before([0, 0]), fit.before([1, 1])]).toEqual([
      [0, -12],
      [4, -8],
    ]);
    const fill = resize(grid, [10, 10], { mode: 'fill', interpolation: 'bilinear', antialias: true });
    expect([fill.before([0, 0]), fill.before([1, 1])]).toEqual([
      [10, 0],
      [12, 2],
    ]);
    const back = fill.undo(fill.grid.data, 0);
    expect([back[0], back[20], back.length]).toEqual([0, 1, 800]);
  });
});

describe.skipIf(!hasPython)('a finishing step computes what its reference computes', () => {
  const size = [21, 17, 13];
  const blobs = [1, 2, 3, 4].map((seed) => {
    const density = [0.08, 0.2, 0.35, 0.6][seed - 1]!;
    return Uint8Array.from(noise(product(size), seed), (v) => (v < density ? 1 : 0));
  });
  const cases = blobs.map((mask) => ({ values: Float32Array.from(mask), shape: shape(size) }));

  it('calibrate by Platt, then sigmoid, is scikit-learn’s calibrated probability', () => {
    const logits = noise(400, 11).map((value) => 6 * value - 3);
    const truth = noise(400, 12);
    const [wanted] = reference(
      `
from sklearn.calibration import _SigmoidCalibration
def reference(a, c):
    made = _SigmoidCalibration().fit(a[0], a[1] < 1 / (1 + np.exp(-2 * a[0] + 1)))
    return np.concatenate([[made.a_, made.b_], made.predict(a[0])])`,
      [{ values: Float32Array.of(...logits, ...truth), shape: [2, 400] }],
    );
    const [a, b] = [wanted![0]!, wanted![1]!];
    expect(a).toBeLessThan(-1);
    const same = { a: -1, b: 0 };
    const [fitted, left] = sigmoid(calibrate([logits, logits], { platt: [{ a, b }, same] }));
    expect(apart(fitted!, wanted!.subarray(2))).toBeLessThan(1e-6);
    expect(left).toEqual(sigmoid([logits])[0]);
  });

  it('components are those of skimage.measure.label', () => {
    const wanted = reference(
      `
from skimage.measure import label
def reference(a, c): return label(a > 0)`,
      cases,
    );
    blobs.forEach((mask, n) => {
      const parts = Math.max(...wanted[n]!);
      for (let part = 0; part < parts; part++) {
        const alone = keepParts(mask, size, (voxels) => {
          expect(voxels).toHaveLength(parts);
          return (one) => one === part;
        });
        expect(alone).toEqual(Uint8Array.from(wanted[n]!, (label) => (label === part + 1 ? 1 : 0)));
      }
    });
  });

  it('largestComponent keeps the largest region, removeSmall is skimage.morphology.remove_small_objects', () => {
    const largest = reference(
      `
from skimage.measure import label
def reference(a, c):
    parts = label(a > 0)
    return parts == np.bincount(parts.ravel())[1:].argmax() + 1`,
      cases,
    );
    const large = reference(
      `
from skimage.morphology import remove_small_objects
def reference(a, c): return remove_small_objects(a > 0, 5, connectivity=3)`,
      cases,
    );
    blobs.forEach((mask, n) => {
      expect(Float32Array.from(largestComponent(mask, size))).toEqual(largest[n]);
      expect(Float32Array.from(removeSmall(mask, size, { ml: 0.01 }, 0.002))).toEqual(large[n]);
    });
  });

  it('fillHoles is scipy.ndimage.binary_fill_holes, in volumes and in images', () => {
    const code = `
from scipy.ndimage import binary_fill_holes
def reference(a, c): return binary_fill_holes(a > 0)`;
    const solid = reference(code, cases);
    const flat = reference(
      code,
      cases.map(({ values }) => ({ values, shape: [13 * 17, 21] })),
    );
    blobs.forEach((mask, n) => {
      expect(Float32Array.from(fillHoles(mask, size))).toEqual(solid[n]);
      expect(Float32Array.from(fillHoles(mask, [21, 13 * 17]))).toEqual(flat[n]);
    });
  });

  it('softmax is torch.softmax, for large logits too', () => {
    const values = noise(3 * 50, 9).map((v) => v * 400 - 200);
    const [wanted] = reference(
      `
import torch
def reference(a, c): return torch.softmax(torch.from_numpy(a), 0).numpy()`,
      [{ values, shape: [3, 50] }],
    );
    const got = softmax([0, 1, 2].map((c) => values.subarray(c * 50, c * 50 + 50)));
    expect(
      apart(
        got.flatMap((channel) => [...channel]),
        wanted!,
      ),
    ).toBeLessThan(1e-6);
  });
});

describe('permute', () => {
  it('taken back by the inverse order gives the same array', () => {
    const values = noise(2 * 3 * 4, 1);
    expect(
      permute(
        permute(values, [2, 3, 4], [2, 1, 0], [false, false, false]),
        [4, 3, 2],
        [2, 1, 0],
        [false, false, false],
      ),
    ).toEqual(values);
  });
});
