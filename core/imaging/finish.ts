import { ProblemError } from '../contract/index.ts';
import type { Prepared } from './prepare.ts';
import { type Box, type Boxes, boxes, type Detections } from './steps/boxes.ts';
import { type Calibrate, calibrate } from './steps/calibrate.ts';
import { sigmoid } from './steps/sigmoid.ts';
import { softmax } from './steps/softmax.ts';

/** The finishing steps of a manifest (core/models/manifest.ts has their schema). */
export type FinishStep =
  | { step: 'softmax' | 'sigmoid' | 'restore' | 'argmax' | 'largestComponent' | 'fillHoles' }
  | ({ step: 'calibrate' } & Calibrate)
  | { step: 'threshold'; at: number }
  | { step: 'removeSmall'; ml: number }
  | ({ step: 'boxes' } & Boxes);

/** What a network answers, by channel, to probabilities: the steps that change values, without what is made of them. */
export const probabilities = (steps: FinishStep[], channels: Float32Array[]): Float32Array[] =>
  steps.reduce((now, step) => valueStep(step, now) ?? now, channels);

/** Logits of one image to scores by label. */
export function finishScores(steps: FinishStep[], logits: Float32Array): Float32Array {
  const channels = Array.from(logits, (logit) => Float32Array.of(logit));
  const scores = steps.reduce<Float32Array[]>((now, step) => valueStep(step, now) ?? misplaced(step), channels);
  return Float32Array.from(scores, (score) => score[0]!);
}

/**
 * Logits by label of each cell, and what the network says of each cell's box, to boxes on the source grid, best first,
 * cut at its border.
 */
export function finishBoxes(
  steps: FinishStep[],
  { scores, deltas }: Detections,
  prepared: Pick<Prepared, 'size' | 'layout' | 'sourceSize' | 'toSource'>,
): Box[] {
  let values = scores;
  for (const step of steps) {
    if (step.step === 'boxes') {
      const found = boxes({ scores: values, deltas }, prepared.size, prepared.layout, step);
      return found.map((box) => onSource(box, prepared)).filter(({ low, high }) => low.every((at, n) => at < high[n]!));
    }
    values = valueStep(step, values) ?? misplaced(step);
  }
  return misplaced(steps.at(-1));
}

/** Steps may turn axes, so that a low edge becomes a high one. */
function onSource(box: Box, { sourceSize, toSource }: Pick<Prepared, 'sourceSize' | 'toSource'>): Box {
  const [a, b] = [toSource(box.low), toSource(box.high)];
  const inside = (at: number, axis: number) => Math.min(Math.max(at, 0), sourceSize[axis]!);
  return {
    ...box,
    low: a.map((at, axis) => inside(Math.min(at, b[axis]!), axis)),
    high: a.map((at, axis) => inside(Math.max(at, b[axis]!), axis)),
  };
}

export function misplaced(step: FinishStep | undefined): never {
  throw new ProblemError('step-misplaced', { step: step?.step ?? 'argmax' });
}

/** Values to values, by channel; undefined for a step of another kind. */
function valueStep(step: FinishStep, channels: Float32Array[]): Float32Array[] | undefined {
  switch (step.step) {
    case 'softmax':
      return softmax(channels);
    case 'sigmoid':
      return sigmoid(channels);
    case 'calibrate':
      return calibrate(channels, step);
    default:
      return undefined;
  }
}
