import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activationsOf, inputOf, openLook, proveModel } from '../../core/inference/index.ts';
import type { ModelPackage } from '../../core/models/index.ts';
import { checkGraph, classActivationHead, describeNetwork, readGraph } from '../../core/onnx/index.ts';
import { apart, hasPython } from '../imaging/reference.ts';
import { type Exported, exported, type Opened } from './exported.ts';
import { packageOf, REGIONS } from './packages.ts';

/** What the networks of twins.py for images are given: three channels, each normalised in its own way. */
const PREPARE = [{ step: 'modality' }, { step: 'channels', make: 'repeat3' }];
const THREE = { step: 'normalise', by: 'fixed', over: 'all', mean: [1, 2, 3], deviation: [2, 4, 8] };

describe.skipIf(!hasPython)('A network with its channels last, as TensorFlow exports it', () => {
  let at: Exported;
  beforeAll(async () => {
    at = await exported();
  });
  afterAll(() => at.close());
  const run = (model: ModelPackage, of: Opened) => at.run(model, of);
  const golden = (...cases: object[]) =>
    cases.map((one) => ({ name: 'PyTorch', tolerance: { absolute: 1e-4, relative: 0 }, ...one }));
  const prove = (model: ModelPackage) => proveModel(model, 'cpu', at.runner);

  const classes = (name: string, layout: string, more: object = {}) =>
    packageOf(at.folder, name, {
      prepare: [...PREPARE, { step: 'normalise', by: 'minmax', over: 'all' }, THREE],
      network: { layout },
      ...more,
    });
  const regions = (name: string, layout: string, run: object, more: object = {}) =>
    packageOf(at.folder, name, {
      ...REGIONS,
      network: { ...REGIONS.network, layout },
      run: { timeoutS: 60, ...run },
      ...more,
    });

  it('finds in images what its twin finds, with the same exact maps, covered or computed', async () => {
    for (const explain of ['cam', 'occlusion']) {
      const more = { explain: { kind: explain }, input: { kind: 'image', frames: 'middle' } };
      const twin = await run(classes('classes', 'NCHW', more), at.series.radiographs);
      expect(twin.findings).toHaveLength(3);
      for (const name of ['classes-last', 'classes-each']) {
        const done = await run(classes(name, 'NHWC', more), at.series.radiographs);
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
        const twin = await run(regions('regions', first, plan), at.series.volume);
        expect(twin.findings[0]!.voxels).toBeGreaterThan(20);
        expect(twin.findings[0]!.voxels).toBeLessThan(350);
        for (const name of ['regions-last', 'regions-each']) {
          const done = await run(regions(name, last, plan), at.series.volume);
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
    const { source } = at.series.radiographs.series.instances[1]!;
    const { frame, info } = await at.decoder.decode(source, 0);
    const shown = async (name: string, layout: string) => {
      const looking = await openLook(classes(name, layout), [{ frames: [frame], infos: [info] }], 'cpu');
      const limits = { runner: at.runner, signal: new AbortController().signal };
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
      const graph = readGraph(readFileSync(join(at.folder, `${name}.onnx`)));
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
