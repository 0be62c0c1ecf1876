import { ProblemError } from '../contract/index.ts';
import {
  axesOrder,
  type Channels,
  channelsOf,
  cutIntoWindows,
  flipped,
  type Part,
  type Prepared,
} from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import type { Analysis } from './analysis.ts';
import { watchForConstant } from './output.ts';
import type { Tensor } from './protocol.ts';

/** What carries out the plan of a manifest, `run`: the whole input or windows of it, each as it is and mirrored. */
export type Carrying = {
  run: Manifest['run'];
  layout: Prepared['layout'];
  labels: number;
  /** How many networks answer, each for itself; one without it. */
  networks?: number;
  /** One run of network n, from 0; it answers `labels` channels on the axes of its input. */
  execute(input: Tensor, n: number): Promise<Tensor>;
  /** After each run of a network: `done` of `total`. */
  onRun?(done: number, total: number): void;
};

/** The plan of an analysis, carried out by its execution. */
export async function carryOutAll(
  { manifest, execution }: Analysis,
  input: Tensor,
  take: (part: Part) => void,
  onRun?: Carrying['onRun'],
): Promise<void> {
  const labels = manifest.labels.length;
  const execute = async (piece: Tensor, n: number) =>
    (await execution.run(piece, [1, labels, ...piece.dims.slice(2)], n)).output;
  const layout = axesOrder(manifest.network.layout);
  await carryOut(input, { run: manifest.run, layout, labels, networks: execution.networks, execute, onRun }, take);
}

/**
 * Logits by label of every voxel of a prepared input [1, channels, axes …], windows and mirror images averaged, handed to
 * `take` part by part, by each network the same parts. Of windows, every network answers a slab before the next slab is
 * begun: so no part waits long for the others of an ensemble, and networks are loaded once a slab at most. Throws
 * `constant-output` where a network said one and the same everywhere.
 */
export async function carryOut({ data, dims }: Tensor, plan: Carrying, take: (part: Part) => void): Promise<void> {
  const { run, labels, layout, networks = 1 } = plan;
  const axes = dims.slice(2);
  const image: Channels = { data, channels: dims[1]!, axes };
  const mirrors = mirrorsOf(run.flips, layout, axes.length);
  const until = performance.now() + networks * run.timeoutS * 1000;
  const watches = Array.from({ length: networks }, watchForConstant);
  let done = 0;
  const answer = async (piece: Channels, network: number, pieces: number): Promise<Float32Array> => {
    let sum: Float32Array | undefined;
    for (const turned of mirrors) {
      if (performance.now() > until) throw new ProblemError('run-timed-out', { seconds: run.timeoutS });
      const input = { data: flipped(piece, turned), dims: [1, piece.channels, ...piece.axes] };
      const output = (await plan.execute(input, network)).data;
      watches[network]!.see(output);
      const straight = flipped({ data: output, channels: labels, axes: piece.axes }, turned);
      if (sum) for (let n = 0; n < straight.length; n++) sum[n]! += straight[n]!;
      else sum = straight;
      plan.onRun?.(++done, pieces * mirrors.length * networks);
    }
    if (mirrors.length > 1) for (let n = 0; n < sum!.length; n++) sum![n]! /= mirrors.length;
    return sum!;
  };
  const all = [...watches.keys()];
  if (run.mode === 'whole')
    for (const network of all) take({ at: 0, channels: channelsOf(await answer(image, network, 1), labels) });
  else {
    const size = layout === 'NCDHW' ? run.size.toReversed() : run.size;
    // Which masks are not made without (core/models/consistent.ts).
    const windows = { size, overlap: run.overlap, blend: run.blend!, as: run.as! };
    const cuttings = all.map(() => cutIntoWindows(image, labels, windows, take, networks));
    const { count, ends } = cuttings[0]!;
    // There and back, so that the network that is loaded goes on.
    for (const [slab, end] of ends.entries())
      for (const network of slab % 2 ? all.toReversed() : all) {
        const cutting = cuttings[network]!;
        for (let n = ends[slab - 1] ?? 0; n < end; n++) cutting.add(n, await answer(cutting.take(n), network, count));
      }
  }
  for (const { refuseConstant } of watches) refuseConstant();
}

/** All ways to mirror along some of the axes, as they are first; in the order of the tensor's axes. */
function mirrorsOf(flips: Manifest['run']['flips'], layout: Carrying['layout'], axes: number): boolean[][] {
  const names = layout === 'NCXYZ' ? 'xyz' : 'zyx'.slice(3 - axes);
  return [...names].reduce<boolean[][]>(
    (all, name) =>
      flips.includes(name as 'x')
        ? all.flatMap((some) => [
            [...some, false],
            [...some, true],
          ])
        : all.map((some) => [...some, false]),
    [[]],
  );
}
