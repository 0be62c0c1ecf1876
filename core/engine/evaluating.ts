import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  Evaluation,
  type Job,
  KeptEvaluation,
  type Language,
  ProblemError,
  type Progress,
  type Provider,
} from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { diskProblem } from './disk.ts';
import { thumbnailPng } from './thumbnail.ts';

export type EvaluateRequest = {
  model: string;
  data: string;
  split: string;
  out: string;
  force: boolean;
  language: Language;
  signal: AbortSignal;
  onProgress(progress: Progress): void;
};

/**
 * `skiagraph evaluate`: a model of the store on a labelled set, written into a folder. Nothing of it enters library or
 * journal. Throws what `evaluate` throws, and where the folder cannot be written or has an evaluation already.
 */
export async function evaluateModel(context: EngineContext, request: EvaluateRequest): Promise<Evaluation> {
  const { stations } = context;
  const { evaluate, refuseExisting, writeEvaluation } = await import('../evaluate/index.ts');
  const out = resolve(request.out);
  if (!request.force) refuseExisting(out);
  const model = await (await stations.modelStore()).get(request.model);
  const { data, split, language, signal, onProgress } = request;
  const deps = await answering(context, model, { language, signal });
  const evaluation = await evaluate({ model, data, split }, { ...deps, onProgress });
  await writeEvaluation(evaluation, out).catch((error) => {
    throw diskProblem(error, out);
  });
  return evaluation;
}

/** What running a model on a case needs of the engine. */
async function answering(
  { stations, options }: EngineContext,
  model: ModelPackage,
  { language, signal }: Pick<EvaluateRequest, 'language' | 'signal'>,
) {
  const proofs = await stations.proofs();
  return {
    ...{ language, signal, now: options.now },
    decoder: await stations.decoder(),
    runner: await stations.runner(),
    proofs: () => proofs.of(model),
    prove: (provider: Provider) => proofs.prove(model, provider, { signal }),
    random: (bytes: number) => randomBytes(bytes),
  };
}

/** In the data folder; an evaluation can be thrown away and made again. */
const evaluationsIn = ({ options }: EngineContext) => join(options.dataDir, 'evaluations');
const folderOf = (context: EngineContext, id: string) => join(evaluationsIn(context), id);

/** A job that evaluates; its id names the folder in the data folder that holds the result. */
export async function evaluateJob(
  context: EngineContext,
  { modelId, data, split }: { modelId: string; data: string; split: string },
): Promise<Job> {
  const { manifest } = await (await context.stations.modelStore()).get(modelId);
  const job = context.jobs.start({ kind: 'evaluate', title: manifest.name.en, modelId }, async (work) => {
    const { signal, report } = work;
    const language = context.options.language;
    const asked = { model: modelId, data, split, language, signal, force: false };
    await evaluateModel(context, { ...asked, out: folderOf(context, job.id), onProgress: report });
    return {};
  });
  return job;
}

/** All evaluations of this data folder, newest first; one that cannot be read is no evaluation any more. */
export async function keptEvaluations(context: EngineContext): Promise<KeptEvaluation[]> {
  const ids = await readdir(evaluationsIn(context)).catch((): string[] => []);
  const read = await Promise.all(
    ids.map((id) =>
      keptEvaluation(context, id).then(
        (evaluation) => [KeptEvaluation.parse({ id, ...evaluation })],
        () => [],
      ),
    ),
  );
  return read.flat().sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** An evaluation as it was made. Throws `not-found`. */
async function keptEvaluation(context: EngineContext, id: string): Promise<Evaluation> {
  // Ids are random UUIDs: nothing else is a name in that folder.
  const text = /^[0-9a-f-]{36}$/.test(id)
    ? await readFile(join(folderOf(context, id), 'evaluation.json'), 'utf8').catch(() => '')
    : '';
  if (!text) throw new ProblemError('not-found', { what: id });
  return Evaluation.parse(JSON.parse(text));
}

/** An evaluation of this data folder with the doubts that readers have by now, and where its files are. */
export async function readEvaluation(context: EngineContext, id: string) {
  const evaluation = await keptEvaluation(context, id);
  const { labelDoubts } = await import('../review/index.ts');
  const { withDoubts } = await import('../evaluate/index.ts');
  const doubts = new Map(labelDoubts((await context.stations.journal()).events()).map((doubt) => [doubt.path, doubt]));
  const cases = evaluation.results.flatMap(({ name, path, label }) => {
    const doubt = doubts.get(path);
    if (!doubt || doubt.label !== label) return [];
    const { seq, reason, by, at } = doubt;
    return { seq, name, reason, by, at };
  });
  return { evaluation: withDoubts(evaluation, cases), folder: folderOf(context, id) };
}

/** Throws `not-found`, `export-exists`, and where the folder cannot be written. */
export async function exportEvaluation(context: EngineContext, id: string, asked: { folder: string }) {
  const { evaluation } = await readEvaluation(context, id);
  const folder = resolve(asked.folder);
  const { refuseExisting, writeEvaluation } = await import('../evaluate/index.ts');
  refuseExisting(folder);
  const files = await writeEvaluation(evaluation, folder).catch((error) => {
    throw diskProblem(error, folder);
  });
  return { folder, files };
}

/** The longer side of a case's picture in pixels. */
const PICTURE_PX = 768;
const THUMBNAIL_PX = 96;

async function caseOf(context: EngineContext, id: string, n: number) {
  const evaluation = await keptEvaluation(context, id);
  const one = evaluation.results[n];
  if (!one) throw new ProblemError('not-found', { what: `${id} ${n}` });
  return { ...one, model: evaluation.model };
}

/** The activation map of a case for a label, made anew; 204 where the model explains nothing. */
export async function caseMap(context: EngineContext, id: string, n: number, label: string): Promise<Response> {
  const { model: modelId, ...labelled } = await caseOf(context, id, n);
  const model = await (await context.stations.modelStore()).get(modelId);
  const { language } = context.options;
  const deps = await answering(context, model, { language, signal: new AbortController().signal });
  const { mapOfCase } = await import('../evaluate/index.ts');
  const map = await mapOfCase(model, labelled, label, deps);
  if (!map) return new Response(null, { status: 204 });
  const { columns, rows, coversPx = [], values } = map;
  const headers = { 'x-shape': `${columns} ${rows}`, 'x-covers': coversPx.join(' ') };
  return new Response(new Uint8Array(values), { headers: { 'content-type': 'application/octet-stream', ...headers } });
}

/** What people and a network outlined of a case, made anew; 204 where the set has no masks. */
export async function caseMasks(context: EngineContext, id: string, n: number): Promise<Response> {
  const { data, split, model: modelId, results } = await keptEvaluation(context, id);
  const { masksOfCase, readLabelledSet } = await import('../evaluate/index.ts');
  const model = await (await context.stations.modelStore()).get(modelId);
  const labelled = (await readLabelledSet(data, split, model.manifest)).find(({ name }) => name === results[n]?.name);
  if (!labelled) throw new ProblemError('not-found', { what: `${id} ${n}` });
  const { language } = context.options;
  const deps = await answering(context, model, { language, signal: new AbortController().signal });
  const masks = await masksOfCase(model, labelled, deps);
  if (!masks) return new Response(null, { status: 204 });
  const { frame, columns, rows, told, found } = masks;
  const headers = { 'x-shape': `${columns} ${rows}`, 'x-frame': `${frame}` };
  return new Response(Buffer.concat([told, found]), {
    headers: { 'content-type': 'application/octet-stream', ...headers },
  });
}

/** A frame of a case as a screen shows it, the middle one if not asked for another. */
export const casePicture = (context: EngineContext, id: string, n: number, frame?: number) =>
  frameOfCase(context, id, n, PICTURE_PX, frame);
export const caseThumbnail = (context: EngineContext, id: string, n: number) =>
  frameOfCase(context, id, n, THUMBNAIL_PX);

async function frameOfCase(context: EngineContext, id: string, n: number, side: number, asked?: number) {
  const { path, seriesInstanceUid } = await caseOf(context, id, n);
  const { openImages } = await import('../evaluate/index.ts');
  const { series } = await openImages(path, seriesInstanceUid);
  const frames = series.instances.flatMap(({ source, frames: count }) =>
    Array.from({ length: count }, (_, frame) => ({ source, frame })),
  );
  const { source, frame } = frames[asked ?? frames.length >> 1] ?? frames.at(-1)!;
  const decoded = await (await context.stations.decoder()).decode(source, frame);
  const png = await thumbnailPng(decoded.frame, decoded.info, side);
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } });
}
