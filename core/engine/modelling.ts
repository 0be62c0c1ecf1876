import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import type { Eligibility, ModelSummary, Problem, Proof, Provider } from '../contract/index.ts';
import { describeProblem, ProblemError } from '../contract/index.ts';
import type { Inspection, ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { eligibilityOf } from './running.ts';

/** Every usable package, and what is broken in the others. */
export async function listModels({ stations }: EngineContext): Promise<{ models: ModelSummary[]; errors: Problem[] }> {
  const { summarise } = await import('../models/index.ts');
  const { packages, broken } = await (await stations.modelStore()).list();
  const proofs = await stations.proofs();
  return {
    models: packages.map((model) => summarise(model, proofs.of(model))),
    errors: broken.map(({ problem }) => problem),
  };
}

/**
 * Proves, one after the other and behind whatever runs, each model that this machine has no proof of yet: on the CPU,
 * then on the other providers of the platform, of which one that does not start is not tried again. A window shows what
 * came out; what goes wrong is in the proof. Was there anything to prove?
 */
export async function proveWhatIsNot(context: EngineContext, signal: AbortSignal): Promise<boolean> {
  const { platformProviders } = await import('../inference/index.ts');
  const { packages } = await (await context.stations.modelStore()).list();
  const proofs = await context.stations.proofs();
  let proved = false;
  for (const provider of platformProviders().reverse())
    for (const model of packages) {
      if (signal.aborted) return proved;
      const known = proofs.of(model).find((proof) => proof.provider === provider);
      const proof = known ?? (await proofs.prove(model, provider, { signal }));
      if (!known) context.emit({ type: 'changed', what: 'models' });
      proved ||= !known;
      if (provider !== 'cpu' && neverStarted(proof)) break;
    }
  return proved;
}

/** Did a provider fail before any number came out of it? */
const neverStarted = ({ problem }: Proof) =>
  problem?.code === 'network-cannot-run' || problem?.code === 'runner-stopped';

/** A verification network compares two series, and has nothing to say of one. */
export const readsSeries = ({ manifest }: ModelPackage) => manifest.task !== 'verification';

/** What each installed model says to a series of the library. */
export async function eligibilityForSeries(
  context: EngineContext,
  seriesInstanceUid: string,
): Promise<{ modelId: string; eligibility: Eligibility }[]> {
  const facts = await context.series.facts(seriesInstanceUid);
  const { packages } = await (await context.stations.modelStore()).list();
  return Promise.all(
    packages
      .filter(readsSeries)
      .map(async (model) => ({ modelId: model.manifest.id, eligibility: await eligibilityOf(context, model, facts) })),
  );
}

/** Describes the network of an ONNX file, of a package in a folder or ZIP, or of an installed model. */
export async function inspectModel({ stations }: EngineContext, what: string): Promise<Inspection> {
  const { modelsInspect } = await import('../models/index.ts');
  const isPath = /[\\/]/.test(what) || extname(what) !== '' || existsSync(what);
  return modelsInspect(isPath ? what : await (await stations.modelStore()).get(what));
}

/** Runs the golden cases of one model or of all on a provider of this machine. */
export async function verifyModels(
  { stations }: EngineContext,
  id: string | undefined,
  provider: Provider,
): Promise<{ id: string; proof: Proof }[]> {
  const store = await stations.modelStore();
  const chosen = id === undefined ? (await store.list()).packages : [await store.get(id)];
  const proofs = await stations.proofs();
  const proved: { id: string; proof: Proof }[] = [];
  for (const model of chosen) proved.push({ id: model.manifest.id, proof: await proofs.prove(model, provider) });
  return proved;
}

/** Runs the golden cases on the CPU. Throws `model-not-proved`. */
export async function proveOrRefuse(context: EngineContext, model: ModelPackage): Promise<Proof> {
  const proof = await (await context.stations.proofs()).prove(model, 'cpu');
  if (proof.passed) return proof;
  const reason = proof.problem ? describeProblem(proof.problem, context.options.language).text : '';
  throw new ProblemError('model-not-proved', { id: model.manifest.id, reason: reason.replace(/\.$/, '') });
}

/** Installs a package after its golden cases passed on the CPU. */
export async function installModel(context: EngineContext, path: string): Promise<ModelPackage> {
  const store = await context.stations.modelStore();
  const model = await store.install(path, async (copy) => void (await proveOrRefuse(context, copy)));
  context.emit({ type: 'changed', what: 'models' });
  return model;
}

export async function removeModel(context: EngineContext, id: string): Promise<void> {
  await (await context.stations.modelStore()).remove(id);
  context.emit({ type: 'changed', what: 'models' });
}
