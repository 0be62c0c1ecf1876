import {
  type EvaluatedCase,
  type Evaluation,
  type Note,
  ProblemError,
  type Progress,
  type Task,
} from '../contract/index.ts';
import { cosine } from '../inference/index.ts';
import type { ModelPackage } from '../models/index.ts';
import { type Answer, type AnswerDeps, answerCase, undecided } from './answer.ts';
import { type Bootstrap, createBootstrap } from './bootstrap.ts';
import { coverageOf } from './coverage.ts';
import { type LabelledCase, readLabelledSet } from './labelled-set.ts';
import { figuresOf, metricsOf } from './measure.ts';
import { alikeOf, type Placed, pairFigures, pairPlots, pairsOf, wrongPairs } from './pairs.ts';
import { plotsOf } from './plots.ts';
import type { Labels } from './set-labels.ts';
import { surestBoxes, surestClasses } from './surest.ts';

export type EvaluationPlan = { model: ModelPackage; data: string; split: string };

export type EvaluateDeps = AnswerDeps & { onProgress(progress: Progress): void };

/**
 * How good a model is on one split of a labelled set: the pipeline of `analyse` on every case, one after another, and
 * its figures with intervals over patients. A case that fails is named and stops no other. Throws `ProblemError` for a
 * set that cannot be used, where no case was answered (why the first was not), and `run-cancelled`.
 */
export async function evaluate({ model, data, split }: EvaluationPlan, deps: EvaluateDeps): Promise<Evaluation> {
  const { id, version, name, task, labels } = model.manifest;
  const began = performance.now();
  const startedAt = deps.now().toISOString();
  const set = await readLabelledSet(data, split, model.manifest);
  const whole = undecided(model);
  const answers: Answer[] = [];
  for (const [n, labelled] of set.entries()) {
    answers.push(await answerCase(whole, labelled, deps));
    const remainingMs = ((performance.now() - began) / (n + 1)) * (set.length - n - 1);
    deps.onProgress({ stage: 'run', done: n + 1, total: set.length, remainingMs });
  }
  const results = answers.map(({ result }) => result);
  const answered = results.filter(({ problem }) => !problem);
  if (answered.length === 0) throw new ProblemError(results[0]!.problem!.code as never, results[0]!.problem!.values);
  const bootstrap = createBootstrap(answered.map(({ patient }) => patient));
  const said =
    task === 'verification'
      ? ofPairs(labels, imagesOf(set, answers), answered, bootstrap)
      : ofCases(task, labels, answered, bootstrap);
  const asked: Note[] = answers.some(({ dicom }) => dicom === false)
    ? [{ code: 'eligibility-not-asked', values: {} }]
    : [];
  const elsewhere = new Set(set.filter((one) => one.elsewhere).map(({ person }) => person)).size;
  const shared: Note[] = elsewhere > 0 ? [{ code: 'set-patients-shared', values: { patients: elsewhere, split } }] : [];
  return {
    ...{ model: id, version, name, sha256: model.sha256, task, data, split, startedAt },
    labels: labels.flatMap(({ key, name, role, operatingPoints }) =>
      role === 'background'
        ? []
        : { key, name, role, operatingPoints: operatingPoints.map(({ name, threshold }) => ({ name, threshold })) },
    ),
    elapsedMs: Math.round(performance.now() - began),
    provider: answers.find(({ provider }) => provider)!.provider!,
    cases: answered.length,
    patients: new Set(answered.map(({ patient }) => patient)).size,
    coverage: coverageOf(model.manifest, answered),
    ...{ ...said, notes: [...asked, ...shared, ...said.notes], results },
  };
}

type Said = Pick<Evaluation, 'metrics' | 'plots' | 'notes' | 'wrongPairs'>;

function ofCases(task: Task, labels: Labels, answered: EvaluatedCase[], bootstrap: Bootstrap): Said {
  const right =
    task === 'segmentation'
      ? []
      : task === 'detection'
        ? surestBoxes(answered).right
        : surestClasses(labels, answered).right;
  answered.forEach((one, n) => {
    one.right = right[n];
  });
  const { figures, notes } = figuresOf(task, labels, answered);
  return { metrics: metricsOf(figures, bootstrap), notes, plots: plotsOf(task, labels, answered, bootstrap) };
}

const imagesOf = (set: LabelledCase[], answers: Answer[]): Placed[] =>
  answers.flatMap(({ vector }, n) => {
    const { name, patient, person } = set[n]!;
    return vector ? { name, patient, person, vector } : [];
  });

/** Every two images are compared once; throws `set-pairs-missing` where none are of one person, or none of two. */
function ofPairs(labels: Labels, images: Placed[], answered: EvaluatedCase[], bootstrap: Bootstrap): Said {
  const pairs = pairsOf(images, cosine);
  if (new Set(pairs.same).size < 2) throw new ProblemError('set-pairs-missing');
  const alike = alikeOf(images, pairs);
  answered.forEach((one, n) => {
    one.alike = alike[n];
  });
  const threshold = labels[0]!.operatingPoints[0]?.threshold;
  return {
    metrics: metricsOf(pairFigures(labels, pairs), bootstrap),
    plots: pairPlots(labels, pairs, bootstrap),
    notes: [],
    ...(threshold !== undefined && { wrongPairs: wrongPairs(images, pairs, threshold) }),
  };
}
