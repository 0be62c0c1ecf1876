import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Evaluation, Language, Progress } from '../contract/index.ts';
import type { EngineContext } from './context.ts';
import { diskProblem } from './disk.ts';

export type EvaluateRequest = {
  model: string;
  data: string;
  split: string;
  out: string;
  force: boolean;
  language: Language;
  signal: AbortSignal;
  onProgress(progress: Progress): void;
};

/**
 * `skiagraph evaluate`: a model of the store on a labelled set, written into a folder. Nothing of it enters library or
 * journal. Throws what `evaluate` throws, and where the folder cannot be written or has an evaluation already.
 */
export async function evaluateModel(context: EngineContext, request: EvaluateRequest): Promise<Evaluation> {
  const { stations, options } = context;
  const { evaluate, refuseExisting, writeEvaluation } = await import('../evaluate/index.ts');
  const out = resolve(request.out);
  if (!request.force) refuseExisting(out);
  const model = await (await stations.modelStore()).get(request.model);
  const proofs = await stations.proofs();
  const evaluation = await evaluate(
    { model, data: request.data, split: request.split },
    {
      language: request.language,
      decoder: await stations.decoder(),
      runner: await stations.runner(),
      proofs: () => proofs.of(model),
      prove: (provider) => proofs.prove(model, provider, { signal: request.signal }),
      now: options.now,
      random: (bytes) => randomBytes(bytes),
      signal: request.signal,
      onProgress: request.onProgress,
    },
  );
  await writeEvaluation(evaluation, out).catch((error) => {
    throw diskProblem(error, out);
  });
  return evaluation;
}
