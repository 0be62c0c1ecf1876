import { type Evaluation, type Note, ProblemError, type Progress } from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
import { type AnswerDeps, answerCase, undecided } from './answer.ts';
import { createBootstrap } from './bootstrap.ts';
import { readLabelledSet } from './labelled-set.ts';
import { measure } from './measure.ts';
import { plotsOf } from './plots.ts';
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
  if (task === 'verification') throw new ProblemError('task-unsupported', { task });
  const began = performance.now();
  const startedAt = deps.now().toISOString();
  const set = await readLabelledSet(data, split, task);
  const whole = undecided(model);
  const answers = [];
  for (const [n, labelled] of set.entries()) {
    answers.push(await answerCase(whole, labelled, deps));
    const remainingMs = ((performance.now() - began) / (n + 1)) * (set.length - n - 1);
    deps.onProgress({ stage: 'run', done: n + 1, total: set.length, remainingMs });
  }
  const results = answers.map(({ result }) => result);
  const answered = results.filter(({ problem }) => !problem);
  if (answered.length === 0) throw new ProblemError(results[0]!.problem!.code as never, results[0]!.problem!.values);
  const right =
    task === 'segmentation'
      ? []
      : task === 'detection'
        ? surestBoxes(answered).right
        : surestClasses(labels, answered).right;
  answered.forEach((one, n) => {
    one.right = right[n];
  });
  const bootstrap = createBootstrap(answered.map(({ patient }) => patient));
  const { metrics, notes } = measure(task, labels, answered, bootstrap);
  const asked: Note[] = answers.some(({ dicom }) => dicom === false)
    ? [{ code: 'eligibility-not-asked', values: {} }]
    : [];
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
    ...{ metrics, plots: plotsOf(task, labels, answered, bootstrap), notes: [...asked, ...notes], results },
  };
}
