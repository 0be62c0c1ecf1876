import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
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

/** The bytes of a package's network as its author packed them. Throws `network-changed`. */
export async function readNetworkBytes({ manifest, folder }: ModelPackage) {
  const { file } = manifest.network;
  const bytes = new Uint8Array(await readFile(join(folder, file)));
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
