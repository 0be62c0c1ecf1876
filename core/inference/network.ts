import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/index.ts';
import { type ModelPackage, networksOf } from '../models/index.ts';
import { addOutput, type ClassActivationHead, classActivationHead, readGraph } from '../onnx/index.ts';
import type { Network } from './runner-client.ts';

/** A package's network, ready to run; with `head` its feature map is a further output, named `head.featureMap`. */
export type OpenNetwork = Network & { head?: ClassActivationHead };

const opened = new WeakMap<ModelPackage, Promise<OpenNetwork>>();

/** Reads the network once a package. Throws `network-changed` where its bytes are not those of the manifest. */
export function openNetwork(model: ModelPackage): Promise<OpenNetwork> {
  const known = opened.get(model);
  if (known) return known;
  const network = read(model);
  opened.set(model, network);
  network.catch(() => opened.delete(model));
  return network;
}

/**
 * All networks of a package, its own first. Of the others no bytes are kept here: they are read, and checked, each time
 * that the runner asks for them, which keeps no more sessions of an ensemble than of anything else.
 */
export async function openNetworks(model: ModelPackage): Promise<[OpenNetwork, ...OpenNetwork[]]> {
  const { manifest, folder } = model;
  const further = manifest.run.folds.map((file) => ({
    key: manifest.files[file]!.sha256,
    bytes: () => asPacked(model, file, readFileSync(join(folder, file))).bytes,
  }));
  return [await openNetwork(model), ...further];
}

/** By which files a package answers, where there are several. */
export function ensembleOf({ manifest }: ModelPackage): { networks?: { file: string; sha256: string }[] } {
  const files = networksOf(manifest);
  return files.length > 1 ? { networks: files.map((file) => ({ file, sha256: manifest.files[file]!.sha256 })) } : {};
}

/** The bytes of a package's network as its author packed them. Throws `network-changed`. */
export async function readNetworkBytes(model: ModelPackage) {
  const { file } = model.manifest.network;
  return asPacked(model, file, await readFile(join(model.folder, file)));
}

function asPacked({ manifest }: ModelPackage, file: string, read: Uint8Array) {
  const bytes = new Uint8Array(read);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== manifest.files[file]?.sha256) throw new ProblemError('network-changed', { file });
  return { bytes, sha256 };
}

async function read(model: ModelPackage): Promise<OpenNetwork> {
  const { bytes, sha256 } = await readNetworkBytes(model);
  const head = model.manifest.explain.kind === 'cam' ? classActivationHead(readGraph(bytes)) : undefined;
  if (!head) return { key: sha256, bytes: () => bytes };
  const edited = addOutput(bytes, head.featureMap);
  return { key: `${sha256} ${head.featureMap}`, bytes: () => edited, head };
}
