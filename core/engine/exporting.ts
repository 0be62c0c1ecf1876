import { type Job, type Language, ProblemError, type Run } from '../contract/index.ts';
import type { DrawnMeasurement } from '../review/index.ts';
import type { EngineContext } from './context.ts';
import type { FrameServer } from './frames.ts';
import { runWithReview } from './reviewing.ts';
import { isPictureSeries, type SeriesFacts } from './series.ts';

export type ExportRequest = {
  run: Run;
  facts: SeriesFacts;
  folder: string;
  language: Language;
  by: string;
  only?: string[];
  force?: boolean;
};

/** Writes a run and its review through the gate of the report station, and records what was written. */
export async function exportFiles(
  context: EngineContext,
  frames: FrameServer,
  request: ExportRequest,
): Promise<{ name: string; sha256: string }[]> {
  const { run, facts, folder, language, by, only, force } = request;
  if (isPictureSeries(facts.series)) throw new ProblemError('picture-no-export');
  const { exportRun } = await import('../report/index.ts');
  const { stations, options } = context;
  const { events, review } = await runWithReview(context, run.id);
  const runStore = await stations.runStore();
  const files = await exportRun(
    {
      run,
      review,
      events,
      model: await (await stations.modelStore()).get(run.model.id),
      study: facts.study,
      series: facts.series,
      headers: facts.headers,
      studyHeader: facts.studyHeader,
      infos: facts.infos,
      decode: (n: number) => frames.frame(facts, n),
      further: await furtherOf(context, frames, run),
      drawn: await drawnIn(context),
      artefact: (sha256: string) => runStore.bytes(sha256),
    },
    { folder, language, only, force, now: options.now, softwareVersion: options.version },
  );
  (await stations.journal()).append({ kind: 'exported', runId: run.id, files, by }, by);
  context.emit({ type: 'changed', what: 'journal' });
  return files;
}

/** The series that the further channels of a run were. */
const furtherOf = ({ series }: EngineContext, frames: FrameServer, { channels = [] }: Run) =>
  Promise.all(
    channels.slice(1).map(async ({ seriesInstanceUid }) => {
      const facts = await series.facts(seriesInstanceUid);
      return { ...facts, decode: (n: number) => frames.frame(facts, n) };
    }),
  );

async function drawnIn({ stations }: EngineContext): Promise<DrawnMeasurement[]> {
  const { drawnMeasurements } = await import('../review/index.ts');
  return drawnMeasurements((await stations.journal()).events());
}

/** A job that exports what was measured on a series, without a run. */
export async function exportMeasurementsJob(
  context: EngineContext,
  frames: FrameServer,
  asked: { seriesInstanceUid: string; folder: string; language: Language; by: string },
): Promise<Job> {
  const { folder, language, by, seriesInstanceUid } = asked;
  const facts = await context.series.facts(seriesInstanceUid);
  return context.jobs.start({ kind: 'export', title: folder, seriesInstanceUid }, async ({ report }) => {
    report({ stage: 'write', done: 0, total: 1 });
    if (isPictureSeries(facts.series)) throw new ProblemError('picture-no-export');
    const { exportMeasurements } = await import('../report/index.ts');
    const { stations, options } = context;
    const files = await exportMeasurements(
      { ...facts, decode: (n: number) => frames.frame(facts, n), drawn: await drawnIn(context) },
      { folder, language, now: options.now, softwareVersion: options.version },
    );
    (await stations.journal()).append({ kind: 'exported-measurements', seriesInstanceUid, files, by }, by);
    context.emit({ type: 'changed', what: 'journal' });
    return {};
  });
}

/** A job that exports a run of the data folder into a folder of the reader's choice. */
export async function exportJob(
  context: EngineContext,
  frames: FrameServer,
  asked: { runId: string; folder: string; language: Language; by: string },
): Promise<Job> {
  const run = await (await context.stations.runStore()).run(asked.runId);
  const facts = await context.series.facts(run.seriesInstanceUid);
  const about = { title: asked.folder, seriesInstanceUid: run.seriesInstanceUid, modelId: run.model.id };
  return context.jobs.start({ kind: 'export', ...about }, async ({ report }) => {
    report({ stage: 'write', done: 0, total: 1 });
    const { folder, language, by } = asked;
    await exportFiles(context, frames, { run, facts, folder, language, by });
    return { runId: run.id };
  });
}
