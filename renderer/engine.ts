import { QueryClient, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import {
  binaryPaths,
  type Job,
  type ModelSummary,
  type NamedChannels,
  newestFirst,
  type Problem,
  type ReviewAction,
  type RunWithReview,
  type Series,
  type Study,
  type StudyList,
} from '../core/contract/index.ts';
import { expectOpened } from './asked.ts';
import { type Answer, call, problemBehind, upload } from './client.ts';
import { isActive } from './format.ts';
import { change, readerName, useWindow } from './state.ts';

export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: 1, refetchOnWindowFocus: false } },
});

const nothing: never[] = [];

const STUDIES = ['studies'];

/** Starts with a list of studies that was fetched already. */
export function knowStudies({ problem, ...list }: Answer<'studies'>) {
  if (problem) change({ problem });
  queries.setQueryData<StudyList>(STUDIES, list);
  return list;
}

/** The whole list once, then only what has changed since. */
async function fetchStudies(): Promise<StudyList> {
  const known = queries.getQueryData<StudyList>(STUDIES);
  if (!known) return knowStudies(await call('studies'));
  const changed = await call('changedStudies', undefined, { edition: known.edition });
  if (changed.whole) return changed;
  const studies = new Map([...known.studies, ...changed.studies].map((study) => [study.studyInstanceUid, study]));
  for (const uid of changed.gone) studies.delete(uid);
  return { ...changed, studies: [...studies.values()].sort(newestFirst) };
}

export const useStudies = (): Study[] =>
  useQuery({ queryKey: STUDIES, queryFn: fetchStudies }).data?.studies ?? nothing;
const useModelsAnswer = () => useQuery({ queryKey: ['models'], queryFn: () => call('models') });
export const useModels = (): ModelSummary[] => useModelsAnswer().data?.models ?? nothing;
/** Has the engine said which models there are: an empty list means none only then. */
export const useModelsKnown = (): boolean => useModelsAnswer().isSuccess;
/** Has the engine neither said which models there are nor refused to. */
export const useModelsAwaited = (): boolean => useModelsAnswer().isPending;
/** What is wrong with installed packages that cannot be used. */
export const useBrokenModels = (): Problem[] => useModelsAnswer().data?.errors ?? nothing;
export const useRuns = (): RunWithReview[] =>
  useQuery({ queryKey: ['runs'], queryFn: () => call('runs') }).data?.runs ?? nothing;
export const useJournal = () => useQuery({ queryKey: ['journal'], queryFn: () => call('journal') }).data;
export const useStatus = () => useQuery({ queryKey: ['status'], queryFn: () => call('status') }).data;
export const useEligibility = (seriesInstanceUid: string | undefined) =>
  useQuery({
    queryKey: ['eligibility', seriesInstanceUid],
    queryFn: () => call('eligibility', undefined, { seriesInstanceUid: seriesInstanceUid! }),
    enabled: seriesInstanceUid !== undefined,
  }).data?.models;

/** The series of a viewport, with its study. */
export function useSeries(seriesInstanceUid: string | undefined): { study: Study; series: Series } | undefined {
  const studies = useStudies();
  for (const study of studies) {
    const series = study.series.find((one) => one.seriesInstanceUid === seriesInstanceUid);
    if (series) return { study, series };
  }
  return undefined;
}

/** The series of the viewport in use. */
export function useActiveSeries() {
  const uid = useWindow((state) => (state.panes[state.activePane] ?? state.panes[0])?.seriesInstanceUid);
  return useSeries(uid);
}

/** Runs one operation; what it refuses is shown as a problem and answered with undefined. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (thrown) {
    change({ problem: problemBehind(thrown) });
    return undefined;
  }
}

/** Takes what the engine says of a job; one that was over stays over, whichever message came last. */
function takeJob(job: Job) {
  const { jobs } = useWindow.getState();
  const before = jobs[job.id];
  if (before && !isActive(before) && isActive(job)) return;
  const endedNow =
    !isActive(job) && job.status !== 'cancelled' && job.kind !== 'export' && (!before || isActive(before));
  change({ jobs: { ...jobs, [job.id]: job }, ...(endedNow && job.problem && { problem: job.problem }) });
}

const opens = (ask: () => Promise<Job>) =>
  attempt(async () => {
    const known = queries.getQueryData<StudyList>(STUDIES)?.studies ?? [];
    const job = await ask();
    expectOpened(job, known);
    takeJob(job);
  });
export const openPaths = (paths: string[]) => opens(() => call('open', { paths }));
export const unlock = (path: string, password: string) => opens(() => call('unlock', { path, password }));
export const watchFolder = (folder: string) => attempt(async () => takeJob(await call('watch', { folder })));
export const openExample = () => opens(() => call('example', {}));
export const uploadFiles = (files: File[]) => opens(() => upload(files));
export const startRun = (
  modelId: string,
  seriesInstanceUid: string,
  more: { overruleReason?: string; channels?: NamedChannels } = {},
) => attempt(async () => takeJob(await call('startRun', { modelId, seriesInstanceUid, ...more })));
export const startLook = (modelId: string, seriesInstanceUid: string) =>
  attempt(async () => takeJob(await call('look', { modelId, seriesInstanceUid })));
export const startEvaluation = (modelId: string, data: string, split: string) =>
  attempt(async () => takeJob(await call('evaluate', { modelId, data, split })));
export const startExport = (runId: string, folder: string, by: string) =>
  attempt(async () => {
    const job = await call('export', { runId, folder, language: useWindow.getState().language, by });
    takeJob(job);
    return job;
  });
export const startMeasurementsExport = (seriesInstanceUid: string, folder: string, by: string) =>
  attempt(async () => {
    const { language } = useWindow.getState();
    const job = await call('exportMeasurements', { seriesInstanceUid, folder, language, by });
    takeJob(job);
    return job;
  });
export const cancelJob = (jobId: string) => attempt(async () => takeJob(await call('cancel', {}, { jobId })));

/** Journals one decision; the screen changes only once the engine says that it is on disk. */
export const decide = (action: ReviewAction) =>
  attempt(async () => {
    const answer = await call('decide', { action, by: readerName() || 'reader' });
    const review = answer.review;
    if (review) {
      queries.setQueryData<{ runs: RunWithReview[] }>(
        ['runs'],
        (known) => known && { runs: known.runs.map((one) => (one.run.id === review.runId ? { ...one, review } : one)) },
      );
    }
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['journal'] }),
      review ? undefined : queries.invalidateQueries({ queryKey: ['measurements'] }),
      review ? undefined : queries.invalidateQueries({ queryKey: ['runs'] }),
      review ? undefined : queries.invalidateQueries({ queryKey: ['evaluation'] }),
    ]);
    return answer;
  });

/** Keeps jobs and lists fresh from the engine's events, and fetches all again after a lost connection. */
export function useEvents() {
  useEffect(() => {
    const source = new EventSource(binaryPaths.events);
    const refreshJobs = () =>
      call('jobs')
        .then(({ jobs }) => change({ jobs: Object.fromEntries(jobs.map((job) => [job.id, job])) }))
        .catch(() => undefined);
    let opened = false;
    source.addEventListener('open', () => {
      void refreshJobs();
      // The list of studies was fetched before anyone listened for changes.
      void queries.invalidateQueries(opened ? undefined : { queryKey: STUDIES });
      opened = true;
    });
    source.addEventListener('job', (event) => takeJob(JSON.parse(event.data)));
    source.addEventListener('changed', (event) => {
      const told = String(event.data);
      for (const name of ['studies', 'runs', 'journal', 'measurements', 'models', 'status', 'eligibility']) {
        if (told.includes(name)) void queries.invalidateQueries({ queryKey: [name] });
      }
      // Which instances a series has, what may run on it, and what lies over it depends on what is there.
      if (told.includes('studies'))
        for (const name of ['instances', 'eligibility', 'overlays'])
          void queries.invalidateQueries({ queryKey: [name] });
    });
    return () => source.close();
  }, []);
}
