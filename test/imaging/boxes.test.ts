import { describe, expect, it } from 'vitest';
import type { Layout } from '../../core/imaging/layout.ts';
import { type Boxes, candidateBoxes, type Detections, suppress } from '../../core/imaging/steps/boxes.ts';
import { hasPython, noise, reference } from './reference.ts';

const boxes = (said: Detections, size: number[], layout: Layout, step: Boxes) =>
  suppress(candidateBoxes(said, { size, layout }, step), step);

const SUPPRESS = `
import torch
from torchvision.ops import batched_nms
def suppressed(scores, found, c):
    found = found.clone()
    found[:, 0::2] = found[:, 0::2].clamp(0, c['width'])
    found[:, 1::2] = found[:, 1::2].clamp(0, c['height'])
    cell, label = torch.nonzero(scores >= c['minimumScore'], as_tuple=True)
    solid = (found[cell, 2] > found[cell, 0]) & (found[cell, 3] > found[cell, 1])
    cell, label = cell[solid], label[solid]
    kept = batched_nms(found[cell], scores[cell, label], label, c['iou'])[:c['most']]
    cell, label = cell[kept], label[kept]
    return torch.cat([label[:, None], scores[cell, label][:, None], found[cell]], 1).numpy()
`;
const POINTS = `${SUPPRESS}
REACH = {'exp': torch.exp, 'relu': torch.relu, 'none': lambda x: x}
def reference(a, c):
    points, strides = [], []
    for s in c['from']['strides']:
        y, x = torch.meshgrid((torch.arange(-(-c['height'] // s)) + .5) * s, (torch.arange(-(-c['width'] // s)) + .5) * s, indexing='ij')
        points.append(torch.stack([x, y], -1).view(-1, 2))
        strides.append(torch.full((x.numel(), 1), float(s)))
    points, strides, a = torch.cat(points), torch.cat(strides), torch.from_numpy(a)
    reach = REACH[c['from']['scale']](a[:, -4:]) * strides
    return suppressed(a[:, :-4], torch.cat([points - reach[:, :2], points + reach[:, 2:]], 1), c)
`;
const ANCHORS = `${SUPPRESS}
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection._utils import BoxCoder
from torchvision.models.detection.image_list import ImageList
def reference(a, c):
    origin, (h, w), a = c['from'], (c['height'], c['width']), torch.from_numpy(a)
    maker = AnchorGenerator(tuple(map(tuple, origin['sizes'])), (tuple(origin['ratios']),) * len(origin['sizes']))
    levels = [torch.zeros(1, 1, h // s, w // s) for s in origin['strides']]
    anchors = maker(ImageList(torch.zeros(1, 3, h, w), [(h, w)]), levels)[0]
    return suppressed(a[:, :-4], BoxCoder([1 / d for d in origin['deviations']]).decode_single(a[:, -4:], anchors), c)
`;

/** Cells × (labels + 4): scores of 0 … 1 and numbers of either sign, as a network might answer. */
function answerOf(cells: number, labels: number, seed: number) {
  const row = labels + 4;
  return noise(cells * row, seed).map((value, n) => (n % row < labels ? value : value * 1.6 - 0.3));
}

function ours(answer: Float32Array, labels: number, [width, height]: [number, number], step: Boxes): number[] {
  const row = labels + 4;
  const cells = answer.length / row;
  const scores = Array.from({ length: labels }, (_, label) =>
    Float32Array.from({ length: cells }, (_, cell) => answer[cell * row + label]!),
  );
  const deltas = Float32Array.from(
    { length: cells * 4 },
    (_, n) => answer[Math.floor(n / 4) * row + labels + (n % 4)]!,
  );
  return boxes({ scores, deltas }, [width, height], 'NCHW', step).flatMap((box) => [
    box.label,
    box.score,
    ...box.low,
    ...box.high,
  ]);
}

describe.skipIf(!hasPython)('boxes computes what torchvision computes', () => {
  it('points without anchors, on a grid that no stride divides, then batched_nms', () => {
    const [width, height] = [97, 64];
    const cells = [8, 16, 32].reduce((sum, s) => sum + Math.ceil(width / s) * Math.ceil(height / s), 0);
    const cases = (['exp', 'relu', 'none'] as const).map((scale, seed) => {
      const from = { kind: 'points' as const, strides: [8, 16, 32], centre: 0.5, decode: 'ltrb' as const, scale };
      const step: Boxes = { from, minimumScore: 0.6, iou: 0.4, most: 40 };
      return { values: answerOf(cells, 3, seed), shape: [cells, 7], width, height, ...step, step };
    });
    const wanted = reference(POINTS, cases);
    cases.forEach(({ values, step }, n) => {
      const got = ours(values, 3, [width, height], step);
      expect(got.length).toBeGreaterThan(20 * 6);
      expect(got.length).toBe(wanted[n]!.length);
      for (let at = 0; at < got.length; at++) expect(got[at]).toBeCloseTo(wanted[n]![at]!, 3);
    });
  });

  it('anchors of several sizes and ratios through BoxCoder, then batched_nms', () => {
    const [width, height] = [96, 64];
    const from = {
      kind: 'anchors' as const,
      ...{ strides: [8, 16], centre: 0, ratios: [0.5, 1, 2] },
      sizes: [
        [32, 40.3],
        [64, 80.6],
      ],
      deviations: [0.1, 0.1, 0.2, 0.2] as [number, number, number, number],
    };
    const cells = (12 * 8 + 6 * 4) * 6;
    const step: Boxes = { from, minimumScore: 0.8, iou: 0.4, most: 40 };
    const cases = [1, 2].map((seed) => ({
      values: answerOf(cells, 2, seed),
      shape: [cells, 6],
      ...{ width, height, ...step },
    }));
    const wanted = reference(ANCHORS, cases);
    cases.forEach(({ values }, n) => {
      const got = ours(values, 2, [width, height], step);
      expect(got.length).toBeGreaterThan(5 * 6);
      expect(got.length).toBe(wanted[n]!.length);
      for (let at = 0; at < got.length; at++) expect(got[at]).toBeCloseTo(wanted[n]![at]!, 3);
    });
  });
});

/** Anchors of MONAI's RetinaNet (AnchorGeneratorWithAnchorShape, BoxCoder) or FCOS points, and suppression by volume. */
const VOLUMES = `
def iou(box, others):
    low, high = np.maximum(box[:3], others[:, :3]), np.minimum(box[3:], others[:, 3:])
    both = np.clip(high - low, 0, None).prod(1)
    extent = lambda b: (b[..., 3:] - b[..., :3]).prod(-1)
    return both / (extent(box) + extent(others) - both)

def suppressed(scores, boxes, labels, c):
    kept, order = [], np.argsort(-scores, kind='stable')
    while len(order) and len(kept) < c['most']:
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[(labels[rest] != labels[best]) | (iou(boxes[best], boxes[rest]) <= c['iou'])]
    return kept

def reference(a, c):
    origin, size, points, strides, sides = c['from'], np.array(c['size']), [], [], []
    for level, s in enumerate(origin['strides']):
        s = np.broadcast_to(s, 3)
        n = -(-size // s)
        ranges = [np.arange(k) for k in (n if c['layout'] == 'NCXYZ' else n[::-1])]
        grid = np.stack(np.meshgrid(*ranges, indexing='ij'), -1).reshape(-1, 3)
        grid = grid if c['layout'] == 'NCXYZ' else grid[:, ::-1]
        shapes = np.array(origin['shapes'][level]) if 'shapes' in origin else s[None]
        points.append(np.repeat((grid + origin['centre']) * s, len(shapes), 0))
        sides.append(np.tile(shapes, (len(grid), 1)))
        strides.append(np.broadcast_to(s, points[-1].shape))
    points, sides, strides = (np.concatenate(part).astype('f4') for part in (points, sides, strides))
    scores, deltas = a[:, :-6], a[:, -6:]
    if 'shapes' in origin:
        deltas = deltas * np.array(origin['deviations'], 'f4')
        middle = points + deltas[:, :3] * sides
        half = np.exp(np.minimum(deltas[:, 3:], np.log(1000 / 16))) * sides / 2
        boxes = np.concatenate([middle - half, middle + half], 1)
    else:
        reach = np.exp(deltas) * np.concatenate([strides, strides], 1)
        boxes = np.concatenate([points - reach[:, :3], points + reach[:, 3:]], 1)
    boxes = np.clip(boxes, 0, np.concatenate([size, size]))
    cell, label = np.nonzero(scores.T >= c['minimumScore'])[::-1]
    solid = (boxes[cell, 3:] > boxes[cell, :3]).all(1)
    cell, label = cell[solid], label[solid]
    kept = suppressed(scores[cell, label], boxes[cell], label, c)
    cell, label = cell[kept], label[kept]
    return np.concatenate([label[:, None], scores[cell, label][:, None], boxes[cell]], 1)
`;

describe.skipIf(!hasPython)('boxes in volumes computes what NumPy computes', () => {
  const size = [37, 30, 21];
  const cellsOf = (strides: (number | number[])[]) =>
    strides.reduce<number>(
      (sum, stride) =>
        sum +
        size.reduce((all, n, axis) => all * Math.ceil(n / (typeof stride === 'number' ? stride : stride[axis]!)), 1),
      0,
    );
  const strides = [[4, 4, 2], 8];
  const shapes = {
    ...{ kind: 'shapes' as const, strides, centre: 0, deviations: [0.5, 0.5, 0.5, 0.25, 0.25, 0.25] },
    shapes: [
      [
        [6, 8, 4],
        [8, 6, 5],
      ],
      [
        [12, 16, 8],
        [16, 12, 10],
      ],
    ],
  };
  const points = { kind: 'points' as const, strides, centre: 0.5, decode: 'ltrb' as const, scale: 'exp' as const };

  it.each([
    ['anchors of MONAI and nnDetection, slices first', shapes, 'NCDHW', 2],
    ['anchors, axes as NumPy has them', shapes, 'NCXYZ', 2],
    ['points without anchors', points, 'NCDHW', 1],
  ] as const)('%s', (_, from, layout, anchors) => {
    const cells = cellsOf([...from.strides]) * anchors;
    const row = 2 + 6;
    const values = noise(cells * row, 11).map((value, n) => (n % row < 2 ? value : value * 1.6 - 0.8));
    const step: Boxes = { from: structuredClone(from) as Boxes['from'], minimumScore: 0.9, iou: 0.1, most: 60 };
    const [wanted] = reference(VOLUMES, [{ values, shape: [cells, row], size, layout, ...step }]);
    const at = (cell: number, n: number) => values[cell * row + n]!;
    const scores = [0, 1].map((label) => Float32Array.from({ length: cells }, (_, cell) => at(cell, label)));
    const deltas = Float32Array.from({ length: cells * 6 }, (_, n) => at(Math.floor(n / 6), 2 + (n % 6)));
    const got = boxes({ scores, deltas }, size, layout, step).flatMap((box) => [
      ...[box.label, box.score],
      ...box.low,
      ...box.high,
    ]);
    expect(got.length).toBeGreaterThan(20 * row);
    expect(got.length).toBe(wanted!.length);
    for (let n = 0; n < got.length; n++) expect(got[n]).toBeCloseTo(wanted![n]!, 3);
  });
});

describe('boxes', () => {
  it('of a network that finds something everywhere are the best and the first, and no more than asked for', () => {
    const size = [128, 128, 64];
    const cells = 64 * 64 * 32;
    const from = {
      kind: 'points' as const,
      strides: [2],
      centre: 0.5,
      decode: 'ltrb' as const,
      scale: 'none' as const,
    };
    const step: Boxes = { from, minimumScore: 0.5, iou: 0.5, most: 500 };
    const deltas = new Float32Array(cells * 6).fill(0.5);
    const everywhere = new Float32Array(cells).fill(1);
    const found = boxes({ scores: [everywhere, everywhere], deltas }, size, 'NCDHW', step);
    expect(found).toHaveLength(500);
    expect(found[0]).toEqual({ label: 0, score: 1, low: [0, 0, 0], high: [2, 2, 2] });
    const last = new Float32Array(cells).fill(0.75);
    last[cells - 1] = 0.9;
    const [best, next] = boxes({ scores: [last], deltas }, size, 'NCDHW', step);
    expect(best).toMatchObject({ score: expect.closeTo(0.9), low: [126, 126, 62] });
    expect(next).toMatchObject({ score: 0.75, low: [0, 0, 0] });
  });
});
