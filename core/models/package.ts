import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '../contract/index.ts';
import { checkGraph, type Graph, readGraph } from '../onnx/index.ts';
import { checkFits } from './consistent.ts';
import { LARGEST_MANIFEST, parseManifestJson } from './json.ts';
import type { Manifest } from './manifest.ts';
import { LARGEST_NETWORK } from './network-file.ts';
import { type PackageFiles, parseFiles, parseManifest } from './parse.ts';
import { openFolder, type PackageSource, readWhole } from './source.ts';
import { openZip } from './zip.ts';

/** A package whose files are those that its author packed, and whose network may be run. */
export type ModelPackage = {
  manifest: Manifest;
  folder: string;
  /** Of the bytes of model.json, which hold the hash of every other file. */
  sha256: string;
  /** Part of Skiagraph, not installed by a person. */
  shipped: boolean;
};

/** Reads and checks the package in a folder: schema, sizes, hashes, links, network. Throws a ProblemError. */
export async function readPackage(folder: string): Promise<ModelPackage> {
  return { ...(await withSource(folder, checkPackage)), folder, shipped: false };
}

/** Opens a folder or ZIP for as long as `use` needs it. */
export async function withSource<T>(path: string, use: (source: PackageSource) => Promise<T>): Promise<T> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ProblemError('not-found', { what: path });
  if (!found.isDirectory() && !found.isFile()) throw new ProblemError('package-link', { file: path });
  const source = found.isDirectory() ? await openFolder(path) : await openZip(path);
  try {
    if (!source.sizes.has('model.json')) throw new ProblemError('not-a-package', { path });
    return await use(source);
  } finally {
    source.close();
  }
}

/** Everything that can be known of a package without running its network, cheapest first. */
export async function checkPackage(
  source: PackageSource,
): Promise<{ manifest: Manifest; sha256: string; graph: Graph }> {
  const { json, files, sha256 } = await readList(source);
  checkListed(source, files);
  for (const [path, { sha256: listed }] of Object.entries(files))
    if ((await hashOf(source, path)) !== listed) throw new ProblemError('package-file-changed', { file: path });
  const manifest = parseManifest(json);
  const graph = await readNetwork(source, manifest.network.file);
  checkFits(manifest, graph);
  // One after the other: only the first is kept.
  for (const file of manifest.run.folds) checkFits(manifest, await readNetwork(source, file));
  checkUnlisted(source, files);
  return { manifest, sha256, graph };
}

/** model.json, as far as its list of files. */
export async function readList(source: PackageSource): Promise<{ json: unknown; files: PackageFiles; sha256: string }> {
  if ((source.sizes.get('model.json') ?? 0) > LARGEST_MANIFEST)
    throw new ProblemError('package-manifest-too-big', { limit: LARGEST_MANIFEST });
  const bytes = await readWhole(source, 'model.json');
  const json = parseManifestJson(bytes);
  return { json, files: parseFiles(json), sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The listed files are there with their sizes. */
export function checkListed(source: PackageSource, files: PackageFiles): void {
  for (const [path, { bytes }] of Object.entries(files)) {
    const size = source.sizes.get(path);
    if (size === undefined) throw new ProblemError('package-file-missing', { file: path });
    if (size !== bytes) throw new ProblemError('package-file-changed', { file: path });
  }
}

/** No file is there that nobody answers for; asked last, since it tells least. */
export function checkUnlisted(source: PackageSource, files: PackageFiles): void {
  const unlisted = [...source.sizes.keys()].find((path) => path !== 'model.json' && !Object.hasOwn(files, path));
  if (unlisted !== undefined) throw new ProblemError('package-file-unlisted', { file: unlisted });
}

async function hashOf(source: PackageSource, path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(await source.stream(path), hash);
  return hash.digest('hex');
}

/** One network of a package, checked. */
export async function readNetwork(source: PackageSource, path: string): Promise<Graph> {
  if ((source.sizes.get(path) ?? 0) > LARGEST_NETWORK) throw new ProblemError('onnx-too-big');
  const graph = readGraph(await readWhole(source, path));
  checkGraph(graph);
  return graph;
}
