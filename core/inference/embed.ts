import { type IndexedSeries, ProblemError, type Proof, type Provider } from '../contract/index.ts';
import type { FrameDecoder } from '../dicom/index.ts';
import { prepareImage } from '../imaging/index.ts';
import type { ModelPackage } from '../models/index.ts';
import { openExecution } from './execution.ts';
import { openNetworks } from './network.ts';
import { refuseConstant } from './output.ts';
import type { Runner } from './runner-client.ts';
import { framesFor } from './source.ts';

export type EmbeddingDeps = {
  decoder: FrameDecoder;
  runner: Runner;
  /** Of this model on this machine. */
  proofs: Proof[];
  prove(provider: Provider): Promise<Proof>;
  signal: AbortSignal;
};

/**
 * Where a verification network puts the middle image of a series: a vector of length 1. Throws a ProblemError as a run
 * fails, and `network-output` where the vector has no length.
 */
export async function embed(model: ModelPackage, series: IndexedSeries, deps: EmbeddingDeps): Promise<Float32Array> {
  const { manifest } = model;
  const { decoder, ...rest } = deps;
  const networks = await openNetworks(model);
  const execution = openExecution({ ...{ model, networks, requested: 'auto' }, ...rest });
  const [place] = framesFor({ kind: 'image', frames: 'middle' }, series);
  const { frame, info } = await decoder.decode(place!.source, place!.frame);
  const { tensor, dims } = prepareImage(manifest.prepare, frame, info, manifest.network.layout);
  const { output } = await execution.run({ data: tensor, dims }, [1, undefined]);
  refuseConstant(output.data);
  const length = Math.hypot(...output.data);
  if (length === 0) throw new ProblemError('network-output', { name: 'embedding', wanted: '> 0', found: 0 });
  return output.data.map((value) => value / length);
}

/** Cosine of the angle between two vectors of length 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, n) => sum + value * b[n]!, 0);
}
