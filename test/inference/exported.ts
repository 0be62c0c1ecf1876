import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IndexedSeries, Run, Study } from '../../core/contract/index.ts';
import { createFrameDecoder, type FrameDecoder } from '../../core/dicom/index.ts';
import {
  analyse,
  createRunner,
  forkRunner,
  proveModel,
  type Runner,
  type RunnerRequest,
} from '../../core/inference/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import type { ModelPackage } from '../../core/models/index.ts';
import { makeImages } from './fixtures.ts';

/** A series of files, as the library opened it. */
export type Opened = { study: Study; series: IndexedSeries };

/** Runs models on series as the engine does, but for its journal. */
export type Running = {
  runner: Runner;
  decoder: FrameDecoder;
  /** What the runner process was asked, in order. */
  asked: RunnerRequest[];
  open(path: string): Promise<Opened>;
  /** A proved model on the CPU, with the bytes of its artefacts. */
  run(model: ModelPackage, of: Opened): Promise<Run & { kept: Uint8Array[] }>;
  close(): Promise<void>;
};

export function openRuns(): Running {
  const decoder = createFrameDecoder();
  const asked: RunnerRequest[] = [];
  const runner = createRunner({
    fork() {
      const made = forkRunner();
      return {
        ...made,
        send(request) {
          asked.push(request);
          made.send(request);
        },
      };
    },
  });
  return {
    ...{ runner, decoder, asked },
    async open(path) {
      const study = (await indexPaths([path])).studies[0]!;
      return { study, series: study.series[0]! };
    },
    async run(model, of) {
      const kept: Uint8Array[] = [];
      const proof = { provider: 'cpu' as const, passed: true, largestDifference: 0, cases: 1, provedAt: '' };
      const done = await analyse(
        { model, ...of, provider: 'cpu', overruled: [] },
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
      if (done.problem) throw new Error(JSON.stringify(done.problem));
      return { ...done, kept };
    },
    async close() {
      await runner.close();
      await decoder.close();
    },
  };
}

/** The networks of twins.py and the series of images.py, with a runner to run the ones on the others. */
export type Exported = Running & { folder: string; images: string; series: Record<'volume' | 'radiographs', Opened> };

export async function exported(): Promise<Exported> {
  const folder = mkdtempSync(join(tmpdir(), 'exported-'));
  const images = makeImages();
  execFileSync('/usr/bin/python3', [fileURLToPath(new URL('./twins.py', import.meta.url)), folder, images]);
  const runs = openRuns();
  const series = {
    volume: await runs.open(join(images, 'volume')),
    radiographs: await runs.open(join(images, 'radiographs')),
  };
  return {
    ...{ ...runs, folder, images, series },
    async close() {
      await runs.close();
      for (const each of [folder, images]) rmSync(each, { recursive: true });
    },
  };
}
