import { finishScores } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import type { Execution, Outputs } from './execution.ts';
import { refuseConstant } from './output.ts';
import type { Tensor } from './protocol.ts';

/** What each network of a package answers to an input, one after the other. Throws `constant-output`. */
export async function answersOf(
  execution: Execution,
  input: Tensor,
  dims: (number | undefined)[],
): Promise<[Outputs, ...Outputs[]]> {
  const ask = async (network: number) => {
    const outputs = await execution.run(input, dims, network);
    refuseConstant(outputs.output.data);
    return outputs;
  };
  const all: [Outputs, ...Outputs[]] = [await ask(0)];
  for (let n = 1; n < execution.networks; n++) all.push(await ask(n));
  return all;
}

/** Scores by label, averaged over the networks when all steps are done (`run.folds` of a manifest says why then). */
export function scoresOf(finish: Manifest['finish'], answers: Outputs[]): Float32Array {
  return meanOf(answers.map(({ output }) => finishScores(finish, output.data)));
}

/** Place by place. */
export function meanOf(all: Float32Array[]): Float32Array {
  return all[0]!.map((_, at) => all.reduce((sum, values) => sum + values[at]!, 0) / all.length);
}
