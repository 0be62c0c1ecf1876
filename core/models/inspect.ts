import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type NetworkDescription, ProblemError } from '../contract/index.ts';
import { describeNetwork } from '../onnx/index.ts';
import type { Manifest } from './manifest.ts';
import { readNetworkFile } from './network-file.ts';
import { networksOf } from './networks.ts';
import { checkPackage, type ModelPackage, readNetwork, withSource } from './package.ts';
import { type PackageSource, readWhole } from './source.ts';

/** What a network is, and of which package where it has one. */
export type Inspection = NetworkDescription & { package?: { id: string; version: string; sha256: string } };

/** What `skiagraph models inspect` says of an ONNX file or of a package in a folder or ZIP. Throws a ProblemError. */
export async function modelsInspect(what: string | ModelPackage): Promise<Inspection> {
  const path = typeof what === 'string' ? what : what.folder;
  if ((await kindOf(path)) === 'network') return describeNetwork(await readNetworkFile(path));
  return withSource(path, async (source) => {
    const { manifest, sha256, graph } = await checkPackage(source);
    const own = describeNetwork(graph);
    const { id, version } = manifest;
    return { ...own, ...(await ensembleOf(source, manifest, own)), package: { id, version, sha256 } };
  });
}

/** The network of a package in place, its free sizes taken from a golden input. */
export async function describePackage(model: ModelPackage): Promise<NetworkDescription> {
  return withSource(model.folder, async (source) => {
    const { graph, manifest } = await checkPackage(source);
    const golden = manifest.golden.find(({ stage }) => stage === 'run');
    const own = describeNetwork(graph, golden && npyShape(await readWhole(source, golden.input)));
    return { ...own, ...(await ensembleOf(source, manifest, own)) };
  });
}

/** The files of an ensemble; `own` is its first. */
async function ensembleOf(
  source: PackageSource,
  manifest: Manifest,
  { parameters }: NetworkDescription,
): Promise<Pick<NetworkDescription, 'networks'>> {
  const networks = [];
  for (const file of networksOf(manifest)) {
    const first = file === manifest.network.file;
    const numbers = first ? parameters : describeNetwork(await readNetwork(source, file)).parameters;
    networks.push({ file, sha256: manifest.files[file]!.sha256, parameters: numbers });
  }
  return networks.length > 1 ? { networks } : {};
}

/** The shape in the header of a .npy file (numpy.lib.format), if it is one. */
function npyShape(bytes: Uint8Array): number[] | undefined {
  const header = new TextDecoder('latin1').decode(bytes.subarray(0, 256));
  const shape = /'shape': \(([\d, ]+)\)/.exec(header)?.[1];
  return shape
    ?.split(',')
    .filter((size) => size.trim())
    .map(Number);
}

/** A folder or ZIP is taken for a package, every other file for a network. Links are followed, devices refused. */
export async function kindOf(path: string): Promise<'package' | 'network'> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ProblemError('not-found', { what: path });
  if (found.isDirectory()) return 'package';
  if (!found.isFile()) throw new ProblemError('package-link', { file: path });
  // A PyTorch checkpoint called .onnx is a ZIP too, and is told by the reader of networks.
  return extname(path).toLowerCase() !== '.onnx' && (await isZip(path)) ? 'package' : 'network';
}

async function isZip(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1') === 'PK';
  } finally {
    await handle.close();
  }
}
