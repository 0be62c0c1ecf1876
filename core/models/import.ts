import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/index.ts';
import { importMonai } from './import-monai.ts';
import { importNnunet } from './import-nnunet.ts';
import type { ForeignFile, Imported } from './import-values.ts';
import { importXrv } from './import-xrv.ts';

const LARGEST = 4 << 20;

/**
 * Reads a MONAI bundle, nnU-Net's plans and data set, or a TorchXRayVision classifier from a folder. Throws
 * `import-unknown`, and `import-not-expressible` with the place for the first thing that a manifest cannot say: nothing
 * is left out in silence.
 */
export async function importFrom(folder: string): Promise<Imported> {
  const monai = await foreign(folder, 'configs/metadata.json');
  if (monai) return importMonai(monai, await required(folder, 'configs/inference.json'));
  const plans = await foreign(folder, 'plans.json');
  if (plans) return importNnunet(plans, await required(folder, 'dataset.json'));
  const xrv = await foreign(folder, 'torchxrayvision.json');
  if (xrv) return importXrv(xrv);
  throw new ProblemError('import-unknown', { path: folder });
}

async function required(folder: string, name: string): Promise<ForeignFile> {
  const file = await foreign(folder, name);
  if (!file) throw new ProblemError('not-found', { what: join(folder, name) });
  return file;
}

async function foreign(folder: string, name: string): Promise<ForeignFile | undefined> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  if (found.size > LARGEST) throw new ProblemError('import-not-json', { file: name, detail: `${found.size} bytes` });
  return { name, json: parsed(name, await readFile(path, 'utf8')), refuse: (where, what) => refuse(name, where, what) };
}

function parsed(file: string, text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
    throw new SyntaxError('not an object');
  } catch (error) {
    throw new ProblemError('import-not-json', { file, detail: (error as SyntaxError).message });
  }
}

function refuse(file: string, where: string, what: unknown): never {
  const found = typeof what === 'string' ? what : (JSON.stringify(what) ?? 'nothing');
  throw new ProblemError('import-not-expressible', { file, where, found });
}
