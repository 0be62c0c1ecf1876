import type { EvaluatedCase, Evaluation } from '../contract/index.ts';
import { writeCsv } from './csv.ts';
import { likeliest } from './surest.ts';

/**
 * `cases.csv`: a row a case with what was said of it and, where it failed, why (the problem's code); `doubt`: what a
 * reader holds against its label.
 */
export function caseTable({ task, results, doubts }: Evaluation): Uint8Array {
  const columns = TABLES[task](results);
  const names = columns.map(([name]) => name);
  const reasons = new Map(doubts?.cases.map(({ name, reason }) => [name, reason]));
  return writeCsv(
    ['case', 'patient', 'label', ...names, 'problem', 'doubt'],
    results.map((one) => [
      ...[one.name, one.patient, one.label],
      ...columns.map(([, cell]) => (one.problem ? undefined : cell(one))),
      one.problem?.code,
      reasons.get(one.name),
    ]),
  );
}

type Column = [name: string, cell: (one: EvaluatedCase) => string | number | undefined];

const keysOf = (cases: EvaluatedCase[], part: 'scores' | 'measures') => [
  ...new Set(cases.flatMap((one) => Object.keys(one[part] ?? {}))),
];

const TABLES: Record<Evaluation['task'], (cases: EvaluatedCase[]) => Column[]> = {
  classification: (cases) => [
    ['predicted', ({ scores }) => likeliest(scores!)[0]],
    ...keysOf(cases, 'scores').map((key): Column => [`probability.${key}`, ({ scores }) => scores![key]]),
  ],
  detection: () => [
    ['marked', ({ marked }) => marked!.length],
    ['boxes', ({ boxes }) => boxes!.length],
    ['predicted', ({ boxes }) => boxes![0]?.label],
    ['probability', ({ boxes }) => boxes![0]?.score],
    ...['x0', 'y0', 'x1', 'y1'].map((name, n): Column => [name, ({ boxes }) => boxes![0]?.boxPx[n]]),
    ...['z0', 'z1'].map((name, n): Column => [name, ({ boxes }) => boxes![0]?.boxSlices?.[n]]),
  ],
  segmentation: (cases) =>
    keysOf(cases, 'measures').map((key): Column => [key, ({ measures }) => measures![key] ?? undefined]),
  verification: () => [
    ['leastOfPerson', ({ alike }) => alike?.leastOfPerson],
    ['mostOfOthers', ({ alike }) => alike?.mostOfOthers],
    ['mostAlike', ({ alike }) => alike?.mostAlike],
  ],
};
