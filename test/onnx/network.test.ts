import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addNorms,
  addOutput,
  checkGraph,
  classActivationHead,
  describeNetwork,
  normName,
  planOf,
  readGraph,
} from '../../core/onnx/index.ts';
import { int, ints, message, model, node, numbers, tensor, tinyResnet, typed } from './tiny.ts';

const image = new Tensor('float32', numbers(64), [1, 1, 8, 8]);

async function run(bytes: Uint8Array, outputs: string[]) {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const given = await session.run({ x: image }, outputs);
  await session.release();
  return outputs.map((name) => given[name]!.data as Float32Array);
}

describe('A further output', () => {
  it('shows an inner tensor and changes no result', async () => {
    const bytes = tinyResnet();
    const edited = addOutput(bytes, 'r2');
    expect(edited.length - bytes.length).toBe(8);
    const [before] = await run(bytes, ['y']);
    const [after, map] = await run(edited, ['y', 'r2']);
    expect(after).toEqual(before);
    expect(map).toHaveLength(4 * 8 * 8);
    expect(addOutput(edited, 'r2')).toBe(edited);
  });
});

describe('Norms of inner tensors', () => {
  it('are summed in float32 whatever the precision of the network', async () => {
    const half = (name: string, dims: number[]) => {
      const values = new Float16Array(numbers(dims.reduce((all, size) => all * size, 1)));
      return message([1, dims], [2, 10], [8, name], [9, new Uint8Array(values.buffer)]);
    };
    const chain = (weight: typeof half) =>
      model({
        nodes: [
          node('Cast', ['x'], ['h'], [int('to', weight === half ? 10 : 1)]),
          node('Conv', ['h', 'w'], ['c'], [ints('pads', 1, 1, 1, 1), ints('kernel_shape', 3, 3)]),
          node('Cast', ['c'], ['y'], [int('to', 1)]),
        ],
        weights: [weight('w', [4, 1, 3, 3])],
        outputs: [typed('y', [1, 4, 8, 8])],
      });
    const normOf = async (weight: typeof half) => (await run(addNorms(chain(weight), ['c']), [normName('c')]))[0]![0]!;
    const wide = await normOf(tensor);
    expect(wide).toBeGreaterThan(0.1);
    expect((await normOf(half)) / wide).toBeCloseTo(1, 2);
  });
});

describe('A class activation head', () => {
  const conv = node('Conv', ['x', 'w0'], ['r2'], [ints('pads', 1, 1, 1, 1), ints('kernel_shape', 3, 3)]);
  const stem = tensor('w0', [4, 1, 3, 3]);
  const heads: Record<string, Uint8Array> = {
    'GlobalAveragePool, Flatten, Gemm': tinyResnet(),
    'ReduceMean, MatMul, Add, Softmax-free': model({
      nodes: [
        conv,
        node('ReduceMean', ['r2'], ['g'], [ints('axes', 2, 3), int('keepdims', 0)]),
        node('MatMul', ['g', 'w'], ['m']),
        node('Add', ['m', 'b'], ['y']),
      ],
      weights: [stem, tensor('w', [4, 2]), tensor('b', [2], new Uint8Array(8))],
    }),
    'Gemm with transB and alpha': model({
      nodes: [
        conv,
        node('GlobalAveragePool', ['r2'], ['g']),
        node('Flatten', ['g'], ['f']),
        node('Gemm', ['f', 'w'], ['y'], [int('transB', 1)]),
      ],
      weights: [stem, tensor('w', [2, 4])],
    }),
    'a 1 × 1 convolution of the pooled map': model({
      nodes: [
        conv,
        node('GlobalAveragePool', ['r2'], ['g']),
        node('Conv', ['g', 'w'], ['c']),
        node('Flatten', ['c'], ['y']),
      ],
      weights: [stem, tensor('w', [2, 4, 1, 1])],
    }),
  };

  it.each(Object.entries(heads))('is exact for %s: its map’s mean is the score', async (_, bytes) => {
    const head = classActivationHead(readGraph(bytes))!;
    expect(head).toMatchObject({ featureMap: 'r2', classes: 2, channels: 4 });
    const [scores, map] = await run(addOutput(bytes, head.featureMap), ['y', 'r2']);
    const size = map!.length / head.channels;
    for (let label = 0; label < head.classes; label++) {
      let sum = 0;
      for (let channel = 0; channel < head.channels; channel++)
        for (let i = 0; i < size; i++) sum += head.weight[label * head.channels + channel]! * map![channel * size + i]!;
      expect(sum / size).toBeCloseTo(scores![label]!, 5);
    }
  });

  it('is none where something bends the numbers between pooling and scores', () => {
    const bent = model({
      nodes: [
        conv,
        node('GlobalAveragePool', ['r2'], ['g']),
        node('Relu', ['g'], ['h']),
        node('Flatten', ['h'], ['f']),
        node('Gemm', ['f', 'w'], ['y']),
      ],
      weights: [stem, tensor('w', [4, 2])],
    });
    expect(classActivationHead(readGraph(bent))).toBeUndefined();
    expect(describeNetwork(readGraph(bent)).cam).toBe('approximate');
  });
});

describe('A description', () => {
  it('names the block, its shortcut, layers and activation', () => {
    expect(describeNetwork(readGraph(tinyResnet()))).toMatchObject({
      opset: 17,
      inputs: [{ name: 'x', type: 'float32', shape: [1, 1, 8, 8] }],
      outputs: [{ name: 'y', type: 'float32', shape: [1, 2] }],
      parameters: 36 + 144 + 144 + 8,
      residual: true,
      variant: null,
      blocks: [{ shortcut: 'identity', layers: 2, activation: 'post', stride: 1, channels: 4 }],
      head: 'gap-linear',
      cam: 'exact',
    });
  });

  it('calls a chain of convolutions not residual', () => {
    const plain = model({
      nodes: [node('Conv', ['x', 'w0'], ['a']), node('Relu', ['a'], ['b']), node('Conv', ['b', 'w1'], ['y'])],
      weights: [tensor('w0', [4, 1, 3, 3]), tensor('w1', [2, 4, 3, 3])],
      outputs: [typed('y', [1, 2, 'rows', 'columns'])],
    });
    expect(describeNetwork(readGraph(plain))).toMatchObject({ residual: false, blocks: [], head: 'conv', cam: 'none' });
  });
});

/** Networks of torchvision and the like, exported by PyTorch: what is said of them is what was built. */
describe('Networks that PyTorch exported', () => {
  const python = '/usr/bin/python3';
  const script = new URL('./export_networks.py', import.meta.url).pathname;
  const ready = existsSync(python) && canImport();
  let folder = '';
  const built = (): Record<string, Record<string, unknown>> =>
    JSON.parse(readFileSync(join(folder, 'built.json'), 'utf8'));

  function canImport(): boolean {
    try {
      execFileSync(python, ['-c', 'import torch, torchvision, onnx'], { stdio: 'ignore' });
      return true;
    } catch {
      console.warn('networks of PyTorch: skipped, python3-torch, -torchvision or -onnx is not installed');
      return false;
    }
  }

  beforeAll(() => {
    if (!ready) return;
    folder = mkdtempSync(join(tmpdir(), 'networks-'));
    execFileSync(python, [script, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  }, 180_000);
  afterAll(() => folder && rmSync(folder, { recursive: true }));

  it.runIf(ready)('are described as they were built', () => {
    for (const [file, want] of Object.entries(built())) {
      const graph = readGraph(readFileSync(join(folder, file)));
      checkGraph(graph);
      const said = describeNetwork(graph);
      const { count, projections, norms: _, ...rest } = want;
      expect(said, file).toMatchObject(rest);
      expect(said.blocks, file).toHaveLength(count as number);
      expect(
        said.blocks.filter(({ shortcut }) => shortcut === 'projection'),
        file,
      ).toHaveLength(projections as number);
    }
  });

  it.runIf(ready)('carry and add in each block what PyTorch measures there', async () => {
    const bytes = new Uint8Array(readFileSync(join(folder, 'resnet-18.onnx')));
    const { blocks } = planOf(readGraph(bytes));
    const names = blocks.flatMap(({ skip, branch, sum }) => [skip, branch, sum]);
    const image = new Float32Array(new Uint8Array(readFileSync(join(folder, 'image.bin'))).buffer);
    const session = await InferenceSession.create(addNorms(bytes, names), { logSeverityLevel: 3 });
    const given = await session.run({ image: new Tensor('float32', image, [1, 3, 64, 64]) }, names.map(normName));
    await session.release();
    const wanted = built()['resnet-18.onnx']!.norms as [number, number, number][];
    expect(blocks).toHaveLength(wanted.length);
    names.forEach((name, n) => {
      const norm = (given[normName(name)]!.data as Float32Array)[0]!;
      expect(norm / wanted[Math.floor(n / 3)]![n % 3]!).toBeCloseTo(1, 4);
    });
  });
});
