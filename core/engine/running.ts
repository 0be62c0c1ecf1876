import { randomBytes } from 'node:crypto';
import type {
  Eligibility,
  IndexedSeries,
  Job,
  Language,
  NamedChannels,
  Progress,
  Provider,
  Run,
} from '../contract/index.ts';
import { ProblemError, setAside } from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { recordRun } from './reviewing.ts';
import { isPictureSeries, type SeriesFacts } from './series.ts';

/**
 * May this network read this series, and if not, why. A network of several series finds its further channels among the
 * images of the study, but for those that a reader names.
 */
export async function eligibilityOf(
  { series }: EngineContext,
  { manifest }: { manifest: Pick<ModelPackage['manifest'], 'eligible' | 'input' | 'prepare'> },
  facts: SeriesFacts,
  named: NamedChannels = {},
): Promise<Eligibility> {
  const { findChannels } = await import('../models/index.ts');
  const [header] = facts.headers;
  if (!header) throw new ProblemError('nothing-to-open', { path: facts.series.seriesInstanceUid });
  const { study, infos } = facts;
  const others = study.series.filter(
    (other) => other.images && !isPictureSeries(other) && other.seriesInstanceUid !== facts.series.seriesInstanceUid,
  );
  const peeked = manifest.input.channels
    ? await Promise.all(others.map((other) => series.peek({ study, series: other })))
    : [];
  return findChannels(manifest, { study, series: facts.series, header, infos }, peeked, named);
}

/** The series of the further channels, in their order, once each has one. */
export const furtherSeries = ({ channels = [] }: Eligibility, { study }: SeriesFacts): IndexedSeries[] =>
  channels
    .slice(1)
    .flatMap(({ seriesInstanceUid }) => study.series.filter((one) => one.seriesInstanceUid === seriesInstanceUid));

/** Of the first channel whose series is not clear or not there: what a reader is told. */
export function channelProblem({ channels = [] }: Eligibility, language: Language): ProblemError | undefined {
  const open = channels.find(({ seriesInstanceUid }) => seriesInstanceUid === undefined);
  if (!open) return undefined;
  const { key, name, candidates, refused } = open;
  const channel = name[language];
  if (candidates.length) {
    const named = candidates.map(({ number, description, seriesInstanceUid }) =>
      [number ?? seriesInstanceUid, description && `(${description})`].filter((part) => part !== '').join(' '),
    );
    return new ProblemError('channel-unclear', { channel, key, candidates: named.join(', ') });
  }
  const reasons = refused.flatMap(({ against }) => against.map(({ reason }) => reason[language]));
  return new ProblemError('channel-missing', { channel, reasons: [...new Set(reasons)].join(' ') });
}

export type RunRequest = {
  model: ModelPackage;
  facts: SeriesFacts;
  /** Of a network of several series: those of its further channels. */
  further: IndexedSeries[];
  provider: 'auto' | Provider;
  overruled: string[];
  by: string;
  signal: AbortSignal;
  onProgress(progress: Progress): void;
};

/** Runs a model on a series, keeps the run and records it. Failing and stopping are results, not exceptions. */
export async function runModel(context: EngineContext, request: RunRequest): Promise<Run> {
  const { stations, options } = context;
  const { analyse } = await import('../inference/index.ts');
  const runStore = await stations.runStore();
  const proofs = await stations.proofs();
  const run = await analyse(
    {
      model: request.model,
      study: request.facts.study,
      series: request.facts.series,
      further: request.further,
      provider: request.provider,
      overruled: request.overruled,
    },
    {
      decoder: await stations.decoder(),
      runner: await stations.runner(),
      proofs: proofs.of(request.model),
      async prove(provider) {
        const proof = await proofs.prove(request.model, provider, { signal: request.signal });
        context.emit({ type: 'changed', what: 'models' });
        return proof;
      },
      now: options.now,
      random: (bytes: number) => randomBytes(bytes),
      onProgress: request.onProgress,
      signal: request.signal,
      keep: runStore.keep,
    },
  );
  await recordRun(context, run, request.by);
  return run;
}

/** A job that runs a model of the store on a series of the library, if it may. */
export async function runJob(
  context: EngineContext,
  asked: {
    modelId: string;
    seriesInstanceUid: string;
    provider: 'auto' | Provider;
    overruleReason?: string;
    channels?: NamedChannels;
  },
): Promise<Job> {
  const model = await (await context.stations.modelStore()).get(asked.modelId);
  const facts = await context.series.facts(asked.seriesInstanceUid);
  const eligibility = await eligibilityOf(context, model, facts, asked.channels);
  const overrules = asked.overruleReason !== undefined && eligibility.overrulable;
  const reasons = setAside(eligibility, context.options.language);
  const open = channelProblem(eligibility, context.options.language);
  if (open && reasons.length === 0) throw open;
  if (!eligibility.eligible && !overrules) throw notEligible([asked.modelId], reasons);
  const overruled = eligibility.eligible ? [] : [...reasons, asked.overruleReason ?? ''].filter(Boolean);
  const about = { title: model.manifest.name.en, seriesInstanceUid: asked.seriesInstanceUid, modelId: asked.modelId };
  return context.jobs.start({ kind: 'run', ...about }, async ({ signal, report }) => {
    const by = 'Skiagraph';
    const run = await runModel(context, {
      model,
      facts,
      further: furtherSeries(eligibility, facts),
      provider: asked.provider,
      overruled,
      by,
      signal,
      onProgress: report,
    });
    return { runId: run.id, ...(run.problem && { problem: run.problem }) };
  });
}

/** Why models may read none of these series: each reason once. */
export const notEligible = (models: string[], reasons: string[]) =>
  new ProblemError('no-eligible-series', { model: models.join(', '), reasons: [...new Set(reasons)].join(' ') });
