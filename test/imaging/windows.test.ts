import { describe, expect, it } from 'vitest';
import { product } from '../../core/imaging/grid.ts';
import { cutIntoWindows, type Windows, windowStarts, windowWeights } from '../../core/imaging/windows.ts';
import { apart, hasPython, noise, reference } from './reference.ts';

const lengths = [
  [64, 64, 0.5],
  [110, 64, 0.5],
  [65, 64, 0.25],
  [300, 96, 0.625],
  [33, 10, 0.9],
  [37, 8, 0],
] as const;

const authors = ['monai', 'nnunet'] as const;

describe.skipIf(!hasPython)('windows lie and weigh as their authors have them', () => {
  it('monai: as far apart as the overlap says, the last one moved inside', () => {
    const wanted = reference(
      `
def reference(a, c):
    n, size = int(a[0]), int(a[1])
    step = size if n == size else max(1, int(size * (1 - c['overlap'])))
    starts = []
    for k in range(-(-n // step)):
        at = k * step
        starts.append(at - max(at + size - n, 0))
        if at + size >= n: break
    return np.array(starts)`,
      lengths.map(([n, size, overlap]) => ({ values: Float32Array.of(n, size), shape: [2], overlap })),
    );
    lengths.forEach(([n, size, overlap], i) => {
      expect(Float32Array.from(windowStarts(n, size, { overlap, as: 'monai' }))).toEqual(wanted[i]);
    });
  });

  it('nnunet: evenly apart', () => {
    const wanted = reference(
      `
def reference(a, c):
    n, size = int(a[0]), int(a[1])
    count = int(np.ceil((n - size) / (size * (1 - c['overlap'])))) + 1
    step = (n - size) / (count - 1) if count > 1 else 0
    return np.array([int(np.round(step * k)) for k in range(count)])`,
      lengths.map(([n, size, overlap]) => ({ values: Float32Array.of(n, size), shape: [2], overlap })),
    );
    lengths.forEach(([n, size, overlap], i) => {
      expect(Float32Array.from(windowStarts(n, size, { overlap, as: 'nnunet' }))).toEqual(wanted[i]);
    });
  });

  it('Gaussian weights', () => {
    const sizes = [
      [16, 24, 9],
      [32, 5],
      [96, 64, 48],
    ];
    const wanted = reference(
      `
import torch
from scipy.ndimage import gaussian_filter
def reference(a, c):
    if c['as'] == 'monai':
        weights = torch.ones(())
        for n in c['size']:
            x = torch.arange(n, dtype=torch.float32) - (n - 1) / 2
            weights = weights.unsqueeze(-1) * torch.exp(x ** 2 / (-2 * (0.125 * n) ** 2))
        return weights.clamp(min=max(weights.min().item(), 1e-3)).numpy()
    weights = np.zeros(c['size'])
    weights[tuple(n // 2 for n in c['size'])] = 1
    weights = gaussian_filter(weights, [n / 8 for n in c['size']], 0, mode='constant', cval=0)
    weights /= weights.max()
    weights[weights == 0] = weights[weights > 0].min()
    return weights`,
      sizes.flatMap((size) => authors.map((as) => ({ values: Float32Array.of(0), shape: [1], size, as }))),
    );
    const found = sizes.flatMap((size) => authors.map((as) => windowWeights({ size, blend: 'gaussian', as })));
    found.forEach((weights, n) => {
      expect(apart(weights, wanted[n]!)).toBeLessThan(1e-6);
    });
  });
});

/** What a network that looks at nothing beyond a voxel and where it lies in its window would say. */
function answerOf(data: Float32Array, labels: number): Float32Array {
  return Float32Array.from({ length: labels * data.length }, (_, n) => {
    const [label, at] = [Math.floor(n / data.length), n % data.length];
    return Math.sin(data[at]! * (label + 3) + at / 17);
  });
}

describe('the sums of windows', () => {
  const LABELS = 7;
  const cases: [string, number[], Windows][] = (['monai', 'nnunet'] as const).flatMap((as) => [
    [`${as}, a volume`, [29, 40, 23], { size: [12, 16, 10], overlap: 0.5, blend: 'gaussian', as }],
    [`${as}, windows larger than it`, [9, 40, 5], { size: [12, 16, 10], overlap: 0.25, blend: 'gaussian', as }],
    [`${as}, windows apart`, [24, 32, 10], { size: [12, 16, 10], overlap: 0, blend: 'constant', as }],
    [`${as}, an image`, [61, 33], { size: [16, 12], overlap: 0.7, blend: 'gaussian', as }],
  ]);

  it.each(cases)('are the same to the last bit however few are kept at a time: %s', (_, axes, windows) => {
    const data = noise(product(axes), 3);
    const voxels = data.length;
    const logits = (mostSums?: number) => {
      const out = new Float32Array(LABELS * voxels).fill(Number.NaN);
      let [largest, finished] = [0, 0];
      const cutting = cutIntoWindows(
        { data, channels: 1, axes },
        LABELS,
        windows,
        ({ at, channels }) => {
          for (const [label, part] of channels.entries()) out.set(part, label * voxels + at);
          largest = Math.max(largest, channels[0]!.length);
          finished += channels[0]!.length;
        },
        1,
        mostSums,
      );
      for (let n = 0; n < cutting.count; n++) cutting.add(n, answerOf(cutting.take(n).data, LABELS));
      expect(finished).toBe(voxels);
      return { out, windows: cutting.count, largest };
    };
    const atOnce = logits();
    expect(atOnce.out.some(Number.isNaN)).toBe(false);
    const [depth, columns] = [axes.length === 3 ? Math.min(12, axes[0]!) : 1, axes.at(-1)!];
    for (const rows of [1, 5, 13]) {
      const inBands = logits(LABELS * depth * columns * rows);
      expect(inBands.largest).toBeLessThanOrEqual(rows * columns);
      expect(inBands.windows).toBeGreaterThan(atOnce.windows);
      expect(inBands.out).toEqual(atOnce.out);
    }
  });
});
