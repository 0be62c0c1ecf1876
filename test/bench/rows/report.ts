import { createHash, randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { createFrameDecoder } from '../../../core/dicom/index.ts';
import { analyse, createRunner, forkRunner, proveModel } from '../../../core/inference/index.ts';
import { readPackage } from '../../../core/models/index.ts';
import { type Row, runProcess, type Sample } from '../pair.ts';
import { exampleStudy, hippocampusCrop, missing, once, python, root, scratch } from '../places.ts';
import type { RecordedRun } from '../write-report.ts';

/** The hippocampus run on the example study, ready to be written again and again. */
const bench = once(async () => {
  const modelFolder = join(root, 'models/hippocampus-mr');
  const model = await readPackage(modelFolder);
  const { study, series } = await hippocampusCrop();
  const decoder = createFrameDecoder();
  const runner = createRunner({ fork: forkRunner });
  const kept = new Map<string, Uint8Array>();
  const proofs = [await proveModel(model, 'cpu', runner)];
  const run = await analyse(
    { model, study, series, provider: 'cpu', overruled: [] },
    {
      ...{ decoder, runner, proofs, prove: async () => proofs[0]!, now: () => new Date(), random: randomBytes },
      ...{ onProgress: () => undefined, signal: new AbortController().signal },
      async keep(bytes) {
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        kept.set(sha256, bytes);
        return sha256;
      },
    },
  );
  await Promise.all([decoder.close(), runner.close()]);
  const folder = await scratch('report');
  const recorded = join(await scratch('run'), 'run.v8');
  const handedOver: RecordedRun = { run, kept, modelFolder, study: await exampleStudy() };
  await writeFile(recorded, serialize(handedOver));
  const write = async (format: string): Promise<Sample> => {
    const script = join(root, 'test/bench/write-report.ts');
    const { stdout, peakMb } = await runProcess(process.execPath, [script, recorded, folder, format]);
    return { ms: Number(stdout), peakMb };
  };
  return { folder, write };
});

const written = async (ending: string) => {
  const { folder } = await bench();
  return join(folder, (await readdir(folder)).find((name) => name.endsWith(ending))!);
};

const COPY_SEG = `
import sys, time, pydicom
times = []
for n in range(5):
    started = time.perf_counter()
    data = pydicom.dcmread(sys.argv[1])
    data.pixel_array
    pydicom.dcmwrite(sys.argv[2], data)
    times.append((time.perf_counter() - started) * 1000)
print(sorted(times)[2])
`;

export const rows: Row[] = [
  {
    work: 'write the SEG of two labels through the gate, and run.json, warm',
    against: 'pydicom reading the same SEG and writing it again, warm',
    unavailable: () => missing('/usr/lib/python3/dist-packages/pydicom'),
    ours: async () => (await bench()).write('seg'),
    theirs: async () => {
      const copy = join(await scratch('copy'), 'copy.dcm');
      const { stdout, peakMb } = await runProcess(python, ['-c', COPY_SEG, await written('.seg.dcm'), copy]);
      return { ms: Number(stdout), peakMb };
    },
  },
  {
    work: 'write the PDF report through the gate, and run.json, warm',
    against: 'pdftocairo writing the same PDF again, whole process',
    unavailable: () => missing('/usr/bin/pdftocairo'),
    ours: async () => (await bench()).write('pdf'),
    theirs: async () =>
      runProcess('pdftocairo', ['-pdf', await written('report.pdf'), join(await scratch('copy'), 'copy.pdf')]),
  },
];
