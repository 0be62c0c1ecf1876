import {
  type Artefact,
  type IndexedSeries,
  ProblemError,
  type Progress,
  type Proof,
  type Provider,
  type Run,
  type Study,
} from '../contract/index.ts';
import { type FrameDecoder, newUid } from '../dicom/index.ts';
import type { ModelPackage } from '../models/index.ts';
import { analyseImages } from './analyse-images.ts';
import { analyseVolume } from './analyse-volume.ts';
import type { Analysis, Input, Result } from './analysis.ts';
import { openExecution } from './execution.ts';
import { ensembleOf, openNetworks } from './network.ts';
import { createPulse, type Pulse } from './progress.ts';
import type { Runner } from './runner-client.ts';
import { framesFor, inputsSha256 } from './source.ts';

/** What is to be analysed with what. Whether the model may read the series was asked before (core/models). */
export type AnalysisPlan = {
  model: ModelPackage;
  study: Study;
  series: IndexedSeries;
  /** Of a network of several series: those of its further channels, in their order. */
  further?: IndexedSeries[];
  provider: 'auto' | Provider;
  /** Reasons that a reader set aside. */
  overruled: string[];
};

export type AnalysisDeps = {
  decoder: FrameDecoder;
  runner: Runner;
  /** Of this model on this machine. */
  proofs: Proof[];
  /** Runs the golden cases of this model on a provider. */
  prove(provider: Provider): Promise<Proof>;
  now(): Date;
  /** That many random bytes. */
  random(bytes: number): Uint8Array;
  onProgress(progress: Progress): void;
  signal: AbortSignal;
  /** Keeps an artefact under its SHA-256, which it returns. */
  keep(bytes: Uint8Array): Promise<string>;
};

/**
 * Read → prepare → run → finish: one model on one series. What the images, the network or its process do ends in a run
 * that says `failed` or `cancelled` and why, with nothing partial in it; only a bug of ours is thrown. On one machine
 * and provider `cpu` the same series gives the same findings (but for the tracking UIDs, which are new each time).
 */
export async function analyse(plan: AnalysisPlan, deps: AnalysisDeps): Promise<Run> {
  const { manifest } = plan.model;
  const began = performance.now();
  const pulse = createPulse(deps.onProgress);
  const run: Run = {
    id: uuid(deps.random(16)),
    startedAt: deps.now().toISOString(),
    status: 'failed',
    model: { id: manifest.id, version: manifest.version, sha256: plan.model.sha256, ...ensembleOf(plan.model) },
    provider: { requested: plan.provider, actual: 'cpu', reason: 'not reached' },
    inputs: [],
    inputsSha256: inputsSha256([]),
    seriesInstanceUid: plan.series.seriesInstanceUid,
    studyInstanceUid: plan.study.studyInstanceUid,
    overruled: plan.overruled,
    findings: [],
    artefacts: [],
    timingMs: { read: 0, prepare: 0, run: 0, finish: 0, total: 0 },
  };
  const ended = (more: Partial<Run>): Run => ({ ...run, ...more, timingMs: rounded(pulse, performance.now() - began) });
  try {
    const result = await follow(plan, deps, pulse, run);
    const artefacts = await kept(result, deps);
    return ended({ status: 'done', findings: result.findings, artefacts });
  } catch (thrown) {
    if (deps.signal.aborted) return ended({ status: 'cancelled', problem: { code: 'run-cancelled', values: {} } });
    if (thrown instanceof ProblemError) return ended({ status: 'failed', problem: thrown.problem });
    throw thrown;
  }
}

/** The river itself; writes into `run` what is known on the way, so that a failed run tells it too. */
async function follow(plan: AnalysisPlan, deps: AnalysisDeps, pulse: Pulse, run: Run): Promise<Result> {
  const { model, series, further = [], provider: requested } = plan;
  const { manifest } = model;
  const { decoder, runner, proofs, prove, signal, random } = deps;
  if (manifest.task === 'verification') throw new ProblemError('task-unsupported', { task: manifest.task });
  const networks = await pulse.timed('read', () => openNetworks(model));
  const execution = openExecution({ model, networks, requested, proofs, prove, runner, signal });
  run.provider = execution.provider;
  const frames = framesFor(manifest.input, series);
  run.inputs = frames.map(({ sopInstanceUid, frame }) => ({ sopInstanceUid, frame }));
  const analysis: Analysis = {
    ...{ manifest, frames, decoder, execution, head: networks[0].head, pulse, signal },
    further: further.map((other) => framesFor(manifest.input, other)),
    newUid: () => newUid(() => uuid(random(16))),
  };
  const result = await (manifest.input.kind === 'volume' ? analyseVolume(analysis) : analyseImages(analysis));
  run.inputs = result.inputs.map(withoutHash);
  const all = [result.inputs, ...result.further];
  if (manifest.input.channels)
    run.channels = manifest.input.channels.map(({ key }, n) => ({
      key,
      seriesInstanceUid: [series, ...further][n]!.seriesInstanceUid,
      inputs: all[n]!.map(withoutHash),
    }));
  run.inputsSha256 = inputsSha256(all.flat());
  return result;
}

const withoutHash = ({ sopInstanceUid, frame }: Input) => ({ sopInstanceUid, frame });

/** Artefacts are kept only when all is done: nothing of a run that did not end well stays behind. */
async function kept({ artefacts }: Result, { keep, signal }: AnalysisDeps): Promise<Artefact[]> {
  if (signal.aborted) throw new ProblemError('run-cancelled');
  const all: Artefact[] = [];
  // One after the other: each may be as large as the volume.
  for (const { bytes, ...artefact } of artefacts) all.push({ ...artefact, sha256: await keep(bytes()) });
  return all;
}

function rounded({ timingMs }: Pulse, total: number): Run['timingMs'] {
  const { read, prepare, run, finish } = timingMs;
  const [r, p, n, f, t] = [read, prepare, run, finish, total].map((ms) => Math.round(ms * 10) / 10);
  return { read: r!, prepare: p!, run: n!, finish: f!, total: t! };
}

/** RFC 9562, version 4. */
function uuid(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toHex().replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
