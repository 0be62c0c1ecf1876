import type { Proof, Provider, Run } from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
import type { OpenNetwork } from './network.ts';
import { checkOutput } from './output.ts';
import type { Tensor } from './protocol.ts';
import { proveModel } from './prove.ts';
import { type Choice, chooseProvider, instead, reasonOf, worthTheCpu } from './provider.ts';
import type { Runner } from './runner-client.ts';

/** A network on the provider that it was given, with the CPU behind it. */
export type Execution = {
  /** What the run records; changes where the CPU had to help out. */
  provider: Run['provider'];
  /** Runs one input; the output of the manifest is checked. `outputDims` as the manifest promises them. */
  run(input: Tensor, outputDims: number[]): Promise<{ output: Tensor; features?: Tensor }>;
  /** Milliseconds that such an input took before on this provider. */
  expectedMs(values: number): number | undefined;
};

export type ExecutionPlan = {
  model: ModelPackage;
  network: OpenNetwork;
  requested: 'auto' | Provider;
  proofs: Proof[];
  runner: Runner;
  signal: AbortSignal;
  now(): Date;
};

/** Chooses the provider and starts to load the network on it, while the caller reads the images. */
export function openExecution(plan: ExecutionPlan): Execution {
  const { model, network, requested, runner, signal } = plan;
  const { input, output } = model.manifest.network;
  const limits = { timeoutMs: model.manifest.run.timeoutS * 1000, signal };
  const features = network.head?.featureMap;
  const outputs = features ? [output, features] : [output];
  let choice = chooseProvider(requested, plan.proofs);
  const provider: Run['provider'] = { requested, actual: choice.provider, reason: choice.reason };
  // What fails here fails again, and is told, at the first run.
  if (!choice.prove) runner.load(network, choice.provider, limits).catch(() => undefined);

  function take(next: Choice): void {
    choice = next;
    provider.actual = next.provider;
    provider.reason = next.reason;
  }

  async function prove(): Promise<void> {
    const proof = await proveModel(model, choice.provider, runner, { now: plan.now, signal });
    take(
      proof.passed ? { ...choice, prove: false } : instead(choice.provider, proof.reason ?? 'the golden cases failed'),
    );
  }

  async function once(tensor: Tensor, outputDims: number[]) {
    const feeds = { [input]: tensor };
    const results = await runner.run({ network, provider: choice.provider, feeds, outputs }, limits);
    checkOutput(output, results[output]!, outputDims);
    return { output: results[output]!, features: features ? results[features] : undefined };
  }

  return {
    provider,
    expectedMs: (values) => runner.expectedMs(network, choice.provider, values),
    async run(tensor, outputDims) {
      if (choice.prove) await prove();
      try {
        return await once(tensor, outputDims);
      } catch (thrown) {
        if (choice.provider === 'cpu' || signal.aborted || !worthTheCpu(thrown)) throw thrown;
        take(instead(choice.provider, reasonOf(thrown)));
        return once(tensor, outputDims);
      }
    },
  };
}
