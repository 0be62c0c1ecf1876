import { z } from 'zod';
import { Compared } from './comparison.ts';
import { Document } from './document.ts';
import { Evaluation, KeptEvaluation } from './evaluation.ts';
import { Hanging, HangingLayout, HangingRule } from './hanging.ts';
import { Language } from './language.ts';
import { ListedElement } from './listed-element.ts';
import { Measurement } from './measurement.ts';
import { Eligibility, ModelSummary, NamedChannels, Provider } from './model.ts';
import { DraftProgress, NetworkDescription, NetworkLook, Preparation } from './network.ts';
import { Overlay } from './overlay.ts';
import { statusPath, studiesPath } from './paths/index.ts';
import { Problem } from './problem.ts';
import { JournalEvent, ReviewAction, ReviewState } from './review.ts';
import { Run } from './run.ts';
import { Instance, Skipped, StudyList } from './study.ts';

/**
 * The engine's operations: one path, one request, one answer each. Hosts forward them as WHATWG requests; the client
 * is typed from these schemas. A refusal is answered with status 4xx and `{problem}`.
 */
export const Job = z.object({
  id: z.string(),
  kind: z.enum(['open', 'run', 'export', 'look', 'watch', 'evaluate']),
  status: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** What the job is about: model name, folder. */
  title: z.string(),
  seriesInstanceUid: z.string().optional(),
  modelId: z.string().optional(),
  runId: z.string().optional(),
  stage: z.string().optional(),
  done: z.number(),
  total: z.number(),
  remainingMs: z.number().optional(),
  problem: Problem.optional(),
  skipped: z.array(Skipped).optional(),
  /** Study Instance UIDs of what was opened. */
  studies: z.array(z.string()).optional(),
});
export type Job = z.infer<typeof Job>;

export const RunWithReview = z.object({ run: Run, review: ReviewState });
export type RunWithReview = z.infer<typeof RunWithReview>;

export const operations = {
  /** GET: versions, data folder, language, render probe hints. */
  status: {
    method: 'GET',
    path: statusPath,
    response: z.object({
      version: z.string(),
      dataDir: z.string(),
      language: Language,
      host: z.enum(['electron', 'browser']),
      journalEntries: z.number(),
      journalIntact: z.boolean(),
      startPaths: z.array(z.string()),
    }),
  },
  /** `problem`: why the list had to be started anew, if it was. */
  studies: {
    method: 'GET',
    path: studiesPath,
    response: StudyList.extend({ problem: Problem.optional() }),
  },
  changedStudies: { method: 'GET', path: `${studiesPath}/since/:edition`, response: StudyList },
  /** The instances of a series in reading order. */
  instances: {
    method: 'GET',
    path: '/api/series/:seriesInstanceUid/instances',
    response: z.object({ instances: z.array(Instance) }),
  },
  open: { method: 'POST', path: '/api/open', request: z.object({ paths: z.array(z.string()).min(1) }), response: Job },
  /** Opens what is locked in a ZIP. */
  unlock: {
    method: 'POST',
    path: '/api/unlock',
    request: z.object({ path: z.string().min(1), password: z.string().min(1) }),
    response: Job,
  },
  /** Opens what is in a folder and, until the job is cancelled, what comes into it. */
  watch: { method: 'POST', path: '/api/watch', request: z.object({ folder: z.string().min(1) }), response: Job },
  /** Makes the example study (no real patient) and opens it. */
  example: { method: 'POST', path: '/api/example', request: z.object({}), response: Job },
  /** `errors`: what is wrong with installed packages that cannot be used. */
  models: {
    method: 'GET',
    path: '/api/models',
    response: z.object({ models: z.array(ModelSummary), errors: z.array(Problem) }),
  },
  /** What there is to read in a series: its objects without picture. */
  documents: {
    method: 'GET',
    path: '/api/series/:seriesInstanceUid/documents',
    response: z.object({ documents: z.array(Document) }),
  },
  /** What a model's network is, from its graph alone. */
  network: { method: 'GET', path: '/api/models/:modelId/network', response: NetworkDescription },
  /** Runs a network on a series only to look into it; the job's id names what was seen. */
  look: {
    method: 'POST',
    path: '/api/looks',
    request: z.object({ modelId: z.string(), seriesInstanceUid: z.string() }),
    response: Job,
  },
  looked: { method: 'GET', path: '/api/looks/:lookId', response: NetworkLook },
  /** What other people's objects can be laid over the images of a series. */
  overlays: {
    method: 'GET',
    path: '/api/series/:seriesInstanceUid/overlays',
    response: z.object({ overlays: z.array(Overlay) }),
  },
  /** Starts a package around an ONNX file in a folder of its own (`models new`). */
  draft: {
    method: 'POST',
    path: '/api/drafts',
    request: z.object({ file: z.string().min(1), folder: z.string().min(1) }),
    response: DraftProgress,
  },
  draftProgress: {
    method: 'POST',
    path: '/api/drafts/progress',
    request: z.object({ folder: z.string().min(1), seriesInstanceUid: z.string().optional() }),
    response: DraftProgress,
  },
  /** Seals a complete draft, proves and installs it (`models pack`, `models install`). */
  installDraft: {
    method: 'POST',
    path: '/api/drafts/install',
    request: z.object({ folder: z.string().min(1) }),
    response: z.object({ id: z.string(), version: z.string() }),
  },
  /**
   * What a model is given of a series: of an image model, of the frame `frame` in reading order; of one that reads
   * several series, as its channel `channel` (from 0).
   */
  preparation: {
    method: 'GET',
    path: '/api/series/:seriesInstanceUid/models/:modelId/preparation/:frame/:channel',
    response: Preparation,
  },
  eligibility: {
    method: 'GET',
    path: '/api/series/:seriesInstanceUid/eligibility',
    response: z.object({ models: z.array(z.object({ modelId: z.string(), eligibility: Eligibility })) }),
  },
  /** Do the images of two series show one person? */
  compare: { method: 'GET', path: '/api/series/:seriesInstanceUid/compared/:otherSeriesUid', response: Compared },
  startRun: {
    method: 'POST',
    path: '/api/runs',
    request: z.object({
      modelId: z.string(),
      seriesInstanceUid: z.string(),
      provider: z.union([z.literal('auto'), Provider]).default('auto'),
      overruleReason: z.string().optional(),
      channels: NamedChannels.optional(),
    }),
    response: Job,
  },
  /** Measures a model on a split of a labelled set; the job's id names the evaluation. */
  evaluate: {
    method: 'POST',
    path: '/api/evaluations',
    request: z.object({ modelId: z.string(), data: z.string(), split: z.string() }),
    response: Job,
  },
  /** Those that are kept in the data folder, newest first. */
  evaluations: {
    method: 'GET',
    path: '/api/evaluations',
    response: z.object({ evaluations: z.array(KeptEvaluation) }),
  },
  evaluation: {
    method: 'GET',
    path: '/api/evaluations/:evaluationId',
    response: z.object({ evaluation: Evaluation, folder: z.string() }),
  },
  /** Writes what `skiagraph evaluate` writes, with the doubts of readers, into a folder of one's choice. */
  exportEvaluation: {
    method: 'POST',
    path: '/api/evaluations/:evaluationId/export',
    request: z.object({ folder: z.string().min(1) }),
    response: z.object({ folder: z.string(), files: z.array(z.string()) }),
  },
  runs: { method: 'GET', path: '/api/runs', response: z.object({ runs: z.array(RunWithReview) }) },
  cancel: { method: 'POST', path: '/api/jobs/:jobId/cancel', request: z.object({}), response: Job },
  jobs: { method: 'GET', path: '/api/jobs', response: z.object({ jobs: z.array(Job) }) },
  decide: {
    method: 'POST',
    path: '/api/review',
    request: z.object({ action: ReviewAction, by: z.string() }),
    response: z.object({ event: JournalEvent, review: ReviewState.optional() }),
  },
  /** `path`: the file to edit; `problem`: why it is not in use. */
  hanging: {
    method: 'GET',
    path: '/api/hanging',
    response: z.object({ hanging: Hanging, path: z.string(), problem: Problem.optional() }),
  },
  rememberLayout: {
    method: 'POST',
    path: '/api/hanging/layout',
    request: z.object({ modality: z.string().min(1).max(16), layout: HangingLayout }),
    response: z.object({ hanging: Hanging }),
  },
  keepRules: {
    method: 'POST',
    path: '/api/hanging/rules',
    request: z.object({ rules: z.array(HangingRule).max(50) }),
    response: z.object({ hanging: Hanging }),
  },
  /** What the header of an instance says, element by element, up to its pixel data; `complete`: are these all lines. */
  elements: {
    method: 'GET',
    path: '/api/series/:seriesInstanceUid/instances/:sopInstanceUid/elements',
    response: z.object({
      transferSyntaxUid: z.string(),
      elements: z.array(ListedElement),
      complete: z.boolean(),
    }),
  },
  /** Those that stand, oldest first. */
  measurements: {
    method: 'GET',
    path: '/api/measurements',
    response: z.object({ measurements: z.array(Measurement) }),
  },
  journal: {
    method: 'GET',
    path: '/api/journal',
    response: z.object({ events: z.array(JournalEvent), intact: z.boolean() }),
  },
  export: {
    method: 'POST',
    path: '/api/exports',
    request: z.object({ runId: z.string(), folder: z.string(), language: Language, by: z.string() }),
    response: Job,
  },
  /** What was measured on a series, where no model is to be reported. */
  exportMeasurements: {
    method: 'POST',
    path: '/api/exports/measurements',
    request: z.object({ seriesInstanceUid: z.string(), folder: z.string(), language: Language, by: z.string() }),
    response: Job,
  },
} as const;
export type OperationName = keyof typeof operations;
