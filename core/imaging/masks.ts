import { ProblemError } from '../contract/index.ts';
import { type FinishStep, misplaced, probabilities } from './finish.ts';
import { product } from './grid.ts';
import type { Prepared } from './prepare.ts';
import { argmax, NO_LABEL } from './steps/argmax.ts';
import { fillHoles } from './steps/fillHoles.ts';
import { largestComponent } from './steps/largestComponent.ts';
import { removeSmall } from './steps/removeSmall.ts';
import { threshold } from './steps/threshold.ts';
import type { Part } from './windows.ts';

/** How masks are made beside the steps themselves. */
export type MaskOptions = {
  /** How many channels the network answers. */
  labels: number;
  /** How many networks answer each part, one after the other; their probabilities are averaged. */
  networks?: number;
  prepared: Pick<Prepared, 'restore' | 'restoreMask' | 'size' | 'sourceSize'>;
  /** Channel of the background, −1 where there is none. */
  background: number;
  /** Of the source grid; missing for images, which have no volume. */
  voxelMl?: number;
};

/** The mask (0 or 1) of a label on the source grid, made when it is asked for. */
export type Masks = (label: number) => Uint8Array;

/**
 * Takes what a network says of some voxels, in its layout and in any order; of several networks each says its own of the
 * same parts. When all are there, gives the masks.
 */
export type MaskMaker = { take(part: Part): void; masks(): Masks };

/** Does a step keep the order of the labels at each place; one that calibrates each label in its own way does not. */
const keepsOrder = (step: FinishStep) => isValueStep(step) && !(step.step === 'calibrate' && step.platt);

/** Values by label that are kept at a time may take 4 GiB. */
const MOST_VALUES = 2 ** 30;

/**
 * Masks by the finishing steps of a manifest. With `argmax` a voxel's label is decided when the last network has said what
 * it is, and one byte is kept of it, however many labels there are; where values have to be kept instead (they are
 * interpolated on their way back, or `threshold` lets labels overlap), too many of them throw `windows-too-large` before
 * the network runs.
 */
export function makeMasks(steps: FinishStep[], options: MaskOptions): MaskMaker {
  const at = steps.findIndex(({ step }) => step === 'argmax' || step === 'threshold');
  const making = steps[at];
  // What comes between values and masks is the same on both grids: it is brought back where the masks are made.
  const before = steps.slice(0, Math.max(at, 0)).filter(({ step }) => step !== 'restore');
  const after = steps.slice(at + 1);
  const wrong = making
    ? (before.find((step) => !isValueStep(step)) ?? after.find((step) => !isMaskStep(step, options)))
    : (steps.at(-1) ?? { step: 'argmax' as const });
  if (wrong) misplaced(wrong);
  const voxels = product(options.prepared.size);
  const { restoreMask } = options.prepared;
  const { networks = 1 } = options;
  if (making?.step === 'argmax' && restoreMask) {
    const labels = new Uint8Array(voxels);
    const decide = ({ at, channels }: Part) => labels.set(argmax(channels), at);
    // The largest stays the largest through these steps: where nothing comes between, they need not be done.
    const asTheyCome = networks === 1 && before.every(keepsOrder);
    return {
      take: asTheyCome ? decide : averaged(before, networks, decide),
      masks: () => ofLabels(restoreMask(labels, outsideOf(options)), after, options),
    };
  }
  const { labels: count } = options;
  if (count * voxels > MOST_VALUES)
    throw new ProblemError('windows-too-large', {
      labels: count,
      gigabytes: Math.ceil((count * voxels * 4) / 2 ** 30),
    });
  const kept = Array.from({ length: count }, () => new Float32Array(voxels));
  return {
    take({ at, channels }) {
      for (const [c, values] of probabilities(before, channels).entries())
        addShare(kept[c]!.subarray(at, at + values.length), values, networks);
    },
    masks() {
      if (making?.step === 'threshold') return ofEach(thresholded(kept, making, options), after, options);
      return ofLabels(largestOf(kept, options), after, options);
    },
  };
}

/** Hands on the mean probabilities of a part when all networks have answered it; until then their sums are kept. */
function averaged(steps: FinishStep[], networks: number, take: (part: Part) => void): (part: Part) => void {
  const waiting = new Map<number, { sums: Float32Array[]; answers: number }>();
  return ({ at, channels }) => {
    const values = probabilities(steps, channels);
    const part = waiting.get(at) ?? { sums: values.map(({ length }) => new Float32Array(length)), answers: 0 };
    for (const [c, sum] of part.sums.entries()) addShare(sum, values[c]!, networks);
    if (++part.answers < networks) waiting.set(at, part);
    else {
      waiting.delete(at);
      take({ at, channels: part.sums });
    }
  };
}

function addShare(sum: Float32Array, values: Float32Array, among: number): void {
  for (let n = 0; n < values.length; n++) sum[n]! += values[n]! / among;
}

const isValueStep = ({ step }: FinishStep) => step === 'softmax' || step === 'sigmoid' || step === 'calibrate';

const isMaskStep = ({ step }: FinishStep, { voxelMl }: MaskOptions) =>
  step === 'largestComponent' || step === 'fillHoles' || (step === 'removeSmall' && voxelMl !== undefined);

/** What is beyond the network's grid: certainly the background, or nothing. */
const outsideOf = ({ background }: MaskOptions) => (background < 0 ? NO_LABEL : background);

/**
 * The label of each voxel of the source grid. Values are brought back before, one channel after the other: labels that
 * were resampled would gain or lose edges.
 */
function largestOf(values: Float32Array[], { prepared, background }: MaskOptions): Uint8Array {
  const labels = new Uint8Array(product(prepared.sourceSize));
  let best: Float32Array | undefined;
  for (const [c, channel] of values.entries()) {
    const back = prepared.restore(channel, c === background ? 1 : 0);
    if (!best) best = back;
    else
      for (let at = 0; at < back.length; at++)
        if (back[at]! > best[at]!) {
          best[at] = back[at]!;
          labels[at] = c;
        }
  }
  return labels;
}

function thresholded(values: Float32Array[], step: { at: number }, { prepared, background }: MaskOptions) {
  const { restoreMask } = prepared;
  return values.map((channel, c) => {
    const outside = c === background ? 1 : 0;
    return restoreMask
      ? restoreMask(threshold(channel, step), outside)
      : threshold(prepared.restore(channel, outside), step);
  });
}

/** Masks of a map of labels, in which no two overlap until their holes are filled. */
function ofLabels(labels: Uint8Array, steps: FinishStep[], options: MaskOptions): Masks {
  const only = (label: number) => labels.map((own) => (own === label ? 1 : 0));
  const filling = steps.findIndex(({ step }) => step === 'fillHoles');
  const [reducing, growing] = filling < 0 ? [steps, []] : [steps.slice(0, filling), steps.slice(filling)];
  const { background } = options;
  for (const step of reducing)
    for (let label = 0; label < options.labels; label++) {
      if (label === background) continue;
      const kept = maskStep(step, only(label), options);
      for (let at = 0; at < labels.length; at++) if (labels[at] === label && !kept[at]) labels[at] = NO_LABEL;
    }
  return (label) => {
    if (label === background || growing.length === 0) return only(label);
    const taken = labels.map((own) => (own !== label && own !== background && own !== NO_LABEL ? 1 : 0));
    return growing.reduce<Uint8Array>((mask, step) => maskStep(step, mask, options, taken), only(label));
  };
}

/** Masks that may overlap. */
function ofEach(masks: Uint8Array[], steps: FinishStep[], options: MaskOptions): Masks {
  const { background } = options;
  const done = steps.reduce<Uint8Array[]>(
    (now, step) =>
      now.map((mask, c) => (c === background ? mask : maskStep(step, mask, options, othersOf(now, c, background)))),
    masks,
  );
  return (label) => done[label]!;
}

function othersOf(masks: Uint8Array[], label: number, background: number): Uint8Array {
  const taken = new Uint8Array(masks[0]!.length);
  masks.forEach((other, o) => {
    if (o !== label && o !== background) for (let at = 0; at < taken.length; at++) taken[at]! |= other[at]!;
  });
  return taken;
}

/** `taken`: holes of one label never take voxels of another that lies in them. */
function maskStep(step: FinishStep, mask: Uint8Array, options: MaskOptions, taken?: Uint8Array): Uint8Array {
  const size = options.prepared.sourceSize;
  switch (step.step) {
    case 'largestComponent':
      return largestComponent(mask, size);
    case 'removeSmall':
      return removeSmall(mask, size, step, options.voxelMl!);
    case 'fillHoles':
      return fillHoles(mask, size, taken);
    default:
      return misplaced(step);
  }
}
