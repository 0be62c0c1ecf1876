import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { createFrameDecoder } from '../../../core/dicom/index.ts';
import { buildVolume, prepareVolume } from '../../../core/imaging/index.ts';
import {
  type AnalysisDeps,
  type AnalysisPlan,
  analyse,
  createRunner,
  forkRunner,
  proveModel,
  warmUp,
} from '../../../core/inference/index.ts';
import { readPackage } from '../../../core/models/index.ts';
import { median, type Row, runProcess } from '../pair.ts';
import { cli, exampleStudy, hippocampusCrop, missing, once, python, radiograph, root, scratch } from '../places.ts';

const model = join(root, 'models/hippocampus-mr');

/** One run, of which nothing is kept. */
const analysed = (
  plan: Pick<AnalysisPlan, 'model' | 'study' | 'series'>,
  o: Pick<AnalysisDeps, 'decoder' | 'runner' | 'proofs'>,
) =>
  analyse(
    { ...plan, provider: 'auto', overruled: [] },
    {
      ...{ ...o, prove: async () => o.proofs[0]!, now: () => new Date(), random: randomBytes },
      ...{ onProgress: () => undefined, signal: new AbortController().signal, keep: async () => '' },
    },
  );

const decoderOnce = once(async () => createFrameDecoder());

/** What a reader waits for at the first click, with and without what the engine makes ready while nobody waits. */
const firstClick = (warm: boolean) => async () => {
  const pkg = await readPackage(join(root, 'models/chest-pneumonia'));
  const { study, series } = await radiograph();
  const decoder = await decoderOnce();
  const runner = createRunner({ fork: forkRunner });
  const proofs = [{ provider: 'cpu' as const, passed: true, largestDifference: 0, cases: 1, provedAt: '' }];
  try {
    if (warm) await warmUp(pkg, { proofs, runner });
    return await timed(() => analysed({ model: pkg, study, series }, { decoder, runner, proofs }));
  } finally {
    await runner.close();
  }
};

/** Everything that a warm analysis of the example's MR series needs, and the same network bare on the same input. */
const bench = once(async () => {
  const pkg = await readPackage(model);
  const { study, series } = await hippocampusCrop();
  const decoder = createFrameDecoder();
  const runner = createRunner({ fork: forkRunner });
  const proofs = [await proveModel(pkg, 'cpu', runner)];
  const run = () => analysed({ model: pkg, study, series }, { decoder, runner, proofs });
  const frames = await Promise.all(series.instances.map(({ source }) => decoder.decode(source, 0)));
  const volume = buildVolume(
    frames.map(({ frame }) => frame),
    frames.map(({ info }) => info),
  );
  const { network, prepare } = pkg.manifest;
  const prepared = prepareVolume(prepare, volume, network.layout);
  // Its threads would go on turning after it on the processors that read our next images.
  const extra = { session: { force_spinning_stop: '1' } };
  const session = await ort.InferenceSession.create(join(model, network.file), { extra });
  const bare = () => session.run({ [network.input]: new ort.Tensor('float32', prepared.tensor, prepared.dims) });
  for (let n = 0; n < 20; n++) await run();
  const folder = join(await exampleStudy(), await seriesFolder(series.instances[0]!.source.path));
  return { run, bare, folder, close: () => Promise.all([decoder.close(), runner.close(), session.release()]) };
});

const seriesFolder = async (path: string) =>
  path
    .slice((await exampleStudy()).length + 1)
    .split('/')
    .slice(0, -1)
    .join('/');

const timed = async (work: () => Promise<unknown>) => {
  const started = performance.now();
  await work();
  return { ms: performance.now() - started };
};

export const rows: Row[] = [
  {
    work: 'analyse an MR crop, warm (after twenty): read, prepare, run, finish',
    against: 'bare onnxruntime-node on the same prepared input',
    goal: 1.3,
    ours: async () => timed((await bench()).run),
    theirs: async () => timed((await bench()).bare),
  },
  {
    work: 'analyse an MR crop, warm (after twenty): read, prepare, run, finish',
    against: 'the same steps with pydicom and PyTorch, warm',
    goal: 0.5,
    unavailable: () => missing('/usr/lib/python3/dist-packages/torch', '/usr/lib/python3/dist-packages/onnx'),
    ours: async () => timed((await bench()).run),
    theirs: async () => {
      const { folder } = await bench();
      const { stdout, peakMb } = await runProcess(python, [
        join(root, 'test/bench/hippocampus.py'),
        ...[folder, join(model, 'model.onnx'), join(root, 'models/training'), '3'],
      ]);
      return { ms: median((JSON.parse(stdout) as { ms: number[] }).ms), peakMb };
    },
    after: async () => void (await (await bench()).close()),
  },
  {
    work: 'first click on a model: analyse a radiograph by the chest model, made ready while idle',
    against: 'the same, not made ready',
    ours: firstClick(true),
    theirs: firstClick(false),
    after: async () => (await decoderOnce()).close(),
  },
  {
    work: '`skiagraph analyse` on the example study, whole process with all files',
    against: 'the same steps with pydicom and PyTorch, whole process without any file',
    unavailable: () => missing('/usr/lib/python3/dist-packages/torch', '/usr/lib/python3/dist-packages/onnx'),
    ours: async () => {
      const [data, out] = [await scratch('data'), await scratch('out')];
      const { folder } = await bench();
      return runProcess(process.execPath, [
        cli,
        'analyse',
        folder,
        '--model',
        'hippocampus-mr',
        '--provider',
        'cpu',
        '--data-dir',
        data,
        '--out',
        join(out, 'results'),
      ]);
    },
    theirs: async () => {
      const { folder } = await bench();
      return runProcess(python, [
        join(root, 'test/bench/hippocampus.py'),
        ...[folder, join(model, 'model.onnx'), join(root, 'models/training'), '0'],
      ]);
    },
  },
];
