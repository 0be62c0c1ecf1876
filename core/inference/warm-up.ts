import type { Proof } from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
import { openNetwork } from './network.ts';
import { chooseProvider } from './provider.ts';
import type { Runner } from './runner-client.ts';

/**
 * Makes ready what a run by `auto` would begin with: the session of a model's network on its fastest proved provider.
 * Does nothing where no provider is proved yet: the proof will load it. Throws as `Runner.load` does.
 */
export async function warmUp(
  model: ModelPackage,
  { proofs, runner, signal }: { proofs: Proof[]; runner: Runner; signal?: AbortSignal },
): Promise<boolean> {
  const { provider, prove } = chooseProvider('auto', proofs);
  if (prove) return false;
  await runner.load(await openNetwork(model), provider, { timeoutMs: model.manifest.run.timeoutS * 1000, signal });
  return true;
}
