import type { NetworkLook, Provider } from '../contract/index.ts';
import { channelsFirst, type Prepared, type PrepareStep, toNetwork } from '../imaging/index.ts';
import type { ModelPackage } from '../models/index.ts';
import { addFloats, addNorms, floatName, type NetworkPlan, normName, planOf, readGraph } from '../onnx/index.ts';
import { round6 } from './findings.ts';
import { readNetworkBytes } from './network.ts';
import { computedBy, type RanNode } from './profile.ts';
import type { Tensor } from './protocol.ts';
import type { Runner } from './runner-client.ts';
import { type LookedAt, preparePictures } from './volumes.ts';

/** A network with one input before it, to be looked into. */
export type Looking = {
  model: ModelPackage;
  bytes: Uint8Array;
  key: string;
  plan: NetworkPlan;
  prepared: Prepared;
  provider: Provider;
};

type Limits = { runner: Runner; signal?: AbortSignal };

/** Reads the network and prepares its input as an analysis does, a series a channel. Throws a ProblemError. */
export async function openLook(model: ModelPackage, series: LookedAt[], provider: Provider): Promise<Looking> {
  const { prepare: whole, run } = model.manifest;
  // A network that runs on windows is looked into on the one in the middle.
  const prepare: PrepareStep[] =
    run.mode === 'slidingWindow' ? [...whole, { step: 'crop', to: 'centre', size: run.size }] : whole;
  const { bytes, sha256 } = await readNetworkBytes(model);
  const prepared = preparePictures({ ...model.manifest, prepare }, series);
  return { model, bytes, key: sha256, plan: planOf(readGraph(bytes)), prepared, provider };
}

/** Most runs that are timed, and how long all of them may take: a large network is timed less often. */
const RUNS = 20;
const TIMED_MS = 6000;

/**
 * Runs the network on its input: once for the L2 norms of what each block's shortcut carries, its branch adds and both
 * make, then as it is for the time of each part. Times are sums of the medians of its nodes.
 */
export async function look(
  looking: Looking,
  { runner, signal, onProgress }: Limits & { onProgress(done: number, total: number): void },
): Promise<Omit<NetworkLook, 'frame'>> {
  const { model, bytes, key, plan, prepared, provider } = looking;
  const limits = { timeoutMs: model.manifest.run.timeoutS * 1000, signal };
  const feeds = feedsOf(looking);
  const measured = plan.blocks.filter(({ floats }) => floats);
  const tensors = [...new Set(measured.flatMap(({ skip, branch, sum }) => [skip, branch, sum]))];
  const edited = { key: `${key} norms`, bytes: () => addNorms(bytes, tensors) };
  const norms = tensors.length
    ? await runner.run({ network: edited, provider, feeds, outputs: tensors.map(normName) }, limits)
    : {};
  onProgress(1, 3);
  const plain = { key, bytes: () => bytes };
  const first = performance.now();
  await runner.profile({ network: plain, provider, feeds, runs: 1 }, limits);
  const runs = Math.min(Math.max(Math.floor(TIMED_MS / (performance.now() - first)), 2), RUNS);
  onProgress(2, 3);
  const nodes = await runner.profile({ network: plain, provider, feeds, runs: runs + 1 }, limits);
  const { times, unplaced } = timesOf(nodes, plan);
  const norm = (tensor: string) => round6(norms[normName(tensor)]!.data[0]!);
  return {
    modelId: model.manifest.id,
    provider,
    runs,
    ms: { stem: ms(times.get('stem')), rest: ms(times.get('rest')), elsewhere: ms(unplaced) },
    blocks: plan.blocks.map(({ skip, branch, sum, floats }, n) => ({
      ms: ms(times.get(n)),
      ...(floats && { norms: { skip: norm(skip), branch: norm(branch), sum: norm(sum) } }),
    })),
    computedBy: computedBy(nodes),
    ...(prepared.layout === 'NCHW' && {
      coversPx: [...prepared.toSource([0, 0]), ...prepared.toSource(prepared.size)].map(round6) as Rectangle,
    }),
  };
}

type Rectangle = [number, number, number, number];

const ms = (time = 0) => round6(time);
const feedsOf = ({ model, prepared }: Looking) => ({
  [model.manifest.network.input]: toNetwork(
    { data: prepared.tensor, dims: prepared.dims },
    model.manifest.network.layout,
  ),
});

function timesOf(nodes: RanNode[], plan: NetworkPlan) {
  const times = new Map<number | 'stem' | 'rest', number>();
  let unplaced = 0;
  for (const node of nodes) {
    const place = plan.placeOf(node);
    if (place === undefined) unplaced += node.ms;
    else times.set(place, (times.get(place) ?? 0) + node.ms);
  }
  return { times, unplaced };
}

/** Channels of a picture after each other, row by row; of a volume its middle slice. */
export type Pictures = { data: Float32Array; channels: number; rows: number; columns: number };

/** What a block gives on, a picture for each channel. */
export async function activationsOf(looking: Looking, block: number, { runner, signal }: Limits): Promise<Pictures> {
  const { model, bytes, key, plan, prepared, provider } = looking;
  const { output, channels } = plan.blocks[block]!;
  const name = floatName(output);
  const network = { key: `${key} ${name}`, bytes: () => addFloats(bytes, [output]) };
  const limits = { timeoutMs: model.manifest.run.timeoutS * 1000, signal };
  const results = await runner.run({ network, provider, feeds: feedsOf(looking), outputs: [name] }, limits);
  const map = results[name]!;
  // Inside a network that was converted, maps may have their channels last whatever its input has.
  const last = map.dims[1] !== channels && map.dims.at(-1) === channels;
  return picturesOf(last ? channelsFirst(map) : map, prepared.layout);
}

/** What the network was given, as pictures. */
export const inputOf = ({ prepared }: Looking): Pictures =>
  picturesOf({ data: prepared.tensor, dims: prepared.dims }, prepared.layout);

function picturesOf({ data, dims }: Tensor, layout: Prepared['layout']): Pictures {
  const [, channels = 0, a = 0, b = 0, c = 0] = dims;
  if (layout === 'NCHW') return { data, channels, rows: a, columns: b };
  const xyz = layout === 'NCXYZ';
  const [columns, rows, slices] = xyz ? [a, b, c] : [c, b, a];
  const slice = slices >> 1;
  const middle = new Float32Array(channels * rows * columns);
  for (let channel = 0, to = 0; channel < channels; channel++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++, to++) {
        const at = xyz ? (x * rows + y) * slices + slice : (slice * rows + y) * columns + x;
        middle[to] = data[channel * a * b * c + at]!;
      }
  return { data: middle, channels, rows, columns };
}
