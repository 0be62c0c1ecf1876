import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { arch, availableParallelism, freemem, release, totalmem } from 'node:os';
import { type Accelerator, accelerators } from './accelerators.ts';
import type { EngineContext } from './context.ts';

export type Doctor = {
  version: string;
  node: string;
  sqlite: string;
  onnxruntime: string;
  system: string;
  cores: number;
  memoryMb: { total: number; free: number };
  dataDir: { path: string; writable: boolean };
  providers: { name: string; bundled: boolean }[];
  /** What could be faster than the CPU here, and what to install for it. */
  accelerators: Accelerator[];
  models: { id: string; version: string; problem?: string }[];
};

/** What this machine has for Skiagraph, looked up and not guessed. Nothing is run, nothing is sent. */
export async function examine({ options, stations }: EngineContext): Promise<Doctor> {
  const ort = await import('onnxruntime-node');
  const { packages, broken } = await (await stations.modelStore()).list();
  const { platformProviders } = await import('../inference/index.ts');
  const proofs = await stations.proofs();
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  return {
    version: options.version,
    node: process.versions.node,
    sqlite: process.versions.sqlite ?? '',
    onnxruntime: ort.env.versions.node ?? '',
    system: `${process.platform} ${release()} ${arch()}`,
    cores: availableParallelism(),
    memoryMb: { total: megabytes(totalmem()), free: megabytes(freemem()) },
    dataDir: { path: options.dataDir, writable: await writable(options.dataDir) },
    providers: ort.listSupportedBackends().map(({ name, bundled }) => ({ name, bundled })),
    accelerators: accelerators(platformProviders(), packages.map(proofs.of), options.language),
    models: [
      ...packages.map(({ manifest }) => ({ id: manifest.id, version: manifest.version })),
      ...broken.map(({ folder, problem }) => ({ id: folder, version: '', problem: problem.code })),
    ],
  };
}

async function writable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
