import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/index.ts';
import { type ModelPackage, networksOf } from '../models/index.ts';
import {
  addOutput,
  type ClassActivationHead,
  classActivationHead,
  type Precision,
  precisionOf,
  readGraph,
} from '../onnx/index.ts';
import type { Network } from './runner-client.ts';

/** A package's network, ready to run; with `head` its feature map is a further output, named `head.featureMap`. */
export type OpenNetwork = Network & { precision: Precision; head?: ClassActivationHead };

const opened = new WeakMap<ModelPackage, Promise<OpenNetwork>>();

/**
 * Looks at the network once a package. No bytes are kept: they are read, and checked, each time that the runner, which
 * keeps the sessions, asks for them. Throws `network-changed` where they are not those of the manifest.
 */
export function openNetwork(model: ModelPackage): Promise<OpenNetwork> {
  const known = opened.get(model);
  if (known) return known;
  const network = lookAt(model);
  opened.set(model, network);
  network.catch(() => opened.delete(model));
  return network;
}

/** All networks of a package, its own first. */
export async function openNetworks(model: ModelPackage): Promise<[OpenNetwork, ...Network[]]> {
  const { manifest } = model;
  const further = manifest.run.folds.map((file) => ({
    key: manifest.files[file]!.sha256,
    bytes: () => packedAgain(model, file),
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

function asPacked({ manifest }: ModelPackage, file: string, read: Buffer) {
  const bytes = new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== manifest.files[file]?.sha256) throw new ProblemError('network-changed', { file });
  return { bytes, sha256 };
}

/** As `asPacked`, for the runner, which can wait for nothing. */
const packedAgain = (model: ModelPackage, file: string) =>
  asPacked(model, file, readFileSync(join(model.folder, file))).bytes;

async function lookAt(model: ModelPackage): Promise<OpenNetwork> {
  const { file } = model.manifest.network;
  const { bytes, sha256 } = await readNetworkBytes(model);
  const graph = readGraph(bytes);
  const precision = precisionOf(graph);
  const head = model.manifest.explain.kind === 'cam' ? classActivationHead(graph) : undefined;
  if (!head) return { key: sha256, bytes: () => packedAgain(model, file), precision };
  return {
    precision,
    key: `${sha256} ${head.featureMap}`,
    bytes: () => addOutput(packedAgain(model, file), head.featureMap),
    head,
  };
}
