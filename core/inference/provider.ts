import { describeProblem, type Problem, ProblemError, type Proof, type Provider } from '../contract/index.ts';

/** Providers that onnxruntime-node can have on a platform, the fastest first (PROBES.md); the CPU is everywhere. */
const BY_PLATFORM: Partial<Record<NodeJS.Platform, Provider[]>> = {
  win32: ['dml', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
  linux: ['cuda', 'webgpu'],
};

export function platformProviders(platform: NodeJS.Platform = process.platform): Provider[] {
  return [...(BY_PLATFORM[platform] ?? []), 'cpu'];
}

/** Which provider is tried, why, and whether the golden cases have to prove it first. */
export type Choice = { provider: Provider; reason: string; prove: boolean };

/**
 * `auto` takes the fastest provider that the model's golden cases have proved here, else the CPU; a provider
 * that was asked for by name is proved first if it was not yet, and one that failed its proof is not used. So is the
 * CPU, with nothing behind it: where it fails its proof, the model does not run.
 */
export function chooseProvider(requested: 'auto' | Provider, proofs: Proof[], providers = platformProviders()): Choice {
  const proved = (provider: Provider) => proofs.findLast((proof) => proof.provider === provider);
  if (requested === 'auto') {
    const [fastest, ...slower] = providers
      .map((provider) => proved(provider))
      .filter((proof) => proof?.passed)
      .toSorted((a, b) => (a!.runMs ?? 0) - (b!.runMs ?? 0));
    if (!fastest) return { provider: 'cpu', reason: 'no provider is proved on this machine yet', prove: true };
    const reason = slower.length
      ? 'fastest provider that the golden cases proved'
      : 'only provider that is proved here';
    return { provider: fastest.provider, reason, prove: false };
  }
  if (requested === 'cpu') return { provider: 'cpu', reason: 'asked for', prove: !proved('cpu')?.passed };
  if (!providers.includes(requested)) return instead(requested, 'this platform does not have it', proofs);
  const proof = proved(requested);
  if (proof && !proof.passed) return instead(requested, reasonOf(proof.problem), proofs);
  return { provider: requested, reason: 'asked for', prove: !proof };
}

/** The CPU in place of a provider, with the reason that the run records. */
export function instead(provider: Provider, why: string, proofs: Proof[]): Choice {
  const prove = !proofs.some((proof) => proof.provider === 'cpu' && proof.passed);
  return { provider: 'cpu', reason: `${provider} was not used: ${why}`, prove };
}

/** What another provider may do better: a cancelled or timed-out run is not tried again. */
const WORTH_THE_CPU = new Set(['network-cannot-run', 'runner-stopped', 'run-out-of-memory', 'not-numbers']);

export const worthTheCpu = (thrown: unknown) =>
  thrown instanceof ProblemError && WORTH_THE_CPU.has(thrown.problem.code);

export const reasonOf = (problem: Problem | undefined) =>
  problem ? describeProblem(problem, 'en').text.replace(/\.$/, '') : 'the golden cases failed';
