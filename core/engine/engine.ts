import { binaryPaths, type Evaluation, type Provider } from '../contract/index.ts';
import { type AnalyseRequest, type AnalyseResult, analysePaths } from './analysing.ts';
import type { Handlers, Route } from './app.ts';
import { draftPackage, draftProgress, installDraft, sealPackage } from './authoring.ts';
import { type Comparing, createComparing } from './comparing.ts';
import type { EngineContext, EngineOptions } from './context.ts';
import { type DecodedFrame, decodeFile } from './decoding.ts';
import { type Doctor, examine } from './doctoring.ts';
import { documentsOf, pageOf } from './documents.ts';
import { elementsOf } from './elements.ts';
import {
  caseMap,
  caseMasks,
  casePicture,
  caseThumbnail,
  type EvaluateRequest,
  evaluateJob,
  evaluateModel,
  exportEvaluation,
  keptEvaluations,
  readEvaluation,
} from './evaluating.ts';
import { createEventHub } from './events.ts';
import { exportJob, exportMeasurementsJob } from './exporting.ts';
import { createFrameServer, type FrameServer, framesResponse } from './frames.ts';
import { keepRules, readHanging, rememberLayout } from './hanging.ts';
import { createJobs } from './jobs.ts';
import { createLooks, type Looks } from './looking.ts';
import {
  eligibilityForSeries,
  inspectModel,
  installModel,
  listModels,
  proveWhatIsNot,
  removeModel,
  verifyModels,
} from './modelling.ts';
import { exampleJob, openJob, unlockJob, uploadJob, watchJob } from './opening.ts';
import { createOverlays, type Overlays } from './overlays.ts';
import { decide, listMeasurements, listRuns } from './reviewing.ts';
import { runJob } from './running.ts';
import { createSeeing, type Seeing } from './seeing.ts';
import { createSeriesReader } from './series.ts';
import { once, openStations } from './stations.ts';
import { thumbnailPng } from './thumbnail.ts';
import { createWarming, type Warming } from './warming.ts';

/** The stations wired together: one function from request to response, and the same operations for a command line. */
export type Engine = {
  /** Never rejects: what goes wrong is an answer. */
  fetch(request: Request): Promise<Response>;
  decode(path: string, frame: number): Promise<DecodedFrame>;
  analyse(request: AnalyseRequest): Promise<AnalyseResult>;
  evaluate(request: EvaluateRequest): Promise<Evaluation>;
  models: {
    list(): ReturnType<typeof listModels>;
    inspect(what: string): ReturnType<typeof inspectModel>;
    verify(id: string | undefined, provider: Provider): ReturnType<typeof verifyModels>;
    install(path: string): ReturnType<typeof installModel>;
    remove(id: string): Promise<void>;
    /** Starts a package around a network, in a folder of its own. */
    draft(o: { file: string; folder: string; from?: string }): ReturnType<typeof draftPackage>;
    /** Seals a package that its author has filled in. */
    pack(folder: string): ReturnType<typeof sealPackage>;
  };
  verifyJournal(): Promise<{ intact: boolean; brokenAt?: number; entries: number }>;
  doctor(): Promise<Doctor>;
  /** Cancels what runs, closes databases, ends threads and processes. */
  close(): Promise<void>;
};

/** How long after the first request of a window models without a proof are proved. */
const PROVE_AFTER_MS = 15_000;

/** Opens nothing yet: each station is opened when an operation first needs it. */
export function createEngine(given: EngineOptions): Engine {
  const options = { ...given, now: given.now ?? (() => new Date()) };
  const hub = createEventHub();
  const stations = openStations(options);
  const jobs = createJobs({ now: () => performance.now(), onChange: (job) => hub.emit({ type: 'job', job }) });
  const series = createSeriesReader(stations.library);
  const context: EngineContext = { options, stations, jobs, series, emit: hub.emit };
  const frames = createFrameServer(context);
  const app = once(async () => {
    const { createApp } = await import('./app.ts');
    const parts = {
      frames,
      looks: createLooks(context, frames),
      seeing: createSeeing(context, frames),
      overlays: createOverlays(context, frames),
      comparing: createComparing(context),
    };
    return createApp(handlersOf(context, parts, warming), routesOf(context, parts, hub.stream));
  });

  const ending = new AbortController();
  const warming = createWarming(context, ending.signal);
  let proving: Promise<unknown> | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** A window asks for its first images now: what can wait, waits. */
  function proveLater() {
    timer ??= setTimeout(() => {
      proving = proveWhatIsNot(context, ending.signal)
        .then((proved) => proved && warming.again())
        .catch(() => {});
    }, PROVE_AFTER_MS).unref();
  }

  return {
    async fetch(request) {
      proveLater();
      const answered = warming.asked();
      try {
        return await (await app()).fetch(request);
      } finally {
        answered();
      }
    },
    decode: (path, frame) => decodeFile(context, path, frame),
    analyse: (request) => analysePaths(context, frames, request),
    evaluate: (request) => evaluateModel(context, request),
    models: {
      list: () => listModels(context),
      inspect: (what) => inspectModel(context, what),
      verify: (id, provider) => verifyModels(context, id, provider),
      install: (path) => installModel(context, path),
      remove: (id) => removeModel(context, id),
      draft: (o) => draftPackage(context, o),
      pack: (folder) => sealPackage(context, folder),
    },
    async verifyJournal() {
      const journal = await stations.journal();
      return { ...journal.verify(), entries: journal.events().length };
    },
    doctor: () => examine(context),
    async close() {
      clearTimeout(timer);
      ending.abort();
      await Promise.all([jobs.close(), proving, warming.close()]);
      hub.close();
      await stations.close();
    },
  };
}

/** What an engine makes once and its operations share. */
type Parts = { frames: FrameServer; looks: Looks; seeing: Seeing; overlays: Overlays; comparing: Comparing };

function handlersOf(
  context: EngineContext,
  { frames, looks, seeing, overlays, comparing }: Parts,
  warming: Warming,
): Handlers {
  const { options, stations, jobs, series } = context;
  return {
    async status() {
      const journal = await stations.journal();
      const { version, dataDir, language, startPaths = [] } = options;
      return {
        version,
        dataDir,
        language,
        host: options.host === 'electron' ? 'electron' : 'browser',
        journalEntries: journal.events().length,
        journalIntact: journal.verify().intact,
        startPaths,
      };
    },
    async studies() {
      const { problem, ...library } = await stations.library();
      return { ...library.list(), ...(problem && { problem }) };
    },
    changedStudies: async (_, { edition }) => (await stations.library()).list(edition!),
    instances: async (_, { seriesInstanceUid }) => ({
      instances: (await series.find(seriesInstanceUid!)).series.instances,
    }),
    open: ({ paths }) => openJob(context, paths),
    unlock: (asked) => unlockJob(context, asked),
    watch: ({ folder }) => watchJob(context, folder),
    example: () => exampleJob(context),
    documents: async (_, { seriesInstanceUid }) => ({ documents: await documentsOf(context, seriesInstanceUid!) }),
    models: () => listModels(context),
    draft: (asked) => draftPackage(context, asked),
    draftProgress: (asked) => draftProgress(context, frames, asked),
    installDraft: ({ folder }) => installDraft(context, folder),
    preparation: (_, { modelId, seriesInstanceUid, frame, channel }) =>
      seeing.preparation(modelId!, seriesInstanceUid!, wholeNumber(frame!, 0), wholeNumber(channel!, 0)),
    network: (_, { modelId }) => looks.description(modelId!),
    look: ({ modelId, seriesInstanceUid }) => looks.start(modelId, seriesInstanceUid),
    looked: (_, { lookId }) => looks.seen(lookId!),
    overlays: async (_, { seriesInstanceUid }) => ({ overlays: await overlays.list(seriesInstanceUid!) }),
    async eligibility(_, { seriesInstanceUid }) {
      const models = await eligibilityForSeries(context, seriesInstanceUid!);
      warming.expect(models.find(({ eligibility }) => eligibility.eligible)?.modelId);
      return { models };
    },
    compare: (_, { seriesInstanceUid, otherSeriesUid }) => comparing.compare(seriesInstanceUid!, otherSeriesUid!),
    startRun: (asked) => runJob(context, asked),
    evaluate: (asked) => evaluateJob(context, asked),
    evaluations: async () => ({ evaluations: await keptEvaluations(context) }),
    evaluation: (_, { evaluationId }) => readEvaluation(context, evaluationId!),
    exportEvaluation: (asked, { evaluationId }) => exportEvaluation(context, evaluationId!, asked),
    runs: async () => ({ runs: await listRuns(context) }),
    cancel: (_, { jobId }) => jobs.cancel(jobId!),
    jobs: () => ({ jobs: jobs.list() }),
    hanging: () => readHanging(context),
    keepRules: (asked) => keepRules(context, asked),
    rememberLayout: (asked) => rememberLayout(context, asked),
    elements: (_, { seriesInstanceUid, sopInstanceUid }) => elementsOf(context, seriesInstanceUid!, sopInstanceUid!),
    measurements: async () => ({ measurements: await listMeasurements(context) }),
    decide: (asked) => decide(context, asked),
    async journal() {
      const journal = await stations.journal();
      return { events: journal.events(), intact: journal.verify().intact };
    },
    export: (asked) => exportJob(context, frames, asked),
    exportMeasurements: (asked) => exportMeasurementsJob(context, frames, asked),
  };
}

/** The answers beside the JSON operations (core/contract/operations.ts says what they hold). */
function routesOf(
  context: EngineContext,
  { frames, looks, seeing, overlays }: Parts,
  events: (signal: AbortSignal) => Response,
): Route[] {
  const { stations, series } = context;
  return [
    {
      method: 'GET',
      path: binaryPaths.frames,
      answer: async (_, { seriesInstanceUid }) => framesResponse((await series.facts(seriesInstanceUid!)).infos),
    },
    {
      method: 'GET',
      path: binaryPaths.pixels,
      async answer(request, { seriesInstanceUid }) {
        const { searchParams } = new URL(request.url);
        const number = (name: string, least: number) => wholeNumber(searchParams.get(name), least);
        const asked = { from: number('from', 0), count: number('count', 1), of: number('of', 0) };
        return frames.answer(await series.facts(seriesInstanceUid!), asked);
      },
    },
    {
      method: 'GET',
      path: binaryPaths.thumbnail,
      async answer(_, { seriesInstanceUid }) {
        const facts = await series.facts(seriesInstanceUid!);
        const middle = facts.infos.length >> 1;
        const png = await thumbnailPng(await frames.frameLater(facts, middle), facts.infos[middle]!);
        return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } });
      },
    },
    {
      method: 'GET',
      path: binaryPaths.page,
      async answer(_, { seriesInstanceUid, sopInstanceUid }) {
        const page = await pageOf(context, seriesInstanceUid!, sopInstanceUid!);
        return new Response(new Uint8Array(page), { headers: { 'content-type': 'application/pdf' } });
      },
    },
    {
      method: 'GET',
      path: binaryPaths.segment,
      async answer(_, { seriesInstanceUid, sopInstanceUid, number }) {
        const mask = await overlays.mask(seriesInstanceUid!, sopInstanceUid!, wholeNumber(number!, 0));
        return new Response(new Uint8Array(mask), { headers: { 'content-type': 'application/octet-stream' } });
      },
    },
    {
      method: 'GET',
      path: binaryPaths.values,
      async answer(request, { seriesInstanceUid, sopInstanceUid }) {
        const frame = wholeNumber(new URL(request.url).searchParams.get('frame'), 0);
        const { values, low, high } = await overlays.values(seriesInstanceUid!, sopInstanceUid!, frame);
        const headers = { 'content-type': 'application/octet-stream', 'x-low': `${low}`, 'x-high': `${high}` };
        return new Response(new Uint8Array(values.buffer as ArrayBuffer), { headers });
      },
    },
    {
      method: 'GET',
      path: binaryPaths.artefact,
      async answer(_, { sha256 }) {
        const bytes = await (await stations.runStore()).bytes(sha256!);
        return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'application/octet-stream' } });
      },
    },
    {
      method: 'GET',
      path: binaryPaths.seen,
      answer: (_, { modelId, seriesInstanceUid, frame, channel }) =>
        seeing.onSource(modelId!, seriesInstanceUid!, wholeNumber(frame!, 0), wholeNumber(channel!, 0)),
    },
    { method: 'GET', path: binaryPaths.lookInput, answer: (_, { lookId }) => looks.input(lookId!) },
    {
      method: 'GET',
      path: binaryPaths.lookBlock,
      answer: (_, { lookId, block }) => looks.block(lookId!, wholeNumber(block ?? null, 0)),
    },
    {
      method: 'GET',
      path: binaryPaths.casePicture,
      answer(request, { evaluationId, caseNumber }) {
        const frame = new URL(request.url).searchParams.get('frame');
        const n = wholeNumber(caseNumber!, 0);
        return casePicture(context, evaluationId!, n, frame === null ? undefined : wholeNumber(frame, 0));
      },
    },
    {
      method: 'GET',
      path: binaryPaths.caseMasks,
      answer: (_, { evaluationId, caseNumber }) => caseMasks(context, evaluationId!, wholeNumber(caseNumber!, 0)),
    },
    {
      method: 'GET',
      path: binaryPaths.caseThumbnail,
      answer: (_, { evaluationId, caseNumber }) => caseThumbnail(context, evaluationId!, wholeNumber(caseNumber!, 0)),
    },
    {
      method: 'GET',
      path: binaryPaths.caseMap,
      answer: (_, { evaluationId, caseNumber, label }) =>
        caseMap(context, evaluationId!, wholeNumber(caseNumber!, 0), label!),
    },
    { method: 'GET', path: binaryPaths.events, answer: async (request) => events(request.signal) },
    {
      method: 'POST',
      path: binaryPaths.upload,
      answer: async (request) => Response.json(await uploadJob(context, request)),
    },
  ];
}

/** A count of a query, at least 0 (`count`: 1); what is no number is the fallback. */
function wholeNumber(text: string | null, fallback: number): number {
  const value = text === null ? fallback : Number(text);
  return Number.isSafeInteger(value) && value >= fallback ? value : fallback;
}
