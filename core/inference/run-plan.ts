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
  /** One run of the network; it answers `labels` channels on the axes of its input. */
  execute(input: Tensor): Promise<Tensor>;
  /** After each run of the network: `done` of `total`. */
  onRun?(done: number, total: number): void;
};

/** The plan of an analysis, carried out by its execution: over all of the input by one network after the other. */
export async function carryOutAll(
  { manifest, execution }: Analysis,
  input: Tensor,
  take: (part: Part) => void,
  onRun: Carrying['onRun'] = () => undefined,
): Promise<void> {
  const { networks } = execution;
  const labels = manifest.labels.length;
  const layout = axesOrder(manifest.network.layout);
  for (let n = 0; n < networks; n++) {
    const execute = async (piece: Tensor) =>
      (await execution.run(piece, [1, labels, ...piece.dims.slice(2)], n)).output;
    const tell = (done: number, total: number) => onRun(n * total + done, networks * total);
    await carryOut(input, { run: manifest.run, layout, labels, execute, onRun: tell }, take);
  }
}

/**
 * Logits by label of every voxel of a prepared input [1, channels, axes …], windows and mirror images averaged, handed to
 * `take` part by part. Throws `constant-output` where the network said one and the same everywhere.
 */
export async function carryOut({ data, dims }: Tensor, plan: Carrying, take: (part: Part) => void): Promise<void> {
  const { run, labels, layout } = plan;
  const axes = dims.slice(2);
  const image: Channels = { data, channels: dims[1]!, axes };
  const mirrors = mirrorsOf(run.flips, layout, axes.length);
  const until = performance.now() + run.timeoutS * 1000;
  const { see, refuseConstant } = watchForConstant();
  let done = 0;
  const answer = async (piece: Channels, total: number): Promise<Float32Array> => {
    let sum: Float32Array | undefined;
    for (const turned of mirrors) {
      if (performance.now() > until) throw new ProblemError('run-timed-out', { seconds: run.timeoutS });
      const input = { data: flipped(piece, turned), dims: [1, piece.channels, ...piece.axes] };
      const output = (await plan.execute(input)).data;
      see(output);
      const straight = flipped({ data: output, channels: labels, axes: piece.axes }, turned);
      if (sum) for (let n = 0; n < straight.length; n++) sum[n]! += straight[n]!;
      else sum = straight;
      plan.onRun?.(++done, total);
    }
    if (mirrors.length > 1) for (let n = 0; n < sum!.length; n++) sum![n]! /= mirrors.length;
    return sum!;
  };
  if (run.mode === 'whole') take({ at: 0, channels: channelsOf(await answer(image, mirrors.length), labels) });
  else {
    const size = layout === 'NCDHW' ? run.size.toReversed() : run.size;
    const windows = cutIntoWindows(image, labels, { ...run, size }, take);
    for (let n = 0; n < windows.count; n++)
      windows.add(n, await answer(windows.take(n), windows.count * mirrors.length));
  }
  refuseConstant();
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
