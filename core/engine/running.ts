import { randomBytes } from 'node:crypto';
import type { Eligibility, Job, Language, Progress, Provider, Run } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { recordRun } from './reviewing.ts';
import type { SeriesFacts } from './series.ts';

/** May this network read this series, and if not, why. */
export async function eligibilityOf(model: ModelPackage, facts: SeriesFacts): Promise<Eligibility> {
  const { checkEligible } = await import('../models/index.ts');
  const [header] = facts.headers;
  if (!header) throw new ProblemError('nothing-to-open', { path: facts.series.seriesInstanceUid });
  return checkEligible(model.manifest, { study: facts.study, series: facts.series, header, infos: facts.infos });
}

/** What a reader sets aside by overruling: the failed checks, as the run, the screen and the report say them. */
export const setAside = (eligibility: Eligibility, language: Language): string[] =>
  eligibility.checks.filter(({ passed }) => !passed).map(({ reason }) => reason[language]);

export type RunRequest = {
  model: ModelPackage;
  facts: SeriesFacts;
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
  asked: { modelId: string; seriesInstanceUid: string; provider: 'auto' | Provider; overruleReason?: string },
): Promise<Job> {
  const model = await (await context.stations.modelStore()).get(asked.modelId);
  const facts = await context.series.facts(asked.seriesInstanceUid);
  const eligibility = await eligibilityOf(model, facts);
  const overrules = asked.overruleReason !== undefined && eligibility.overrulable;
  const reasons = setAside(eligibility, context.options.language);
  if (!eligibility.eligible && !overrules) throw notEligible([asked.modelId], reasons);
  const overruled = eligibility.eligible ? [] : [...reasons, asked.overruleReason ?? ''].filter(Boolean);
  const about = { title: model.manifest.name.en, seriesInstanceUid: asked.seriesInstanceUid, modelId: asked.modelId };
  return context.jobs.start({ kind: 'run', ...about }, async ({ signal, report }) => {
    const by = 'Skiagraph';
    const run = await runModel(context, {
      model,
      facts,
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
