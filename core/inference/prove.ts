import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Frame, ProblemError, type Proof, type Provider, type Volume } from '../contract/index.ts';
import {
  axesOrder,
  channelsOf,
  finishScores,
  fromNetwork,
  makeMasks,
  type Prepared,
  prepareImage,
  probabilities,
  toNetwork,
  voxelMl,
} from '../imaging/index.ts';
import type { Manifest, ModelPackage } from '../models/index.ts';
import { boxesOf } from './boxes.ts';
import { meanOf } from './ensemble.ts';
import { backgroundOf } from './findings.ts';
import { openNetwork, openNetworks } from './network.ts';
import { type NumpyArray, readNpy } from './npy.ts';
import { checkOutput } from './output.ts';
import { computedBy } from './profile.ts';
import type { Network, Runner } from './runner-client.ts';
import { prepareSeries } from './volumes.ts';

type GoldenCase = Manifest['golden'][number];

/**
 * Does this machine compute what the author computed: runs every golden case of a package on a provider. Never throws
 * for what the network, its files or its process do: the proof says that it failed, and why.
 */
export async function proveModel(
  model: ModelPackage,
  provider: Provider,
  runner: Runner,
  o: { now?: () => Date; signal?: AbortSignal } = {},
): Promise<Proof> {
  const now = o.now ?? (() => new Date());
  const proof: Proof = { provider, passed: false, largestDifference: 0, cases: 0, provedAt: now().toISOString() };
  try {
    for (const golden of model.manifest.golden) {
      const { difference, within, ms } = await compare(model, golden, provider, runner, o.signal);
      proof.cases++;
      if (ms !== undefined) proof.runMs = Math.min(proof.runMs ?? ms, ms);
      proof.largestDifference = Math.max(proof.largestDifference, Number(difference.toPrecision(3)));
      if (!within)
        throw new ProblemError('golden-differs', { name: golden.name, difference: difference.toPrecision(3) });
    }
    const computed = provider === 'cpu' ? undefined : await whoComputes(model, provider, runner, o.signal);
    return { ...proof, passed: true, ...(computed && { computedBy: computed }) };
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
    return { ...proof, problem: thrown.problem };
  }
}

/** Which provider computes which node on the first golden input, from the runtime's profile. */
async function whoComputes(model: ModelPackage, provider: Provider, runner: Runner, signal: AbortSignal | undefined) {
  const { network, run, golden } = model.manifest;
  const first = golden.find(({ stage }) => stage === 'run');
  if (!first) return undefined;
  const input = await array(model, first.input);
  const feeds = { [network.input]: { data: input.data, dims: input.shape } };
  const job = { network: await openNetwork(model), provider, feeds, runs: 1 };
  return computedBy(await runner.profile(job, { timeoutMs: run.timeoutS * 1000, signal }));
}

async function compare(
  model: ModelPackage,
  golden: GoldenCase,
  provider: Provider,
  runner: Runner,
  signal: AbortSignal | undefined,
) {
  const input = await array(model, golden.input);
  const wanted = await array(model, golden.output);
  const output = golden.outputName ?? model.manifest.network.output;
  const ask = (network: Network) => ran(model, network, { output, input, wanted }, provider, runner, signal);
  const { got, ms } = await (async (): Promise<{ got: Float32Array; ms?: number }> => {
    switch (golden.stage) {
      case 'run':
        return ask(await openNetwork(model));
      case 'ensemble': {
        const answers: Float32Array[] = [];
        for (const network of await openNetworks(model)) answers.push((await ask(network)).got);
        return { got: averaged(model.manifest, answers, wanted.shape) };
      }
      default:
        if (golden.boxes) return { got: boxed(model.manifest, golden, input, await array(model, golden.boxes)) };
        return { got: (golden.stage === 'prepare' ? prepared : finished)(model.manifest, golden, input) };
    }
  })();
  if (got.length !== wanted.data.length)
    throw new ProblemError('network-output', { name: golden.name, wanted: wanted.data.length, found: got.length });
  const half = golden.tolerance.float16 && (await openNetwork(model)).precision === 'float16';
  const { absolute, relative } = (half && golden.tolerance.float16) || golden.tolerance;
  let difference = 0;
  let within = true;
  for (let n = 0; n < got.length; n++) {
    const apart = Math.abs(got[n]! - wanted.data[n]!);
    difference = Math.max(difference, apart);
    // Written so that NaN is not within.
    if (!(apart <= absolute + relative * Math.abs(wanted.data[n]!))) within = false;
  }
  return { difference, within, ms };
}

async function array(model: ModelPackage, file: string): Promise<NumpyArray> {
  const bytes = await readFile(join(model.folder, file)).catch(() => {
    throw new ProblemError('golden-unreadable', { file });
  });
  return readNpy(bytes, file);
}

async function ran(
  model: ModelPackage,
  network: Network,
  { output, input, wanted }: { output: string; input: NumpyArray; wanted: NumpyArray },
  provider: Provider,
  runner: Runner,
  signal: AbortSignal | undefined,
): Promise<{ got: Float32Array; ms: number }> {
  const { manifest } = model;
  const feeds = { [manifest.network.input]: { data: input.data, dims: input.shape } };
  const job = { network, provider, feeds, outputs: [output] };
  const limits = { timeoutMs: manifest.run.timeoutS * 1000, signal };
  await runner.load(network, provider, limits);
  const started = performance.now();
  const result = (await runner.run(job, limits))[output]!;
  const ms = Number((performance.now() - started).toPrecision(3));
  checkOutput(output, result, wanted.shape);
  return { got: result.data, ms };
}

/** The package's preparation of a golden input: an image [rows, columns] of stored values or a volume [x, y, z]. */
function prepared(manifest: Manifest, golden: GoldenCase, { shape, data }: NumpyArray): Float32Array {
  const { layout } = manifest.network;
  const fed = ({ tensor, dims }: Prepared) => toNetwork({ data: tensor, dims }, layout).data;
  const { kind, channels } = manifest.input;
  if (kind === 'volume') {
    const volumes = channels ? goldenChannels(golden, shape, data) : [goldenVolume(golden, shape, data)];
    return fed(prepareSeries(manifest, volumes));
  }
  const [rows = 0, columns = 0] = shape;
  const frame: Frame = {
    ...{ rows, columns, samplesPerPixel: 1, bitsStored: 32, signed: true, type: 'f32', photometric: 'MONOCHROME2' },
    pixels: data,
  };
  const info = {
    modality: { slope: 1, intercept: 0 },
    windows: golden.window ? [{ ...golden.window, function: 'LINEAR' as const }] : [],
    photometric: 'MONOCHROME2',
  };
  return fed(prepareImage(manifest.prepare, frame, info, layout));
}

/** What the networks of an ensemble answered, as the mean of their probabilities, in their own layout. */
function averaged({ finish, labels, network }: Manifest, answers: Float32Array[], shape: number[]): Float32Array {
  const { dims } = fromNetwork({ data: answers[0]!, dims: shape }, network.layout);
  const each = answers.map((data) => {
    const channels = channelsOf(fromNetwork({ data, dims: shape }, network.layout).data, labels.length);
    return Float32Array.from(probabilities(finish, channels).flatMap((channel) => [...channel]));
  });
  return toNetwork({ data: meanOf(each), dims }, network.layout).data;
}

/** The boxes of a detection network on its own grid, a row each: label, score, low edges, high edges. */
function boxed(manifest: Manifest, golden: GoldenCase, scores: NumpyArray, deltas: NumpyArray): Float32Array {
  const { layout } = manifest.network;
  const size = manifest.input.kind === 'volume' ? golden.size! : golden.size!.toReversed();
  const grid = {
    size,
    sourceSize: size,
    layout: axesOrder(layout),
    toSource: (point: readonly number[]) => [...point],
  };
  const tensor = ({ data, shape }: NumpyArray) => ({ data, dims: shape });
  const found = boxesOf(manifest, { output: tensor(scores), boxes: tensor(deltas) }, grid);
  return Float32Array.from(found.flatMap(({ label, score, low, high }) => [label, score, ...low, ...high]));
}

/** The package's finishing of a network's output: scores, or masks on the network's own grid and in its layout. */
function finished(manifest: Manifest, golden: GoldenCase, { shape, data: given }: NumpyArray): Float32Array {
  const { finish, labels, task, network } = manifest;
  if (task === 'classification') return finishScores(finish, given);
  const { data, dims } = fromNetwork({ data: given, dims: shape }, network.layout);
  const size = dims.slice(2).toReversed();
  const { affine } = goldenVolume(golden, [], new Float32Array());
  const maker = makeMasks(finish, {
    ...{ labels: labels.length, background: backgroundOf(labels) },
    prepared: { size, sourceSize: size, restore: (values) => values, restoreMask: (mask) => mask },
    ...(size.length === 3 && { voxelMl: voxelMl({ affine }) }),
  });
  maker.take({ at: 0, channels: channelsOf(data, labels.length) });
  const masks = maker.masks();
  const all = Float32Array.from(labels.flatMap((_, label) => [...masks(label)]));
  return toNetwork({ data: all, dims }, network.layout).data;
}

/** An array [channels, x, y, z]: a volume each, all on one grid. */
function goldenChannels(golden: GoldenCase, [channels = 0, ...size]: number[], data: Float32Array): Volume[] {
  return channelsOf(data, channels).map((channel) => goldenVolume(golden, size, channel));
}

function goldenVolume(golden: GoldenCase, [x = 0, y = 0, z = 0]: number[], data: Float32Array): Volume {
  const turned = new Float32Array(data.length);
  for (let i = 0, from = 0; i < x; i++)
    for (let j = 0; j < y; j++) for (let k = 0; k < z; k++) turned[i + x * (j + y * k)] = data[from++]!;
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  return { data: turned, size: [x, y, z], affine: Float64Array.from(golden.affine ?? identity) };
}
