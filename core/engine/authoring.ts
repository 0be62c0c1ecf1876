import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Proof } from '../contract/index.ts';
import type { Drafted, ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { diskProblem } from './disk.ts';
import { proveOrRefuse } from './modelling.ts';

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
