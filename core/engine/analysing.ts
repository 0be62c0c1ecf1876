import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type {
  ChannelChoice,
  Eligibility,
  Language,
  NamedChannels,
  Problem,
  Progress,
  Provider,
  Run,
} from '../contract/index.ts';
import { describeProblem, ProblemError, problemOf, setAside } from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { diskProblem } from './disk.ts';
import { exportFiles } from './exporting.ts';
import type { FrameServer } from './frames.ts';
import { readsSeries } from './modelling.ts';
import { indexIntoLibrary } from './opening.ts';
import { channelProblem, eligibilityOf, furtherSeries, notEligible, runModel } from './running.ts';
import type { FoundSeries, SeriesFacts } from './series.ts';

export type AnalyseRequest = {
  paths: string[];
  out: string;
  /** Ids; empty: every installed model. */
  models: string[];
  seriesInstanceUid?: string;
  /** Series of further channels, where a reader says which they are. */
  channels: NamedChannels;
  provider: 'auto' | Provider;
  overrule: boolean;
  only?: string[];
  language: Language;
  force: boolean;
  by: string;
  signal: AbortSignal;
  onProgress(progress: Progress & { title: string }): void;
};

export type AnalyseResult = {
  runs: Run[];
  refused: { model: string; series: string; reasons: string[]; channels?: ChannelChoice[] }[];
  /** Inputs that could not be used, and models: the rest is done. */
  errors: Problem[];
};

/**
 * `skiagraph analyse`: every chosen model on every series of the paths, each run exported into
 * `<out>/<model id>/<short series uid>/`. Throws where nothing can be done at all: no DICOM image, no such model, a
 * chosen model that may read none of the series, an output folder that cannot be written.
 */
export async function analysePaths(
  context: EngineContext,
  frames: FrameServer,
  request: AnalyseRequest,
): Promise<AnalyseResult> {
  await refuseUnknownFormats(request.only);
  const store = await context.stations.modelStore();
  const result: AnalyseResult = { runs: [], refused: [], errors: [] };
  const models = request.models.length
    ? await Promise.all(request.models.map((id) => store.get(id)))
    : await installedModels(context, result);
  const found = await seriesOf(context, request);
  const out = resolve(request.out);
  await mkdir(out, { recursive: true }).catch((error) => {
    throw diskProblem(error, out);
  });

  for (const series of found) {
    if (request.signal.aborted) return result;
    const facts = await context.series.read(series).catch((thrown) => void result.errors.push(problemOf(thrown)));
    for (const model of facts ? models : [])
      await analyseOne(context, frames, request, result, { model, facts: facts!, out });
  }
  if (request.models.length && result.refused.length && !result.runs.length && !result.errors.length) {
    const reasons = result.refused.flatMap((refused) => refused.reasons);
    result.errors.push(notEligible(request.models, reasons).problem);
  }
  return result;
}

async function analyseOne(
  context: EngineContext,
  frames: FrameServer,
  request: AnalyseRequest,
  result: AnalyseResult,
  { model, facts, out }: { model: ModelPackage; facts: SeriesFacts; out: string },
): Promise<void> {
  const { seriesInstanceUid, description } = facts.series;
  const eligibility = await eligibilityOf(context, model, facts, request.channels);
  if (!eligibility.eligible && !(request.overrule && eligibility.overrulable)) {
    refuse(request, result, { model, series: seriesInstanceUid, eligibility });
    return;
  }
  const folder = join(out, model.manifest.id, shortUid(seriesInstanceUid));
  if (!request.force && existsSync(join(folder, 'run.json'))) {
    // The gate would refuse it too, but only after the run.
    result.errors.push({ code: 'export-exists', values: { path: join(folder, 'run.json') } });
    return;
  }
  const title = `${model.manifest.name[request.language]}: ${description || seriesInstanceUid}`;
  try {
    const run = await runModel(context, {
      model,
      facts,
      further: furtherSeries(eligibility, facts),
      provider: request.provider,
      overruled: eligibility.eligible ? [] : setAside(eligibility, request.language),
      by: request.by,
      signal: request.signal,
      onProgress: (progress) => request.onProgress({ ...progress, title }),
    });
    result.runs.push(run);
    if (run.problem) result.errors.push(run.problem);
    const { language, by, only, force } = request;
    await exportFiles(context, frames, { run, facts, folder, language, by, only, force });
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
    result.errors.push(thrown.problem);
  }
}

/** A model that was asked for by name and lacks only a series for a channel is an error, not one of many that do not fit. */
function refuse(
  { models, language }: AnalyseRequest,
  { refused, errors }: AnalyseResult,
  { model, series, eligibility }: { model: ModelPackage; series: string; eligibility: Eligibility },
): void {
  const reasons = setAside(eligibility, language);
  const open = channelProblem(eligibility, language)?.problem;
  if (open && reasons.length === 0) {
    if (models.length) errors.push(open);
    const { text, next } = describeProblem(open, language);
    reasons.push(`${text} ${next}`);
  }
  const { channels } = eligibility;
  refused.push({ model: model.manifest.id, series, reasons, ...(open && { channels }) });
}

/** Said before hours of running, not after. */
async function refuseUnknownFormats(only: string[] = []): Promise<void> {
  const { FORMATS } = await import('../report/index.ts');
  const format = only.find((name) => !(FORMATS as readonly string[]).includes(name));
  if (format !== undefined) throw new ProblemError('no-such-format', { format, formats: FORMATS.join(', ') });
}

async function installedModels(context: EngineContext, result: AnalyseResult): Promise<ModelPackage[]> {
  const { packages, broken } = await (await context.stations.modelStore()).list();
  result.errors.push(...broken.map(({ problem }) => problem));
  return packages.filter(readsSeries);
}

/** The series with images below the paths; also put into the library, so that a window can show the runs. */
async function seriesOf(
  context: EngineContext,
  { paths, seriesInstanceUid, signal, onProgress }: AnalyseRequest,
): Promise<FoundSeries[]> {
  const index = await indexIntoLibrary(context, paths, {
    signal,
    onProgress: (done, total) => onProgress({ stage: 'index', done, total, title: paths.join(', ') }),
  });
  if (!index.studies.length) throw (await import('../library/index.ts')).nothingFound(index, paths);
  return index.studies
    .flatMap((study) => study.series.map((series) => ({ study, series })))
    .filter(({ series }) => series.images)
    .filter(({ series }) => !seriesInstanceUid || series.seriesInstanceUid === seriesInstanceUid);
}

/**
 * A folder's name for a series: the end of its UID, for people, and a hash, since a UID of a file may hold anything
 * and its end may not be the only one (HOSTILE 17).
 */
function shortUid(uid: string): string {
  const hash = createHash('sha256').update(uid).digest('hex').slice(0, 8);
  return `${uid
    .replace(/[^0-9.]/g, '')
    .slice(-12)
    .replace(/^\.+/, '')}-${hash}`;
}
