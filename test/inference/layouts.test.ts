import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run, Series, Study } from '../../core/contract/index.ts';
import { createFrameDecoder, type FrameDecoder } from '../../core/dicom/index.ts';
import {
  activationsOf,
  analyse,
  createRunner,
  forkRunner,
  inputOf,
  openLook,
  proveModel,
  type Runner,
} from '../../core/inference/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import type { ModelPackage } from '../../core/models/index.ts';
import { checkGraph, classActivationHead, describeNetwork, readGraph } from '../../core/onnx/index.ts';
import { apart, hasPython } from '../imaging/reference.ts';
import { makeImages } from './fixtures.ts';
import { packageOf, REGIONS } from './packages.ts';

/** What the networks of twins.py for images are given: three channels, each normalised in its own way. */
const PREPARE = [{ step: 'modality' }, { step: 'channels', make: 'repeat3' }];
const THREE = { step: 'normalise', by: 'fixed', over: 'all', mean: [1, 2, 3], deviation: [2, 4, 8] };

describe.skipIf(!hasPython)('A network with its channels last, as TensorFlow exports it', () => {
  let folder: string;
  let images: string;
  let runner: Runner;
  let decoder: FrameDecoder;
  const series: Record<string, { study: Study; series: Series }> = {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twins-'));
    execFileSync('/usr/bin/python3', [fileURLToPath(new URL('./twins.py', import.meta.url)), folder]);
    images = makeImages();
    decoder = createFrameDecoder();
    runner = createRunner({ fork: forkRunner });
    for (const name of ['volume', 'radiographs']) {
      const study = (await indexPaths([join(images, name)])).studies[0]!;
      series[name] = { study, series: study.series[0]! };
    }
  });
  afterAll(async () => {
    await runner.close();
    await decoder.close();
    for (const each of [folder, images]) rmSync(each, { recursive: true });
  });

  async function run(model: ModelPackage, of: string): Promise<Run & { kept: Uint8Array[] }> {
    const kept: Uint8Array[] = [];
    const proof = { provider: 'cpu' as const, passed: true, largestDifference: 0, cases: 1, provedAt: '' };
    const done = await analyse(
      { model, ...series[of]!, provider: 'cpu', overruled: [] },
      {
        ...{ decoder, runner, proofs: [proof], now: () => new Date(0), random: (n: number) => randomBytes(n) },
        prove: (provider) => proveModel(model, provider, runner),
        onProgress: () => undefined,
        signal: new AbortController().signal,
        async keep(bytes) {
          kept.push(bytes);
          return createHash('sha256').update(bytes).digest('hex');
        },
      },
    );
    expect(done.problem).toEqual(undefined);
    return { ...done, kept };
  }
  const golden = (...cases: object[]) =>
    cases.map((one) => ({ name: 'PyTorch', tolerance: { absolute: 1e-4, relative: 0 }, ...one }));
  const prove = (model: ModelPackage) => proveModel(model, 'cpu', runner);

  const classes = (name: string, layout: string, more: object = {}) =>
    packageOf(folder, name, {
      prepare: [...PREPARE, { step: 'normalise', by: 'minmax', over: 'all' }, THREE],
      network: { layout },
      ...more,
    });
  const regions = (name: string, layout: string, run: object, more: object = {}) =>
    packageOf(folder, name, {
      ...REGIONS,
      network: { ...REGIONS.network, layout },
      run: { timeoutS: 60, ...run },
      ...more,
    });

  it('finds in images what its twin finds, with the same exact maps, covered or computed', async () => {
    for (const explain of ['cam', 'occlusion']) {
      const more = { explain: { kind: explain }, input: { kind: 'image', frames: 'middle' } };
      const twin = await run(classes('classes', 'NCHW', more), 'radiographs');
      expect(twin.findings).toHaveLength(3);
      for (const name of ['classes-last', 'classes-each']) {
        const done = await run(classes(name, 'NHWC', more), 'radiographs');
        done.findings.forEach(({ id, probability }, n) => {
          expect(id).toBe(twin.findings[n]!.id);
          expect(probability).toBeCloseTo(twin.findings[n]!.probability!, 5);
        });
        expect(done.artefacts.map(({ exact }) => exact)).toEqual(Array(3).fill(explain === 'cam'));
        expect(done.artefacts.map(({ shape }) => shape)).toEqual(twin.artefacts.map(({ shape }) => shape));
        done.kept.forEach((map, n) => {
          const floats = (bytes: Uint8Array) => new Float32Array(new Uint8Array(bytes).buffer);
          expect(apart(floats(map), floats(twin.kept[n]!))).toBeLessThan(1e-4);
        });
      }
    }
  });

  it('finds the voxels that its twin finds: whole, mirrored, in windows, slices first or as NumPy has them', async () => {
    const windows = { mode: 'slidingWindow', size: [4, 8, 4], overlap: 0.5, blend: 'gaussian', as: 'monai' };
    for (const plan of [{ mode: 'whole' }, { mode: 'whole', flips: ['x', 'z'] }, windows, { ...windows, flips: ['y'] }])
      for (const [first, last] of [
        ['NCDHW', 'NDHWC'],
        ['NCXYZ', 'NXYZC'],
      ] as const) {
        const twin = await run(regions('regions', first, plan), 'volume');
        expect(twin.findings[0]!.voxels).toBeGreaterThan(20);
        expect(twin.findings[0]!.voxels).toBeLessThan(350);
        for (const name of ['regions-last', 'regions-each']) {
          const done = await run(regions(name, last, plan), 'volume');
          expect(done.findings[0]!.voxels).toBe(twin.findings[0]!.voxels);
          expect(done.kept).toEqual(twin.kept);
        }
      }
  });

  it('is proved by what PyTorch computed in its own layout, before, in and after the network', async () => {
    const images = [...PREPARE, THREE];
    const cases = golden(
      { stage: 'prepare', input: 'prepare-in.npy', output: 'prepare-out.npy' },
      { stage: 'run', input: 'classes-in.npy', output: 'classes-out.npy' },
    );
    const proof = await prove(classes('classes-last', 'NHWC', { prepare: images, golden: cases }));
    expect(proof.problem).toEqual(undefined);
    expect(proof).toMatchObject({ passed: true, cases: 2 });
    expect(await prove(classes('classes', 'NCHW', { prepare: images, golden: cases }))).toMatchObject({
      passed: false,
      problem: { code: 'golden-differs' },
    });
    const volumes = golden(
      { stage: 'run', input: 'regions-in.npy', output: 'regions-out.npy' },
      { stage: 'finish', input: 'regions-out.npy', output: 'regions-masks.npy' },
    );
    const plan = { mode: 'whole' };
    for (const name of ['regions-last', 'regions-each'])
      expect(await prove(regions(name, 'NDHWC', plan, { golden: volumes }))).toMatchObject({ passed: true, cases: 2 });
  });

  it('shows of each block, and of its input, what its twin shows', async () => {
    const { source } = series.radiographs!.series.instances[1]!;
    const { frame, info } = await decoder.decode(source, 0);
    const shown = async (name: string, layout: string) => {
      const looking = await openLook(classes(name, layout), { frames: [frame], infos: [info] }, 'cpu');
      const limits = { runner, signal: new AbortController().signal };
      return [inputOf(looking), await activationsOf(looking, 0, limits), await activationsOf(looking, 1, limits)];
    };
    const twin = await shown('classes', 'NCHW');
    for (const name of ['classes-last', 'classes-each'])
      for (const [n, { data, ...shape }] of (await shown(name, 'NHWC')).entries()) {
        const { data: wanted, ...wantedShape } = twin[n]!;
        expect(shape).toEqual(wantedShape);
        expect(apart(data, wanted)).toBeLessThan(1e-4);
      }
  });

  it('is read as the residual network that it is', () => {
    const said = (name: string) => {
      const graph = readGraph(readFileSync(join(folder, `${name}.onnx`)));
      checkGraph(graph);
      return { graph, ...describeNetwork(graph) };
    };
    for (const name of ['classes', 'regions']) {
      const twin = said(name);
      for (const kind of ['last', 'each']) {
        const own = said(`${name}-${kind}`);
        expect(
          own.blocks.map(({ shortcut, layers, activation, stride, channels, kernels }) => ({
            shortcut,
            layers,
            activation,
            stride,
            channels,
            kernels,
          })),
        ).toEqual(
          twin.blocks.map(({ shortcut, layers, activation, stride, channels, kernels }) => ({
            shortcut,
            layers,
            activation,
            stride,
            channels,
            kernels,
          })),
        );
        expect(own).toMatchObject({ residual: true, head: twin.head, cam: twin.cam, parameters: twin.parameters });
      }
    }
    expect(classActivationHead(said('classes-each').graph)).toMatchObject({ channelsLast: true, channels: 6 });
  });
});
