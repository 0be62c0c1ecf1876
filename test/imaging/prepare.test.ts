import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Volume } from '../../core/contract/index.ts';
import type { FinishStep } from '../../core/imaging/finish.ts';
import { product } from '../../core/imaging/grid.ts';
import {
  finishScores,
  makeMasks,
  type PrepareStep,
  prepareChannels,
  prepareImage,
  prepareVolume,
  tracer,
} from '../../core/imaging/index.ts';
import type { MaskOptions } from '../../core/imaging/masks.ts';
import { apart, noise } from './reference.ts';

const volumeOf = (size: [number, number, number], spacing: [number, number, number], seed = 3): Volume => ({
  data: noise(product(size), seed),
  size,
  // Coronal: i to the left, j downwards, k to the front.
  affine: Float64Array.from([spacing[0], 0, 0, 3, 0, 0, -spacing[2], 40, 0, -spacing[1], 0, 9, 0, 0, 0, 1]),
});

/** All masks of values that come at once. */
function finishMasks(
  steps: FinishStep[],
  channels: Float32Array[],
  options: Omit<MaskOptions, 'labels'>,
): Uint8Array[] {
  const maker = makeMasks(steps, { ...options, labels: channels.length });
  maker.take({ at: 0, channels });
  const masks = maker.masks();
  return channels.map((_, label) => masks(label));
}

const extent = fc.integer({ min: 2, max: 9 });

describe('what preparation did, restore takes back', () => {
  it('exactly, through turning, cutting and padding, in each layout', () => {
    const steps: PrepareStep[] = [
      { step: 'orient', to: 'RAS' },
      { step: 'normalise', by: 'zscore', over: 'all' },
      { step: 'pad', multiple: 4, mode: 'reflect', value: 0, side: 'both' },
    ];
    fc.assert(
      fc.property(extent, extent, extent, fc.constantFrom('NCXYZ' as const, 'NCDHW' as const), (x, y, z, layout) => {
        const volume = volumeOf([x, y, z], [1, 2, 3]);
        const prepared = prepareVolume(steps, volume, layout);
        expect(product(prepared.dims)).toBe(prepared.tensor.length);
        const plain = prepareVolume([{ step: 'normalise', by: 'zscore', over: 'all' }], volume, 'NCDHW');
        expect(apart(prepared.restore(prepared.tensor, 0), plain.tensor)).toBeLessThan(1e-6);
      }),
    );
  });

  it('within interpolation, through a resampling that did not lose the field', () => {
    const volume = volumeOf([20, 14, 10], [1, 1.5, 3]);
    // A plane in space: linear interpolation has it exactly, but for the edges.
    for (let k = 0, at = 0; k < 10; k++)
      for (let j = 0; j < 14; j++) for (let i = 0; i < 20; i++) volume.data[at++] = 2 * i + 3 * j + 5 * k;
    const prepared = prepareVolume(
      [
        { step: 'orient', to: 'RAS' },
        { step: 'resample', spacingMm: [0.5, 0.75, 0.5], interpolation: 'linear', unlessWithinMm: 0.01 },
      ],
      volume,
      'NCXYZ',
    );
    const back = prepared.restore(prepared.tensor, 0);
    expect(back).toHaveLength(volume.data.length);
    expect(apart(back, volume.data)).toBeLessThan(1e-3);
  });

  it('gives what a crop cut away to the background', () => {
    const volume = volumeOf([6, 5, 4], [1, 1, 1]);
    const prepared = prepareVolume([{ step: 'crop', to: 'centre', size: [2, 3, 4] }], volume, 'NCXYZ');
    const ones = new Float32Array(24).fill(0.4);
    const [background, inside] = finishMasks([{ step: 'restore' }, { step: 'argmax' }], [ones, ones.map(() => 0.6)], {
      prepared,
      background: 0,
    });
    const count = (mask: Uint8Array) => mask.reduce((sum, set) => sum + set, 0);
    expect([count(background!), count(inside!)]).toEqual([120 - 24, 24]);
    // Row 1 to 3, column 2 to 3 of each slice.
    expect([...inside!.subarray(6, 12)]).toEqual([0, 0, 1, 1, 0, 0]);
  });
});

describe('the network’s layout', () => {
  it('is [x, y, z] with z fastest for NCXYZ, slices first for NCDHW', () => {
    const volume = { ...volumeOf([2, 3, 4], [1, 1, 1]), data: Float32Array.from({ length: 24 }, (_, n) => n) };
    const xyz = prepareVolume([], volume, 'NCXYZ');
    expect(xyz.dims).toEqual([1, 1, 2, 3, 4]);
    expect([...xyz.tensor.subarray(0, 4)]).toEqual([0, 6, 12, 18]);
    const dhw = prepareVolume([], volume, 'NCDHW');
    expect(dhw.dims).toEqual([1, 1, 4, 3, 2]);
    expect([...dhw.tensor.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
  });

  it('keeps rows before columns for images, colour by planes, and knows where its pixels lie in the source', () => {
    const frame = {
      ...{ rows: 2, columns: 4, samplesPerPixel: 3 as const, bitsStored: 8, signed: false, type: 'u8' as const },
      photometric: 'RGB',
      pixels: Uint8Array.from({ length: 24 }, (_, n) => n),
    };
    const info = { modality: { slope: 1, intercept: 0 }, windows: [], photometric: 'RGB' };
    const prepared = prepareImage([], frame, info, 'NCHW');
    expect(prepared.dims).toEqual([1, 3, 2, 4]);
    expect([...prepared.tensor.subarray(0, 4)]).toEqual([0, 3, 6, 9]);
    const small = prepareImage(
      [
        { step: 'resize', size: [4, 2], mode: 'stretch', interpolation: 'bilinear', antialias: true },
        { step: 'crop', to: 'centre', size: [2, 2] },
      ],
      frame,
      info,
      'NCHW',
    );
    expect(small.dims).toEqual([1, 3, 2, 2]);
    // Two pixels a column, half a pixel a row, one row of the resized image cut off above.
    expect([small.toSource([0, 0]), small.toSource([2, 2])]).toEqual([
      [0, 0.5],
      [4, 1.5],
    ]);
  });
});

describe('steps of some channels', () => {
  it('change those alone, each as if it were the only one, and are told of those alone', () => {
    const volumes = [4, 5, 6].map((seed) => volumeOf([5, 4, 3], [1, 1, 1], seed));
    const series = ['ct', 'pet', 'mr'].map((key, n) => ({ key, volume: volumes[n]!, prepare: [] }));
    const steps: PrepareStep[] = [
      { step: 'orient', to: 'RAS' },
      { step: 'clip', min: 0.2, max: 0.8, only: ['ct'] },
      { step: 'normalise', by: 'zscore', over: 'all', only: ['mr', 'pet'] },
      { step: 'normalise', by: 'fixed', over: 'all', mean: [0.5, 1], deviation: [2, 4], only: ['mr', 'ct'] },
      { step: 'pad', multiple: 4, mode: 'constant', value: 0, side: 'end' },
    ];
    const alone = [
      [steps[0]!, steps[1]!, { ...steps[3]!, mean: 1, deviation: 4 }, steps[4]!],
      [steps[0]!, steps[2]!, steps[4]!],
      [steps[0]!, steps[2]!, { ...steps[3]!, mean: 0.5, deviation: 2 }, steps[4]!],
    ].map((list) => list.map((step) => ({ ...step, only: undefined }) as PrepareStep));
    const told = [0, 1, 2].map((channel) => tracer({ channel }));
    const all = prepareChannels(steps, series as [(typeof series)[0]], 'NCDHW', (...seen) =>
      told.forEach(({ watch }) => {
        watch(...seen);
      }),
    );
    const voxels = all.tensor.length / 3;
    alone.forEach((list, n) => {
      const { tensor } = prepareVolume(list, volumes[n]!, 'NCDHW');
      expect(apart(all.tensor.subarray(n * voxels, (n + 1) * voxels), tensor)).toBe(0);
      expect(told[n]!.steps.filter(({ step }) => step !== 'align').map(({ step }) => step)).toEqual(
        list.map(({ step }) => step),
      );
    });
  });
});

describe('finishing', () => {
  it('refuses steps that do not fit where they stand', () => {
    const code = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return (error as { problem?: { code: string } }).problem?.code;
      }
    };
    const prepared = prepareVolume([], volumeOf([2, 2, 2], [1, 1, 1]), 'NCXYZ');
    const channels = [new Float32Array(8), new Float32Array(8)];
    expect(code(() => finishScores([{ step: 'argmax' }], Float32Array.of(1, 2)))).toBe('step-misplaced');
    expect(code(() => finishMasks([{ step: 'softmax' }], channels, { prepared, background: 0 }))).toBe(
      'step-misplaced',
    );
    expect(
      code(() => finishMasks([{ step: 'argmax' }, { step: 'softmax' }], channels, { prepared, background: 0 })),
    ).toBe('step-misplaced');
    expect(
      code(() =>
        prepareVolume(
          [{ step: 'resize', size: [2, 2], mode: 'stretch', interpolation: 'area', antialias: false }],
          volumeOf([2, 2, 2], [1, 1, 1]),
          'NCXYZ',
        ),
      ),
    ).toBe('step-misplaced');
  });

  it('calibrated scores of softmax sum to one', () => {
    const scores = finishScores([{ step: 'calibrate', temperature: 2 }, { step: 'softmax' }], Float32Array.of(1, 2, 3));
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6);
    expect(scores[2]! / scores[1]!).toBeCloseTo(Math.exp(0.5), 5);
  });

  it('a hole of one label never takes the voxels of another', () => {
    const size: [number, number, number] = [5, 5, 5];
    const prepared = prepareVolume([], volumeOf(size, [1, 1, 1]), 'NCDHW');
    const shell = new Float32Array(125);
    for (let z = 1; z < 4; z++)
      for (let y = 1; y < 4; y++) for (let x = 1; x < 4; x++) shell[x + 5 * (y + 5 * z)] = 0.6;
    shell[62] = 0;
    const core = new Float32Array(125);
    core[62] = 0.9;
    const steps = [{ step: 'threshold' as const, at: 0.5 }, { step: 'fillHoles' as const }];
    const count = (masks: Uint8Array[]) => masks.map((mask) => mask.reduce((sum, set) => sum + set, 0));
    expect(count(finishMasks(steps, [shell, core], { prepared, background: -1 }))).toEqual([26, 1]);
    expect(count(finishMasks(steps, [shell, core.map(() => 0)], { prepared, background: -1 }))).toEqual([27, 0]);
  });
});
