import {
  type Problem,
  type ProblemCode,
  ProblemError,
  type Proof,
  type Provider,
  problemOf,
  type Run,
} from '../contract/index.ts';
import { channelsFirst, fromNetwork, toNetwork } from '../imaging/index.ts';
import type { ModelPackage } from '../models/index.ts';
import type { OpenNetwork } from './network.ts';
import { checkOutput } from './output.ts';
import type { Tensor } from './protocol.ts';
import { type Choice, chooseProvider, instead, reasonOf, worthTheCpu } from './provider.ts';
import type { Network, Runner } from './runner-client.ts';

/** The networks of a package on the provider that they were given, with the CPU behind it. */
export type Execution = {
  /** What the run records; changes where the CPU had to help out. */
  provider: Run['provider'];
  /**
   * Runs one input [1, channels, axes …]; the output of the manifest is checked. `outputDims` as the manifest promises
   * them, where it does; maps come with their channels first, whatever the network's layout. `network` is its number in
   * the ensemble, from 0.
   */
  run(input: Tensor, outputDims: (number | undefined)[], network?: number): Promise<Outputs>;
  /** How many networks there are: more than one in an ensemble, each to be asked. */
  networks: number;
  /** Milliseconds that such an input took before on this provider, all networks together. */
  expectedMs(values: number): number | undefined;
};

/** What a network answers: the output of its manifest, the map before its head, and the boxes of a detection network. */
export type Outputs = { output: Tensor; features?: Tensor; boxes?: Tensor };

export type ExecutionPlan = {
  model: ModelPackage;
  networks: [OpenNetwork, ...Network[]];
  requested: 'auto' | Provider;
  /** Of this model on this machine. */
  proofs: Proof[];
  /** Runs the golden cases of this model on a provider. */
  prove(provider: Provider): Promise<Proof>;
  runner: Runner;
  signal: AbortSignal;
};

/**
 * Chooses the provider and starts to prove it, or to load the network on it, while the caller reads the images. What
 * fails then is told at the first run.
 */
export function openExecution(plan: ExecutionPlan): Execution {
  const { model, networks, requested, runner, signal } = plan;
  const [first] = networks;
  const { input, output, boxes, layout } = model.manifest.network;
  const limits = { timeoutMs: model.manifest.run.timeoutS * 1000, signal };
  const features = first.head?.featureMap;
  const outputs = [output, features, boxes].filter((name) => name !== undefined);
  const proofs = [...plan.proofs];
  let choice = chooseProvider(requested, proofs);
  const provider: Run['provider'] = { requested, actual: choice.provider, reason: choice.reason };
  const ready = choice.prove ? prove() : runner.load(first, choice.provider, limits).catch(() => undefined);
  ready.catch(() => undefined);

  function take(next: Choice): void {
    choice = next;
    provider.actual = next.provider;
    provider.reason = next.reason;
  }

  async function prove(): Promise<void> {
    const proof = await plan.prove(choice.provider);
    proofs.push(proof);
    if (proof.passed) return take({ ...choice, prove: false });
    if (choice.provider === 'cpu') throw notProved(model.manifest.id, proof.problem);
    take(instead(choice.provider, reasonOf(proof.problem), proofs));
    if (choice.prove) await prove();
  }

  const mapOf = (map: Tensor): Tensor => (first.head?.channelsLast ? { ...map, ...channelsFirst(map) } : map);

  async function once(network: Network, tensor: Tensor, outputDims: (number | undefined)[]): Promise<Outputs> {
    const feeds = { [input]: toNetwork(tensor, layout) };
    const results = await runner.run({ network, provider: choice.provider, feeds, outputs }, limits);
    const answer = fromNetwork(results[output]!, layout);
    checkOutput(output, answer, outputDims);
    if (boxes) checkOutput(boxes, results[boxes]!, [1, answer.dims[1], undefined]);
    return {
      output: answer,
      ...(features && { features: mapOf(results[features]!) }),
      ...(boxes && { boxes: results[boxes] }),
    };
  }

  return {
    provider,
    networks: networks.length,
    expectedMs(values) {
      const each = networks.map((network) => runner.expectedMs(network, choice.provider, values));
      return each.every((ms) => ms !== undefined) ? each.reduce((sum, ms) => sum + ms, 0) : undefined;
    },
    async run(tensor, outputDims, n = 0) {
      await ready;
      const network = networks[n]!;
      try {
        return await once(network, tensor, outputDims);
      } catch (thrown) {
        if (choice.provider === 'cpu' || signal.aborted || !worthTheCpu(thrown)) throw thrown;
        take(instead(choice.provider, reasonOf(problemOf(thrown)), proofs));
        if (choice.prove) await prove();
        return once(network, tensor, outputDims);
      }
    },
  };
}

/** Other numbers than the author's are the model's fault on this machine; else what stopped the golden case tells. */
function notProved(id: string, problem: Problem | undefined): ProblemError {
  if (problem && problem.code !== 'golden-differs')
    return new ProblemError(problem.code as ProblemCode, problem.values);
  return new ProblemError('model-not-proved', { id, reason: reasonOf(problem) });
}
