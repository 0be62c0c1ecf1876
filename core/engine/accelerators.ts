import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Language, Problem, ProblemText, Proof, Provider } from '../contract/index.ts';
import { describeProblem } from '../contract/index.ts';

/** A provider that may be faster than the CPU: for how many models it is proved here, and what to do if for none. */
export type Accelerator = { name: Provider; provedFor: number; advice?: ProblemText };

/** Looked up on this machine; `proofs` are those of each model. Nothing is run. */
export function accelerators(providers: Provider[], proofs: Proof[][], language: Language): Accelerator[] {
  return providers
    .filter((provider) => provider !== 'cpu')
    .map((name) => {
      const mine = proofs.flatMap((one) => one.filter(({ provider }) => provider === name));
      const provedFor = mine.filter(({ passed }) => passed).length;
      const problem = provedFor > 0 ? undefined : (lacking(name) ?? mine.at(-1)?.problem ?? untried(name));
      return { name, provedFor, ...(problem && { advice: describeProblem(problem, language) }) };
    });
}

const untried = (provider: Provider): Problem => ({ code: 'provider-untried', values: { provider } });

/** What has to be installed before a provider can start, as far as files tell. */
function lacking(provider: Provider): Problem | undefined {
  if (process.platform !== 'linux') return undefined;
  if (provider === 'cuda' && !existsSync(join(runtimeFolder(), CUDA)))
    return { code: 'cuda-not-installed', values: { file: CUDA } };
  if (provider === 'webgpu' && !hasVulkanDriver()) return { code: 'vulkan-not-installed', values: {} };
  return undefined;
}

const CUDA = 'libonnxruntime_providers_cuda.so';

function runtimeFolder(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(dirname(entry)), 'bin', 'napi-v6', process.platform, process.arch);
}

/** Where the Vulkan loader looks for drivers (Vulkan-Loader, LoaderDriverInterface.md). */
function hasVulkanDriver(): boolean {
  if (process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES) return true;
  const folders = ['/etc/vulkan/icd.d', '/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
  return folders.some((folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json')));
}
