import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRunner, forkRunner } from '../../../core/inference/index.ts';
import { openNetwork } from '../../../core/inference/network.ts';
import { carryOut } from '../../../core/inference/run-plan.ts';
import { readPackage } from '../../../core/models/index.ts';
import { median, type Row, runProcess, type Sample } from '../pair.ts';
import { missing, once, python, root, scratch } from '../places.ts';

const folder = join(root, 'models/hippocampus-mr');
const shape = [80, 84, 60];

/** 3 × 2 × 2 windows of the shipped 3-D network over values without meaning: the arithmetic is what takes time. */
const bench = once(async () => {
  const model = await readPackage(folder);
  const runner = createRunner({ fork: forkRunner });
  const network = await openNetwork(model);
  const { input, output } = model.manifest.network;
  const data = Float32Array.from({ length: 80 * 84 * 60 }, (_, n) => Math.sin(n / 7) + Math.sin(n / 331));
  const file = join(await scratch('volume'), 'volume.f32');
  await writeFile(file, data);
  const run = async () => {
    const started = performance.now();
    const logits = new Float32Array(3 * data.length);
    await carryOut(
      { data, dims: [1, 1, ...shape] },
      {
        run: {
          ...{ mode: 'slidingWindow', size: [40, 56, 40], overlap: 0.5, blend: 'gaussian', as: 'monai' },
          ...{ flips: [], folds: [], timeoutS: 600 },
        },
        ...{ layout: 'NCXYZ', labels: 3 },
        async execute(piece) {
          const job = { network, provider: 'cpu' as const, feeds: { [input]: piece }, outputs: [output] };
          return (await runner.run(job, { timeoutMs: 60_000 }))[output]!;
        },
      },
      ({ at, channels }) => {
        for (const [label, part] of channels.entries()) logits.set(part, label * data.length + at);
      },
    );
    return { ms: performance.now() - started };
  };
  return { run, file, close: () => runner.close() };
});

/** Peak of the process that cuts, adds up and decides; the network, 1 × 1 × 1, runs in another. */
async function memoryOf(labels: number): Promise<Sample> {
  const { peakMb } = await runProcess(process.execPath, [join(root, 'test/bench/labels.ts'), String(labels)]);
  return { ms: peakMb!, peakMb };
}

export const rows: Row[] = [
  {
    work: 'memory of 512 × 512 × 300 voxels in windows of 64³, a quarter overlapping, into masks of 100 labels',
    against: 'the same with 3 labels',
    ...{ unit: 'MB', once: true },
    unavailable: () => missing('/proc/self/status', '/usr/lib/python3/dist-packages/onnx'),
    ours: () => memoryOf(100),
    theirs: () => memoryOf(3),
  },
  {
    work: '3-D sliding window, 12 windows of the shipped network',
    against: 'the same loop in PyTorch, warm',
    goal: 0.4,
    unavailable: () => missing('/usr/lib/python3/dist-packages/torch', '/usr/lib/python3/dist-packages/onnx'),
    ours: async () => (await bench()).run(),
    async theirs() {
      const script = join(root, 'test/bench/windows.py');
      const { file } = await bench();
      const args = [script, file, shape.join(','), join(folder, 'model.onnx'), join(root, 'models/training'), '3'];
      const { stdout, peakMb } = await runProcess(python, args);
      return { ms: median((JSON.parse(stdout) as { ms: number[] }).ms), peakMb };
    },
    after: async () => (await bench()).close(),
  },
];
