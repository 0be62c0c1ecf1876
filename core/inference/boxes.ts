import { ProblemError } from '../contract/index.ts';
import { axesOrder, type Box, type BoxMaker, boxParts, makeBoxes, type Prepared, partOf } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import type { Analysis } from './analysis.ts';
import type { Outputs } from './execution.ts';
import { watchForConstant } from './output.ts';
import type { Tensor } from './protocol.ts';

type Grid = Parameters<typeof makeBoxes>[1];

/**
 * A detection network on a prepared input: on all of it, or on windows one after the other. What it answered is made into
 * boxes on the source grid by the caller. Throws `constant-output` where it said one and the same everywhere, and
 * `run-timed-out`.
 */
export async function detect(
  { manifest, execution }: Pick<Analysis, 'manifest' | 'execution'>,
  prepared: Prepared,
  onRun: (done: number, total: number) => void = () => undefined,
): Promise<BoxMaker> {
  const { run, finish, labels } = manifest;
  const maker = makeBoxes(finish, prepared);
  const { see, refuseConstant } = watchForConstant();
  const ask = async (input: Tensor) => {
    const answer = await execution.run(input, [1, undefined, labels.length]);
    see(answer.output.data);
    return detectionsOf(answer, labels.length);
  };
  if (run.mode === 'whole') maker.take(await ask({ data: prepared.tensor, dims: prepared.dims }));
  else {
    const until = performance.now() + run.timeoutS * 1000;
    const size = manifest.input.kind === 'image' ? run.size.toReversed() : run.size;
    const parts = boxParts(prepared.size, { ...run, size }, stridesOf(finish));
    const inOrder = (axes: readonly number[]) =>
      axesOrder(manifest.network.layout) === 'NCXYZ' ? axes : axes.toReversed();
    const image = { data: prepared.tensor, channels: prepared.dims[1]!, axes: prepared.dims.slice(2) };
    for (const [n, part] of parts.entries()) {
      if (performance.now() > until) throw new ProblemError('run-timed-out', { seconds: run.timeoutS });
      const { data, channels, axes } = partOf(image, inOrder(part.start), inOrder(size));
      maker.take(await ask({ data, dims: [1, channels, ...axes] }), { input: size, part });
      onRun(n + 1, parts.length);
    }
  }
  refuseConstant();
  return maker;
}

const stridesOf = (finish: Manifest['finish']) =>
  finish.flatMap((step) => (step.step === 'boxes' ? step.from.strides : []));

/** What a detection network answers, [1, cells, labels] and [1, cells, 2 · axes], to boxes on the source grid. */
export function boxesOf(
  { finish, labels }: Pick<Manifest, 'finish' | 'labels'>,
  answer: Pick<Outputs, 'output' | 'boxes'>,
  grid: Grid,
): Box[] {
  const maker = makeBoxes(finish, grid);
  maker.take(detectionsOf(answer, labels.length));
  return maker.boxes();
}

/** A channel for each label. */
function detectionsOf({ output, boxes }: Pick<Outputs, 'output' | 'boxes'>, labels: number) {
  const cells = output.data.length / labels;
  const scores = Array.from({ length: labels }, (_, label) =>
    Float32Array.from({ length: cells }, (_, cell) => output.data[cell * labels + label]!),
  );
  return { scores, deltas: boxes!.data };
}
