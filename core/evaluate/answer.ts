import { createHash } from 'node:crypto';
import {
  type Artefact,
  type EvaluatedCase,
  type Finding,
  type Language,
  ProblemError,
  type Proof,
  type Run,
} from '../contract/index.ts';
import type { FrameDecoder } from '../dicom/index.ts';
import { type AnalysisDeps, analyse, chooseProvider, embed } from '../inference/index.ts';
import type { Manifest, ModelPackage } from '../models/index.ts';
import { factsOfCase } from './coverage.ts';
import type { CaseImages } from './images.ts';
import type { LabelledCase } from './labelled-set.ts';
import { dice, surfaceDistanceMm, volumeErrorMl } from './masks.ts';
import { type CaseInput, openCase } from './open-case.ts';
import { readToldFindings, type ToldFinding, toldLabel } from './report-truth.ts';
import { type Grid, gridOf, isReport, readMask } from './truth.ts';
import { markedInVolume, sliceToShow } from './volume-boxes.ts';

export type AnswerDeps = Pick<AnalysisDeps, 'runner' | 'prove' | 'now' | 'random' | 'signal'> & {
  /** Of DICOM and of pictures. */
  decoder: FrameDecoder;
  /** Of the reasons why a model may not read a case. */
  language: Language;
  /** Of this model on this machine, as they are now. */
  proofs(): Proof[];
};

/** What a model answered to a case, and what was behind it. */
export type Answer = { result: EvaluatedCase; provider?: string; dicom?: boolean; vector?: Float32Array };

/** A model that reports everything it sees: operating points are applied by the figures, and some need what is below. */
export const undecided = (model: ModelPackage): ModelPackage => ({
  ...model,
  manifest: { ...model.manifest, labels: model.manifest.labels.map((label) => ({ ...label, operatingPoints: [] })) },
});

/**
 * Runs the pipeline on one case and holds the answer against what people say. What is wrong with the case is part of the
 * answer; throws only `run-cancelled` and bugs.
 */
export async function answerCase(model: ModelPackage, labelled: LabelledCase, deps: AnswerDeps): Promise<Answer> {
  const { name, path, patient, label, marked } = labelled;
  const { manifest } = model;
  const base: EvaluatedCase = { name, path, patient, ...(label !== undefined && { label }), ...(marked && { marked }) };
  try {
    const boxesInVolume = manifest.task === 'detection' && manifest.input.kind === 'volume';
    if (labelled.report && !boxesInVolume) Object.assign(base, await toldBy(labelled.report, manifest));
    const images = await openCase({ manifest, labelled, language: deps.language });
    // A folder with several series does not say which one is shown.
    if (manifest.input.channels) base.seriesInstanceUid = images.series.seriesInstanceUid;
    base.facts = factsOfCase(images, labelled.facts);
    const { columns, rows } = images.infos[0]!;
    const dicom = images.header !== undefined;
    if (manifest.task === 'verification') {
      const vector = await embed(model, images.series, { ...deps, proofs: deps.proofs() });
      const { provider } = chooseProvider('auto', deps.proofs());
      return { result: { ...base, sizePx: [columns, rows] }, provider, dicom, vector };
    }
    const grid = boxesInVolume ? gridOf(images.infos, 'volume') : undefined;
    if (grid) base.marked = await markedInVolume(labelled, { ...images, grid }, manifest, deps.decoder);
    const { run, bytesOf } = await runOn(model, images, deps);
    const said =
      manifest.task === 'segmentation'
        ? { measures: await measured(model, labelled.mask!, images, deps, { run, bytesOf }) }
        : manifest.task === 'detection'
          ? { boxes: boxesOf(run.findings) }
          : { scores: scoresOf(run.findings) };
    const result = { ...base, sizePx: [columns, rows] as [number, number], ...said };
    if (grid) result.shown = sliceToShow(result, grid);
    return { result, provider: run.provider.actual, dicom };
  } catch (thrown) {
    if (deps.signal.aborted) throw new ProblemError('run-cancelled');
    if (!(thrown instanceof ProblemError)) throw thrown;
    return { result: { ...base, problem: thrown.problem } };
  }
}

/**
 * What a report says of a case, as the table of a set would. Throws `truth-without-box` where a finding of a detection
 * set lies nowhere: left out, every box of the network there would count as wrong.
 */
async function toldBy(report: string, { task, labels }: Manifest): Promise<Pick<EvaluatedCase, 'label' | 'marked'>> {
  const told = await readToldFindings(report, labels);
  if (task !== 'detection') return { label: toldLabel(told) };
  const marked = told.map(({ label, regions }) => {
    const box = regions.find((region) => 'boxPx' in region);
    if (!box) throw new ProblemError('truth-without-box', { name: report, label });
    return { label, boxPx: box.boxPx };
  });
  return { marked };
}

/** What a classifier saw: how much each place of an image speaks for a label. */
export type CaseMap = Pick<Artefact, 'exact' | 'coversPx'> & { columns: number; rows: number; values: Uint8Array };

/**
 * Runs the pipeline on one case again for its activation map of a label (f32, row by row); undefined where the package
 * explains nothing. Throws what reading and running throw.
 */
export async function mapOfCase(
  model: ModelPackage,
  labelled: Pick<LabelledCase, 'path'>,
  label: string,
  deps: AnswerDeps,
): Promise<CaseMap | undefined> {
  const images = await openCase({ manifest: model.manifest, labelled, language: deps.language });
  const { run, bytesOf } = await runOn(model, images, deps);
  const map = run.artefacts.find(({ kind, of }) => kind === 'map' && of === label);
  if (!map) return undefined;
  const [columns, rows] = map.shape as [number, number];
  return { exact: map.exact, coversPx: map.coversPx, columns, rows, values: bytesOf(map.sha256) };
}

/**
 * The slice on which what a network found and what people say differ most: `frame` in reading order, and of each pixel the
 * place of its label in the manifest, by people and by the network (of labels that overlap the last).
 */
export type CaseMasks = { frame: number; columns: number; rows: number; told: Uint8Array; found: Uint8Array };

/**
 * Runs the pipeline on one case again for its masks beside those of the set; undefined where the set tells only volumes.
 * Throws what reading and running throw.
 */
export async function masksOfCase(
  model: ModelPackage,
  labelled: Pick<LabelledCase, 'path' | 'channels' | 'mask'>,
  deps: AnswerDeps,
): Promise<CaseMasks | undefined> {
  const { mask } = labelled;
  if (!mask || (await isReport(mask))) return undefined;
  const { manifest } = model;
  const images = await openCase({ manifest, labelled, language: deps.language });
  const grid = gridOf(images.infos, manifest.input.kind);
  const numbers = await readMask({ path: mask, infos: images.infos, grid, manifest, decoder: deps.decoder });
  const told = Uint8Array.from(numbers);
  const found = new Uint8Array(told.length);
  const ran = await runOn(model, images, deps);
  for (const [number, { key, role }] of manifest.labels.entries())
    if (role !== 'background')
      for (const [at, value] of foundMask(ran, key, found.length).entries()) if (value) found[at] = number;
  const [columns, rows] = grid.size;
  const ofSlice = (labels: Uint8Array, k: number) => labels.subarray(k * columns * rows, (k + 1) * columns * rows);
  const apart = grid.order.map((_, k) => {
    const other = ofSlice(found, k);
    return ofSlice(told, k).reduce((sum, label, at) => sum + Number(label !== other[at]), 0);
  });
  const k = apart.indexOf(Math.max(...apart));
  return { frame: grid.order[k]!, columns, rows, told: ofSlice(told, k), found: ofSlice(found, k) };
}

type Ran = { run: Run; bytesOf(sha256: string): Uint8Array };

async function runOn(model: ModelPackage, { study, series, further }: CaseInput, deps: AnswerDeps): Promise<Ran> {
  const artefacts = new Map<string, Uint8Array>();
  const run = await analyse(
    { model, study, series, further: further.map((one) => one.series), provider: 'auto', overruled: [] },
    {
      ...{ ...deps, proofs: deps.proofs(), onProgress: () => {} },
      async keep(bytes) {
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        artefacts.set(sha256, bytes);
        return sha256;
      },
    },
  );
  if (run.problem) throw new ProblemError(run.problem.code as never, run.problem.values);
  return { run, bytesOf: (sha256) => artefacts.get(sha256)! };
}

/** Of several images of a case, the mean. */
function scoresOf(findings: Finding[]): Record<string, number> {
  const labels = Map.groupBy(findings, ({ label }) => label);
  return Object.fromEntries(
    [...labels].map(([label, own]) => [label, own.reduce((sum, one) => sum + one.probability!, 0) / own.length]),
  );
}

function boxesOf(findings: Finding[]): NonNullable<EvaluatedCase['boxes']> {
  return findings
    .map(({ label, probability, boxPx, boxSlices }) => ({
      ...{ label, score: probability!, boxPx: boxPx! },
      ...(boxSlices && { boxSlices }),
    }))
    .sort((a, b) => b.score - a.score);
}

async function measured({ manifest }: ModelPackage, mask: string, images: CaseImages, deps: AnswerDeps, ran: Ran) {
  const { infos } = images;
  const grid = gridOf(infos, manifest.input.kind);
  if (await isReport(mask)) return volumesAgainst(await readToldFindings(mask, manifest.labels), grid, ran);
  const numbers = await readMask({ path: mask, infos, grid, manifest, decoder: deps.decoder });
  const measures: Record<string, number | null> = {};
  for (const [number, { key, role }] of manifest.labels.entries()) {
    if (role === 'background') continue;
    const truth = Uint8Array.from(numbers, (value) => Number(value === number));
    const pair = { found: foundMask(ran, key, truth.length), truth, size: grid.size };
    measures[`dice.${key}`] = dice(pair);
    if (!grid.spacing) continue;
    const distance = surfaceDistanceMm({ ...pair, spacing: grid.spacing });
    measures[`surfaceDistanceMm.${key}`] = Number.isNaN(distance) ? null : distance;
    measures[`volumeErrorMl.${key}`] = volumeErrorMl({ ...pair, spacing: grid.spacing });
  }
  return measures;
}

/** Against a report only volumes can be held: where they lie, it does not say. */
function volumesAgainst(told: ToldFinding[], { size, spacing }: Grid, ran: Ran): Record<string, number> {
  if (!spacing) return {};
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  const measures: Record<string, number> = {};
  for (const [label, own] of Map.groupBy(told, (one) => one.label)) {
    const volumes = own.flatMap(({ volumeMl }) => volumeMl ?? []);
    if (volumes.length === 0) continue;
    const voxels = foundMask(ran, label, size[0] * size[1] * size[2]).reduce((sum, value) => sum + value, 0);
    measures[`volumeErrorMl.${label}`] = Math.abs(voxels * voxelMl - volumes.reduce((sum, value) => sum + value, 0));
  }
  return measures;
}

/** All masks of a label together: a series of images has one for each. */
function foundMask({ run, bytesOf }: Ran, label: string, voxels: number): Uint8Array {
  const ids = new Set(run.findings.filter((finding) => finding.label === label).map(({ id }) => id));
  const found = new Uint8Array(voxels);
  for (const { sha256 } of run.artefacts.filter(({ kind, of }) => kind === 'mask' && ids.has(of)))
    for (const [at, value] of bytesOf(sha256).entries()) if (value) found[at] = 1;
  return found;
}
