import { ProblemError } from '../contract/index.ts';
import type { Prepared } from './prepare.ts';
import {
  type Box,
  type Boxes,
  type BoxPart,
  candidateBoxes,
  type Detections,
  MOST_CANDIDATES,
  suppress,
} from './steps/boxes.ts';
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

/** Takes what a network says of an input, or of one part of it after another, and makes boxes of all. */
export type BoxMaker = {
  /**
   * Logits by label of each cell, and what the network says of each cell's box; of a part, also the size of what the
   * network was given.
   */
  take(said: Detections, of?: { input: readonly number[]; part: BoxPart }): void;
  /** On the source grid, best first, cut at its border. */
  boxes(): Box[];
};

/** Boxes by the steps of a manifest. Throws `step-misplaced`; `take` throws `box-cells`. */
export function makeBoxes(
  steps: FinishStep[],
  prepared: Pick<Prepared, 'size' | 'layout' | 'sourceSize' | 'toSource'>,
): BoxMaker {
  const step = steps.find((one) => one.step === 'boxes') ?? misplaced(steps.at(-1));
  const before = steps.slice(0, steps.indexOf(step));
  const { size, layout } = prepared;
  let found: Box[] = [];
  return {
    take({ scores, deltas }, of) {
      const values = before.reduce((now, one) => valueStep(one, now) ?? misplaced(one), scores);
      found.push(...candidateBoxes({ scores: values, deltas }, { size, layout, ...of }, step));
      if (found.length > MOST_CANDIDATES) found = found.toSorted((a, b) => b.score - a.score).slice(0, MOST_CANDIDATES);
    },
    boxes: () =>
      suppress(found, step)
        .map((box) => onSource(box, prepared))
        .filter(({ low, high }) => low.every((at, n) => at < high[n]!)),
  };
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
