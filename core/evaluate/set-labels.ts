import type { EvaluatedCase } from '../contract/index.ts';
import type { Manifest } from '../models/index.ts';

export type Labels = (Pick<Manifest['labels'][number], 'key' | 'role'> & {
  operatingPoints: { name: string; threshold: number }[];
})[];

/** Sets call it normal, no_finding, no_enhancing_tumor. */
const saysNormal = (label: string | undefined) => /^(normal$|no[_ -]|none$)/i.test(label ?? '');

/** The label of the model that stands for "nothing of the kind", where the set has such cases too. */
export function normalOf(labels: Labels, cases: EvaluatedCase[]): string | undefined {
  const normal = labels.find(({ role }) => role === 'normal')?.key;
  return cases.some(({ label }) => saysNormal(label)) ? normal : undefined;
}

/** Does a case show what a label of the model stands for; `normal` is `normalOf` its set. */
export const shows = ({ label }: EvaluatedCase, key: string, normal: string | undefined) =>
  label === key || (key === normal && saysNormal(label));

/** Does the model have a label for everything that the set knows. */
export function speaksSetLabels(labels: Labels, cases: EvaluatedCase[]): boolean {
  const normal = normalOf(labels, cases);
  return cases.every((one) => one.label === undefined || labels.some(({ key }) => shows(one, key, normal)));
}
