import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run, Series, Study } from '../../core/contract/index.ts';
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

/** The networks of twins.py and the series of images.py, with a runner to run the ones on the others. */
export type Exported = {
  folder: string;
  images: string;
  runner: Runner;
  decoder: FrameDecoder;
  /** What the runner process was asked, in order. */
  asked: RunnerRequest[];
  series: Record<'volume' | 'radiographs', { study: Study; series: Series }>;
  /** A proved model on the CPU, with the bytes of its artefacts. */
  run(model: ModelPackage, of: 'volume' | 'radiographs'): Promise<Run & { kept: Uint8Array[] }>;
  close(): Promise<void>;
};

export async function exported(): Promise<Exported> {
  const folder = mkdtempSync(join(tmpdir(), 'exported-'));
  const images = makeImages();
  execFileSync('/usr/bin/python3', [fileURLToPath(new URL('./twins.py', import.meta.url)), folder, images]);
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
  const seriesIn = async (name: string) => {
    const study = (await indexPaths([join(images, name)])).studies[0]!;
    return { study, series: study.series[0]! };
  };
  const series = { volume: await seriesIn('volume'), radiographs: await seriesIn('radiographs') };
  return {
    ...{ folder, images, runner, decoder, asked, series },
    async run(model, of) {
      const kept: Uint8Array[] = [];
      const proof = { provider: 'cpu' as const, passed: true, largestDifference: 0, cases: 1, provedAt: '' };
      const done = await analyse(
        { model, ...series[of], provider: 'cpu', overruled: [] },
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
      for (const each of [folder, images]) rmSync(each, { recursive: true });
    },
  };
}
