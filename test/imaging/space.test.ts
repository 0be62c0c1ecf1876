import { describe, expect, it } from 'vitest';
import type { Vector3 } from '../../core/contract/index.ts';
import { type Grid, product } from '../../core/imaging/grid.ts';
import { crop } from '../../core/imaging/steps/crop.ts';
import { fillHoles } from '../../core/imaging/steps/fillHoles.ts';
import { largestComponent } from '../../core/imaging/steps/largestComponent.ts';
import { orient } from '../../core/imaging/steps/orient.ts';
import { pad } from '../../core/imaging/steps/pad.ts';
import { removeSmall } from '../../core/imaging/steps/removeSmall.ts';
import { resample } from '../../core/imaging/steps/resample.ts';
import { resize } from '../../core/imaging/steps/resize.ts';
import { apart, hasPython, noise, reference } from './reference.ts';

const SPACING: Vector3 = [0.7, 1.3, 2.5];
const shape = (size: readonly number[]) => size.toReversed();
const filled = (size: number[], seed: number): Grid => ({
  ...{ data: noise(product(size), seed).map((v) => v * 2000 - 500), size, channels: 1 },
});

/** Volumes of odd sizes and three spacings in all 48 orientations, each oblique by some degrees. */
const ORIENTED = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].flatMap((order, o) =>
  [0, 1, 2, 3, 4, 5, 6, 7].map((signs) => {
    const affine = new Float64Array(16);
    affine.set([5, -7, 11].flatMap((mm) => [0, 0, 0, mm]));
    affine[15] = 1;
    const [s, c] = [Math.sin(0.2), Math.cos(0.2)];
    order.forEach((patient, axis) => {
      const direction: Vector3 = [0, 0, 0];
      direction[patient] = (signs & (1 << axis) ? -1 : 1) * SPACING[axis]!;
      const [x, y, z] = direction;
      [c * x - s * y, s * x + c * y, z].forEach((mm, row) => {
        affine[row * 4 + axis] = mm;
      });
    });
    return { ...filled([5, 3, 7], 8 * o + signs), affine };
  }),
);

describe.skipIf(!hasPython)('a step in space, in all 48 orientations', () => {
  it('orient turns to what nibabel turns to, whichever directions are asked for, and takes itself back', () => {
    expect(ORIENTED).toHaveLength(48);
    const targets = ['RAS', 'LPS', 'LAS', 'RPS'];
    const cases = targets.flatMap((to) => ORIENTED.map((grid) => ({ grid, to })));
    const wanted = reference(
      `
import nibabel
from nibabel.orientations import axcodes2ornt, io_orientation, ornt_transform
LPS = np.diag([-1, -1, 1, 1.])
def reference(a, c):
    image = nibabel.Nifti1Image(a.transpose(2, 1, 0), LPS @ np.array(c['affine']).reshape(4, 4))
    turned = image.as_reoriented(ornt_transform(io_orientation(image.affine), axcodes2ornt(c['to'])))
    data = np.asarray(turned.dataobj)
    return np.concatenate([(LPS @ turned.affine).ravel(), data.shape, data.transpose(2, 1, 0).ravel()])`,
      cases.map(({ grid, to }) => ({ values: grid.data, shape: shape(grid.size), affine: [...grid.affine], to })),
    );
    cases.forEach(({ grid, to }, n) => {
      const moved = orient(grid, to);
      expect(apart(moved.grid.affine!, wanted[n]!.subarray(0, 16)), to).toBeLessThan(1e-5);
      expect(moved.grid.size).toEqual([...wanted[n]!.subarray(16, 19)]);
      expect(moved.grid.data).toEqual(wanted[n]!.subarray(19));
      expect(moved.undo(moved.grid.data, 0)).toEqual(grid.data);
    });
  });

  it('resample is SciPy’s map_coordinates at the places in the patient that its own affine names', () => {
    const spacingMm: Vector3 = [1, 0.9, 1.7];
    const moved = ORIENTED.map((grid) => resample(grid, { spacingMm, interpolation: 'linear', unlessWithinMm: 0.01 }));
    const wanted = reference(
      `
from scipy.ndimage import map_coordinates
def reference(a, c):
    old, new = (np.array(c[name]).reshape(4, 4) for name in ('affine', 'made'))
    index = np.stack([axis.ravel() for axis in np.meshgrid(*[np.arange(n) for n in c['size']], indexing='ij')])
    mm = new[:3, :3] @ index + new[:3, 3:]
    at = np.linalg.solve(old[:3, :3], mm - old[:3, 3:])
    found = map_coordinates(a.astype(float).transpose(2, 1, 0), at, order=1, mode='nearest')
    spacing = np.linalg.norm(new[:3, :3], axis=0)
    return np.concatenate([spacing, found.reshape(c['size']).transpose(2, 1, 0).ravel()])`,
      ORIENTED.map((grid, n) => ({
        ...{ values: grid.data, shape: shape(grid.size), affine: [...grid.affine] },
        ...{ made: [...moved[n]!.grid.affine!], size: moved[n]!.grid.size },
      })),
    );
    moved.forEach(({ grid }, n) => {
      expect(grid.size).toEqual(
        [5, 3, 7].map((count, axis) => Math.round((count * SPACING[axis]!) / spacingMm[axis]!)),
      );
      expect(apart(wanted[n]!.subarray(0, 3), spacingMm)).toBeLessThan(1e-6);
      expect(apart(grid.data, wanted[n]!.subarray(3))).toBeLessThan(1e-3);
    });
  });

  it('crop and pad keep each voxel where it is in the patient', () => {
    for (const grid of ORIENTED)
      for (const { grid: moved, before } of [
        crop(grid, [3, 2, 4]),
        pad(grid, { multiple: 4, mode: 'constant', value: 0, side: 'both' }),
      ]) {
        const [i, j, k] = [1, 1, 2];
        const from = before([i, j, k]);
        const mm = (affine: Float64Array, point: readonly number[]) =>
          [0, 1, 2].map((row) =>
            point.reduce((sum, n, axis) => sum + affine[row * 4 + axis]! * n, affine[row * 4 + 3]!),
          );
        expect(apart(mm(moved.affine!, [i, j, k]), mm(grid.affine, from))).toBeLessThan(1e-9);
        const at = (size: readonly number[], [x, y, z]: readonly number[]) => x! + size[0]! * (y! + size[1]! * z!);
        expect(moved.data[at(moved.size, [i, j, k])]).toBe(grid.data[at(grid.size, from)]);
      }
  });
});

describe.skipIf(!hasPython)('a step in space, over odd sizes', () => {
  const volumes = [
    [5, 3, 7],
    [1, 9, 2],
    [8, 1, 1],
    [13, 11, 6],
  ].map(filled);

  it('pad is numpy.pad in volumes, more than once around where they are thin', () => {
    const steps = (['constant', 'reflect'] as const).flatMap((mode) =>
      (['end', 'both'] as const).flatMap((side) => [4, 16].map((multiple) => ({ mode, side, multiple }))),
    );
    const cases = volumes.flatMap((grid) => steps.map((step) => ({ grid, step })));
    const wanted = reference(
      `
def reference(a, c):
    extra = [-n % c['multiple'] for n in a.shape]
    width = [(0, e) if c['side'] == 'end' else (e // 2, e - e // 2) for e in extra]
    return np.pad(a, width, mode=c['mode'], **({'constant_values': 3.5} if c['mode'] == 'constant' else {}))`,
      cases.map(({ grid, step }) => ({ values: grid.data, shape: shape(grid.size), ...step })),
    );
    cases.forEach(({ grid, step }, n) => {
      const moved = pad(grid, { value: 3.5, ...step });
      expect(moved.grid.data, JSON.stringify([grid.size, step])).toEqual(wanted[n]);
      expect(moved.undo(moved.grid.data, 0)).toEqual(grid.data);
    });
  });

  it('crop is the middle that torchvision takes, slice by slice, and nnU-Net’s along the slices', () => {
    const wanted = reference(
      `
import torch, torchvision
def reference(a, c):
    taken = [min(n, m) for n, m in zip(a.shape, (4, 2, 3))]
    start = int(round((a.shape[0] - taken[0]) / 2))
    crop = torchvision.transforms.functional.center_crop
    return crop(torch.from_numpy(a), taken[1:])[start:start + taken[0]].numpy()`,
      volumes.map(({ data, size }) => ({ values: data, shape: shape(size) })),
    );
    volumes.forEach((grid, n) => {
      expect(crop(grid, [3, 2, 4]).grid.data, JSON.stringify(grid.size)).toEqual(wanted[n]);
    });
  });

  it('resize that fits is PyTorch’s interpolation padded by NumPy, and one that fills is cut out of it', () => {
    const images = [
      [9, 6],
      [5, 13],
      [31, 17],
      [8, 8],
    ].map(filled);
    const cases = images.flatMap((grid) => (['fit', 'fill'] as const).map((mode) => ({ grid, mode })));
    const size = [11, 7];
    const wanted = reference(
      `
import torch
def reference(a, c):
    ratios = [m / n for m, n in zip((7, 11), a.shape)]
    ratio = min(ratios) if c['fits'] else max(ratios)
    near = [max(1, int(np.floor(n * ratio + .5))) for n in a.shape]
    made = torch.nn.functional.interpolate(torch.from_numpy(a)[None, None], size=near, mode='bilinear', align_corners=False, antialias=True)[0, 0].numpy()
    if not c['fits']:
        top, left = [(n - m) // 2 for n, m in zip(near, (7, 11))]
        return made[top:top + 7, left:left + 11]
    return np.pad(made, [((m - n + 1) // 2, (m - n) // 2) for n, m in zip(near, (7, 11))])`,
      cases.map(({ grid, mode }) => ({ values: grid.data, shape: shape(grid.size), fits: mode === 'fit' })),
    );
    cases.forEach(({ grid, mode }, n) => {
      const moved = resize(grid, size, { mode, interpolation: 'bilinear', antialias: true });
      expect(moved.grid.size).toEqual(size);
      expect(apart(moved.grid.data, wanted[n]!), JSON.stringify([grid.size, mode])).toBeLessThan(2e-3);
    });
  });

  it('parts and holes of images and of volumes, thin ones too, are those of scikit-image and SciPy', () => {
    const masks = [
      [23, 17],
      [1, 19],
      [16, 1],
      [11, 9, 1],
      [1, 8, 7],
      [9, 1, 12],
      [13, 12, 10],
    ].flatMap((size, n) =>
      [0.3, 0.6, 0.85].map((share, m) => ({
        mask: Uint8Array.from(noise(product(size), 3 * n + m), (v) => (v < share ? 1 : 0)),
        size,
      })),
    );
    const cases = masks.map(({ mask, size }) => ({ values: Float32Array.from(mask), shape: shape(size) }));
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
def reference(a, c): return remove_small_objects(a > 0, 5, connectivity=a.ndim)`,
      cases,
    );
    const whole = reference(
      `
from scipy.ndimage import binary_fill_holes
def reference(a, c): return binary_fill_holes(a > 0)`,
      cases,
    );
    masks.forEach(({ mask, size }, n) => {
      const name = JSON.stringify(size);
      expect(Float32Array.from(largestComponent(mask, size)), name).toEqual(largest[n]);
      expect(Float32Array.from(removeSmall(mask, size, { ml: 0.01 }, 0.002)), name).toEqual(large[n]);
      expect(Float32Array.from(fillHoles(mask, size)), name).toEqual(whole[n]);
    });
  });
});
