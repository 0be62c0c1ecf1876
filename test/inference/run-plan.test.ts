import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permute } from '../../core/imaging/grid.ts';
import { createRunner, forkRunner, type Network, type Runner, type Tensor } from '../../core/inference/index.ts';
import { type Carrying, carryOut } from '../../core/inference/run-plan.ts';
import { Manifest } from '../../core/models/index.ts';
import { apart, noise, reference } from '../imaging/reference.ts';
import { hasPython, makeNetworks, networkOf, problemCode } from './fixtures.ts';

/** The loops of MONAI's sliding_window_inference and of nnU-Net's predictor, over the same convolution in PyTorch. */
const LOOPS = `
import itertools, onnx, torch
from onnx import numpy_helper
from scipy.ndimage import gaussian_filter

def starts(n, size, c):
    if n <= size: return [0]
    if c['as'] == 'monai':
        step = max(1, int(size * (1 - c['overlap'])))
        return [min(k * step, n - size) for k in range(-(-(n - size) // step) + 1)]
    count = int(np.ceil((n - size) / (size * (1 - c['overlap'])))) + 1
    return [int(np.round((n - size) / (count - 1) * k)) for k in range(count)]

def weights(size, c):
    if c['blend'] == 'constant': return torch.ones(size)
    if c['as'] == 'monai':
        out = torch.ones(())
        for n in size:
            x = torch.arange(n, dtype=torch.float32) - (n - 1) / 2
            out = out.unsqueeze(-1) * torch.exp(x ** 2 / (-2 * (0.125 * n) ** 2))
        return out.clamp(min=max(out.min().item(), 1e-3))
    out = np.zeros(size)
    out[tuple(n // 2 for n in size)] = 1
    out = gaussian_filter(out, [n / 8 for n in size], 0, mode='constant', cval=0)
    out /= out.max()
    out[out == 0] = out[out > 0].min()
    return torch.from_numpy(out.astype('f4'))

def reference(a, c):
    parts = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in onnx.load(c['network']).graph.initializer}
    def network(x): return torch.nn.functional.conv3d(x, parts['kernel'], parts['shift'], padding=2)
    def mirrored(x):
        ways = [way for n in range(4) for way in itertools.combinations(c['flips'], n)]
        return sum(network(x.flip(way)).flip(way) if way else network(x) for way in ways) / len(ways)
    x = torch.from_numpy(a)[None]
    if c['as'] == 'whole': return mirrored(x)[0].numpy()
    size, shape = c['size'], x.shape[2:]
    room = [max(0, s - n) for s, n in zip(size, shape)]
    pad = [p for r in reversed(room) for p in (r // 2, r - r // 2)]
    x = torch.nn.functional.pad(x, pad)
    w, total, sums = weights(size, c), torch.zeros(x.shape[2:]), torch.zeros((2, *x.shape[2:]))
    for at in itertools.product(*[starts(n, s, c) for n, s in zip(x.shape[2:], size)]):
        box = tuple(slice(i, i + s) for i, s in zip(at, size))
        sums[(slice(None), *box)] += mirrored(x[(slice(None), slice(None), *box)])[0] * w
        total[box] += w
    mean = sums / total
    return mean[(slice(None), *[slice(r // 2, r // 2 + n) for r, n in zip(room, shape)])].numpy()
`;

/** Each channel with its three axes in reverse order. */
function turned(data: Float32Array, channels: number, axes: number[]): Float32Array {
  const size = axes.toReversed();
  const parts = Array.from({ length: channels }, (_, c) =>
    permute(
      data.subarray((c * data.length) / channels, ((c + 1) * data.length) / channels),
      size,
      [2, 1, 0],
      [false, false, false],
    ),
  );
  const out = new Float32Array(data.length);
  for (const [c, part] of parts.entries()) out.set(part, c * part.length);
  return out;
}

/** Logits [labels, axes …], put together from the parts. */
async function carriedOut(input: Tensor, plan: Carrying): Promise<Float32Array> {
  const voxels = input.data.length / input.dims[1]!;
  const logits = new Float32Array(plan.labels * voxels).fill(Number.NaN);
  await carryOut(input, plan, ({ at, channels }) => {
    for (const [label, part] of channels.entries()) logits.set(part, label * voxels + at);
  });
  return logits;
}

describe.skipIf(!hasPython)('the plan of a run, carried out', () => {
  let networks: string;
  let runner: Runner;
  let network: Network;
  beforeAll(() => {
    networks = makeNetworks();
    runner = createRunner({ fork: forkRunner });
    network = networkOf(networks, 'smooth');
  });
  afterAll(async () => {
    await runner.close();
    rmSync(networks, { recursive: true });
  });

  const carrying = (run: object, more: Partial<Carrying> = {}): Carrying => ({
    run: Manifest.shape.run.parse({ timeoutS: 60, ...run }),
    layout: 'NCXYZ',
    labels: 2,
    async execute(input) {
      const job = { network, provider: 'cpu' as const, feeds: { image: input }, outputs: ['logits'] };
      return (await runner.run(job, { timeoutMs: 60_000 })).logits!;
    },
    ...more,
  });

  const shape = [1, 21, 18, 13];
  const values = noise(21 * 18 * 13, 7);
  const windows = { mode: 'slidingWindow', size: [12, 10, 8], overlap: 0.5, blend: 'gaussian' } as const;
  const plans: [string, { flips?: string[]; [key: string]: unknown }, number][] = [
    ['one pass over all of it', { mode: 'whole' }, 1],
    ['all mirror images along two axes', { mode: 'whole', flips: ['x', 'z'] }, 4],
    ['windows as MONAI', { ...windows, as: 'monai' }, 3 * 3 * 3],
    ['windows as nnU-Net', { ...windows, as: 'nnunet' }, 3 * 3 * 3],
    ['windows of equal weight, mirrored', { ...windows, blend: 'constant', as: 'nnunet', flips: ['y'] }, 54],
    ['windows larger than the image', { ...windows, size: [24, 10, 16], as: 'monai' }, 3],
  ];
  it('gives the logits of the loop in PyTorch', async () => {
    const wanted = reference(
      LOOPS,
      plans.map(([_, { flips = [], ...run }]) => ({
        ...{ values, shape, as: 'whole', ...run, network: join(networks, 'smooth.onnx') },
        flips: flips.map((axis) => 'xyz'.indexOf(axis) + 2),
      })),
    );
    for (const [n, [name, run, runs]] of plans.entries()) {
      const counts: [number, number][] = [];
      const plan = carrying(run, { onRun: (done, total) => counts.push([done, total]) });
      const found = await carriedOut({ data: values, dims: [1, ...shape] }, plan);
      expect(apart(found, wanted[n]!), name).toBeLessThan(2e-5);
      expect(counts.at(-1), name).toEqual([runs, runs]);
      expect(counts, name).toHaveLength(runs);
    }
  });

  it('a volume whose slices come first is cut along the same axes of the patient, into the same logits', async () => {
    const run = { ...windows, as: 'monai', flips: ['x'] };
    const straight = await carriedOut({ data: values, dims: [1, ...shape] }, carrying(run));
    /** The network reads x, y, z: its input and answer are turned on the way. */
    const plan = carrying(run, { layout: 'NCDHW' });
    const execute: Carrying['execute'] = async ({ data, dims }, n) => {
      const axes = dims.slice(2).toReversed();
      const answer = await plan.execute({ data: turned(data, 1, dims.slice(2)), dims: [1, 1, ...axes] }, n);
      return { data: turned(answer.data, 2, axes), dims: [1, 2, ...dims.slice(2)] };
    };
    const [nx, ny, nz] = shape.slice(1) as [number, number, number];
    const slicesFirst = { data: turned(values, 1, [nx, ny, nz]), dims: [1, 1, nz, ny, nx] };
    const found = await carriedOut(slicesFirst, { ...plan, execute });
    expect(apart(turned(found, 2, [nz, ny, nx]), straight)).toBeLessThan(1e-6);
  });

  it('stops when the time of all windows together is over', async () => {
    const slow = carrying({ ...windows, as: 'monai', timeoutS: 1 });
    const execute: Carrying['execute'] = async (input, n) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return slow.execute(input, n);
    };
    expect(await problemCode(carriedOut({ data: values, dims: [1, ...shape] }, { ...slow, execute }))).toBe(
      'run-timed-out',
    );
  });

  it('refuses more labels times voxels than it can add up', async () => {
    const plan = carrying({ ...windows, as: 'monai' }, { labels: 5_000_000, execute: () => Promise.reject() });
    const running = carryOut({ data: values, dims: [1, ...shape] }, plan, () => undefined);
    expect(await problemCode(running)).toBe('windows-too-large');
  });
});
