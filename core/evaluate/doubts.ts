import { type DoubtedCase, type Evaluation, ProblemError } from '../contract/index.ts';
import { createBootstrap } from './bootstrap.ts';
import { figuresOf, metricsOf } from './measure.ts';

/** An evaluation that says which labels a reader doubts, and what its figures are without those cases. */
export const withDoubts = (evaluation: Evaluation, cases: DoubtedCase[]): Evaluation =>
  cases.length === 0 ? evaluation : { ...evaluation, doubts: { cases, without: figuresWithout(evaluation, cases) } };

function figuresWithout({ task, labels, results }: Evaluation, doubted: DoubtedCase[]) {
  const names = new Set(doubted.map(({ name }) => name));
  const kept = results.filter(({ name, problem }) => !problem && !names.has(name));
  // The pairs of a verification network are of vectors, which are not kept.
  if (task === 'verification' || kept.length === 0) return undefined;
  const patients = kept.map(({ patient }) => patient);
  try {
    const { figures } = figuresOf(task, labels, kept);
    const metrics = metricsOf(figures, createBootstrap(patients));
    return { cases: kept.length, patients: new Set(patients).size, metrics };
  } catch (thrown) {
    if (thrown instanceof ProblemError) return undefined;
    throw thrown;
  }
}
