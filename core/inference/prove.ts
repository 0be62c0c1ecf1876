import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Frame, ProblemError, type Proof, type Provider, type Volume } from '../contract/index.ts';
import { prepareImage, prepareVolume } from '../imaging/index.ts';
import type { Manifest, ModelPackage } from '../models/index.ts';
import { openNetwork } from './network.ts';
import { type NumpyArray, readNpy } from './npy.ts';
import { checkOutput } from './output.ts';
import type { Runner } from './runner-client.ts';

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
      const { difference, within } = await compare(model, golden, provider, runner, o.signal);
      proof.cases++;
      proof.largestDifference = Math.max(proof.largestDifference, Number(difference.toPrecision(3)));
      if (!within)
        throw new ProblemError('golden-differs', { name: golden.name, difference: difference.toPrecision(3) });
    }
    return { ...proof, passed: true };
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
    return { ...proof, problem: thrown.problem };
  }
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
  const got =
    golden.stage === 'prepare'
      ? prepared(model.manifest, golden, input)
      : await ran(model, golden.outputName ?? model.manifest.network.output, input, wanted, provider, runner, signal);
  if (got.length !== wanted.data.length)
    throw new ProblemError('network-output', { name: golden.name, wanted: wanted.data.length, found: got.length });
  let difference = 0;
  let within = true;
  for (let n = 0; n < got.length; n++) {
    const apart = Math.abs(got[n]! - wanted.data[n]!);
    difference = Math.max(difference, apart);
    // Written so that NaN is not within.
    if (!(apart <= golden.tolerance.absolute + golden.tolerance.relative * Math.abs(wanted.data[n]!))) within = false;
  }
  return { difference, within };
}

async function array(model: ModelPackage, file: string): Promise<NumpyArray> {
  const bytes = await readFile(join(model.folder, file)).catch(() => {
    throw new ProblemError('golden-unreadable', { file });
  });
  return readNpy(bytes, file);
}

async function ran(
  model: ModelPackage,
  output: string,
  input: NumpyArray,
  wanted: NumpyArray,
  provider: Provider,
  runner: Runner,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { network, run } = model.manifest;
  const feeds = { [network.input]: { data: input.data, dims: input.shape } };
  const job = { network: await openNetwork(model), provider, feeds, outputs: [output] };
  const result = (await runner.run(job, { timeoutMs: run.timeoutS * 1000, signal }))[output]!;
  checkOutput(output, result, wanted.shape);
  return result.data;
}

/** The package's preparation of a golden input: an image [rows, columns] of stored values or a volume [x, y, z]. */
function prepared(manifest: Manifest, golden: GoldenCase, { shape, data }: NumpyArray): Float32Array {
  const { layout } = manifest.network;
  if (manifest.input.kind === 'volume')
    return prepareVolume(manifest.prepare, goldenVolume(golden, shape, data), layout).tensor;
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
  return prepareImage(manifest.prepare, frame, info, layout).tensor;
}

function goldenVolume(golden: GoldenCase, [x = 0, y = 0, z = 0]: number[], data: Float32Array): Volume {
  const turned = new Float32Array(data.length);
  for (let i = 0, from = 0; i < x; i++)
    for (let j = 0; j < y; j++) for (let k = 0; k < z; k++) turned[i + x * (j + y * k)] = data[from++]!;
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  return { data: turned, size: [x, y, z], affine: Float64Array.from(golden.affine ?? identity) };
}
