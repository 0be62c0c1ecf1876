import { ProblemError } from '../contract/index.ts';
import type { Prepared } from './prepare.ts';
import { argmax } from './steps/argmax.ts';
import { type Box, type Boxes, boxes, type Detections } from './steps/boxes.ts';
import { calibrate } from './steps/calibrate.ts';
import { fillHoles } from './steps/fillHoles.ts';
import { largestComponent } from './steps/largestComponent.ts';
import { removeSmall } from './steps/removeSmall.ts';
import { restore } from './steps/restore.ts';
import { sigmoid } from './steps/sigmoid.ts';
import { softmax } from './steps/softmax.ts';
import { threshold } from './steps/threshold.ts';

/** The finishing steps of a manifest (core/models/manifest.ts has their schema). */
export type FinishStep =
  | { step: 'softmax' | 'sigmoid' | 'restore' | 'argmax' | 'largestComponent' | 'fillHoles' }
  | { step: 'calibrate'; temperature: number }
  | { step: 'threshold'; at: number }
  | { step: 'removeSmall'; ml: number }
  | ({ step: 'boxes' } & Boxes);

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

/** Steps that keep the order of the labels at each place. */
const ORDER_KEEPING: FinishStep['step'][] = ['softmax', 'sigmoid', 'calibrate'];

/** How masks are made beside the steps themselves. */
export type MaskOptions = {
  prepared: Pick<Prepared, 'restore' | 'restoreMask' | 'sourceSize'>;
  /** Channel of the background, −1 where there is none. */
  background: number;
  /** Of the source grid; missing for images, which have no volume. */
  voxelMl?: number;
};

/** Channels in the network's layout to one mask (0 or 1) a channel on the source grid. */
export function finishMasks(steps: FinishStep[], channels: Float32Array[], options: MaskOptions): Uint8Array[] {
  let values = channels;
  let masks: Uint8Array[] | undefined;
  // The largest stays the largest through these steps: where nothing comes between, they need not be done.
  const masking = steps.find(({ step }) => step === 'argmax' || step === 'threshold');
  const idle = new Set(masking?.step === 'argmax' && options.prepared.restoreMask ? ORDER_KEEPING : []);
  for (const step of steps) {
    if (masks) masks = maskStep(step, masks, options) ?? misplaced(step);
    else if (step.step === 'argmax') masks = masksOf({ step: 'argmax' }, values, options);
    else if (step.step === 'threshold') masks = masksOf(step, values, options);
    // What comes between values and masks is the same on both grids: it is brought back where the masks are made.
    else if (step.step !== 'restore' && !idle.has(step.step)) values = valueStep(step, values) ?? misplaced(step);
  }
  return masks ?? misplaced(steps.at(-1));
}

/** What makes masks of values. */
type MaskingStep = { step: 'argmax' } | { step: 'threshold'; at: number };

/**
 * Masks on the source grid. Values that have to be interpolated are brought back before: labels that were resampled
 * would gain or lose edges.
 */
function masksOf(step: MaskingStep, values: Float32Array[], { prepared, background }: MaskOptions): Uint8Array[] {
  const made = (channels: Float32Array[]) => (step.step === 'threshold' ? threshold(channels, step) : argmax(channels));
  const { restoreMask } = prepared;
  if (!restoreMask) return made(restore(values, prepared, background));
  return made(values).map((mask, c) => restoreMask(mask, c === background ? 1 : 0));
}

function misplaced(step: FinishStep | undefined): never {
  throw new ProblemError('step-misplaced', { step: step?.step ?? 'argmax' });
}

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

function maskStep(step: FinishStep, masks: Uint8Array[], options: MaskOptions): Uint8Array[] | undefined {
  const size = options.prepared.sourceSize;
  const each = (change: (mask: Uint8Array) => Uint8Array) =>
    masks.map((mask, c) => (c === options.background ? mask : change(mask)));
  switch (step.step) {
    case 'largestComponent':
      return each((mask) => largestComponent(mask, size));
    case 'removeSmall':
      return options.voxelMl === undefined
        ? undefined
        : each((mask) => removeSmall(mask, size, step, options.voxelMl!));
    case 'fillHoles':
      return fillAll(masks, size, options.background);
    default:
      return undefined;
  }
}

/** Holes of one label never take voxels of another that lies in them. */
function fillAll(masks: Uint8Array[], size: number[], background: number): Uint8Array[] {
  return masks.map((mask, c) => {
    if (c === background) return mask;
    const taken = new Uint8Array(mask.length);
    masks.forEach((other, o) => {
      if (o !== c && o !== background) for (let at = 0; at < taken.length; at++) taken[at]! |= other[at]!;
    });
    return fillHoles(mask, size, taken);
  });
}
