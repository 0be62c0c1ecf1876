import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DraftProgress, Preparation, Proof } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import type { Drafted, DraftState, ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { diskProblem } from './disk.ts';
import type { FrameServer } from './frames.ts';
import { installModel, proveOrRefuse } from './modelling.ts';
import { picturesFor } from './pictured.ts';

/** `skiagraph models new`: a package around a network, with what its author has to write marked. */
export async function draftPackage(
  { options }: EngineContext,
  o: { file: string; folder: string; from?: string },
): Promise<Drafted> {
  const { newPackage } = await import('../models/index.ts');
  const schema = pathToFileURL(join(options.shippedModels, 'manifest.schema.json')).href;
  return newPackage({ ...o, schema }).catch((error) => {
    throw diskProblem(error, o.folder);
  });
}

/** `skiagraph models pack`: hashes written, everything checked, golden cases passed on the CPU. */
export async function sealPackage(
  context: EngineContext,
  folder: string,
): Promise<{ model: ModelPackage; proof: Proof }> {
  const { packPackage } = await import('../models/index.ts');
  const model = await packPackage(folder).catch((error) => {
    throw diskProblem(error, folder);
  });
  return { model, proof: await proveOrRefuse(context, model) };
}

/** How far a draft is, and what its preparation makes of the middle picture of a series. */
export async function draftProgress(
  context: EngineContext,
  frames: FrameServer,
  { folder, seriesInstanceUid }: { folder: string; seriesInstanceUid?: string },
): Promise<DraftProgress> {
  const { checkDraft } = await import('../models/index.ts');
  const { preparation: written, ...state } = await checkDraft(folder);
  if (!written || !seriesInstanceUid) return state;
  try {
    return { ...state, preparation: await prepared(context, frames, written, seriesInstanceUid) };
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
    return { ...state, problem: state.problem ?? thrown.problem };
  }
}

async function prepared(
  context: EngineContext,
  frames: FrameServer,
  written: NonNullable<DraftState['preparation']>,
  seriesInstanceUid: string,
): Promise<Preparation> {
  const { seenBy } = await import('../inference/index.ts');
  const facts = await context.series.facts(seriesInstanceUid);
  const manifest = { ...written, eligible: [] };
  const series = await picturesFor(context, frames, manifest, facts, facts.infos.length >> 1);
  return seenBy(written, series, { pictures: true }).preparation;
}

/** Seals a draft that is complete and installs it. */
export async function installDraft(context: EngineContext, folder: string): Promise<{ id: string; version: string }> {
  await sealPackage(context, folder);
  const { manifest } = await installModel(context, folder);
  return { id: manifest.id, version: manifest.version };
}
