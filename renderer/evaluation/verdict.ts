import type { EvaluatedCase, Evaluation } from '../../core/contract/index.ts';

/** What became of a case. */
export type Verdict = 'right' | 'missed' | 'mistake' | 'kind' | 'place' | 'failed';

/** What a model answered: its likeliest label, or its surest box. */
export function answerOf({ scores, boxes }: EvaluatedCase): { label: string; score: number } | undefined {
  if (boxes) return boxes[0];
  const ranked = Object.entries(scores ?? {}).sort((a, b) => b[1] - a[1]);
  return ranked[0] && { label: ranked[0][0], score: ranked[0][1] };
}

/** The least alike of a case's masks. */
export const worstDice = ({ measures = {} }: EvaluatedCase): number =>
  Math.min(
    1,
    ...Object.entries(measures).flatMap(([name, value]) => (name.startsWith('dice.') && value !== null ? [value] : [])),
  );

type Point = Evaluation['labels'][number]['operatingPoints'][number];

/** The operating point that the right box of a case does not reach: the app would not have reported it. */
export function pointMissed(
  { labels }: Pick<Evaluation, 'labels'>,
  { boxes, right }: EvaluatedCase,
): Point | undefined {
  const [best] = boxes ?? [];
  if (!best || !right) return undefined;
  const [point] = labels.find(({ key }) => key === best.label)?.operatingPoints ?? [];
  return point && best.score < point.threshold ? point : undefined;
}

function verdictOf({ labels }: Pick<Evaluation, 'labels'>, one: EvaluatedCase): Verdict {
  if (one.problem) return 'failed';
  if (one.right !== false) return pointMissed({ labels }, one) ? 'missed' : 'right';
  const answer = answerOf(one);
  if (!answer) return 'missed';
  if (one.boxes) return one.marked?.some(({ label }) => label === answer.label) ? 'place' : 'kind';
  const normal = labels.find(({ role }) => role === 'normal')?.key;
  if (answer.label === normal) return 'missed';
  return labels.some(({ key, role }) => key === one.label && role === 'finding') ? 'kind' : 'mistake';
}

/** Masks are more or less alike, neither right nor wrong; but they can fail. */
export const isJudged = ({ task }: Evaluation, verdict: Verdict): boolean =>
  task !== 'segmentation' || verdict === 'failed';

const WORST_FIRST: Verdict[] = ['failed', 'missed', 'mistake', 'kind', 'place', 'right'];

export type Judged = { one: EvaluatedCase; number: number; verdict: Verdict };

/** All cases, those first that a reader should look at: missed, by mistake, the surest errors; the least alike masks. */
export function judged(evaluation: Pick<Evaluation, 'labels' | 'results'>): Judged[] {
  return evaluation.results
    .map((one, number) => ({ one, number, verdict: verdictOf(evaluation, one) }))
    .sort(
      (a, b) =>
        WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) ||
        worstDice(a.one) - worstDice(b.one) ||
        (answerOf(b.one)?.score ?? 0) - (answerOf(a.one)?.score ?? 0),
    );
}
