import { describe, expect, it } from 'vitest';
import { windowStarts, windowWeights } from '../../core/imaging/windows.ts';
import { apart, hasPython, reference } from './reference.ts';

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
