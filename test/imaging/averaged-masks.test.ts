import { describe, expect, it } from 'vitest';
import { product } from '../../core/imaging/grid.ts';
import { makeMasks } from '../../core/imaging/index.ts';
import { softmax } from '../../core/imaging/steps/softmax.ts';
import { cutIntoWindows, type Part, type Windows } from '../../core/imaging/windows.ts';
import { noise } from './reference.ts';

const AXES = [8, 20, 10];
const NETWORKS = 3;
const windows: Windows = { size: [4, 5, 5], overlap: 0.25, blend: 'gaussian', as: 'monai' };
const data = noise(product(AXES), 7);
const size = AXES.toReversed();
const prepared = {
  size,
  sourceSize: size,
  restore: (values: Float32Array) => values,
  restoreMask: (mask: Uint8Array) => mask,
};
const background = -1;

/** Something else by every network, label and place. */
const answerOf = (given: Float32Array, labels: number, network: number) =>
  Float32Array.from({ length: labels * given.length }, (_, n) => {
    const [label, at] = [Math.floor(n / given.length), n % given.length];
    return 4 * Math.sin(given[at]! * (label + 3) + network * 2.4 + at / 17);
  });

/** All networks over one slab after the other; bytes that were kept from the beginning, and at most during a slab. */
function streamed(labels: number, mostSums: number) {
  const counted = countBytes();
  try {
    const maker = makeMasks([{ step: 'softmax' }, { step: 'argmax' }], {
      ...{ labels, networks: NETWORKS, prepared, background },
    });
    const cuttings = Array.from({ length: NETWORKS }, () =>
      cutIntoWindows({ data, channels: 1, axes: AXES }, labels, windows, maker.take, NETWORKS, mostSums),
    );
    const kept = counted.since();
    const { ends } = cuttings[0]!;
    const during = ends.map((end, slab) => {
      for (const [network, cutting] of cuttings.entries())
        for (let n = ends[slab - 1] ?? 0; n < end; n++) {
          const answer = counted.without(() => answerOf(cutting.take(n).data, labels, network));
          cutting.add(n, answer);
        }
      return counted.since();
    });
    const masks = maker.masks();
    return {
      peak: kept + Math.max(...during),
      masks: counted.without(() => Array.from({ length: labels }, (_, n) => masks(n))),
    };
  } finally {
    counted.stop();
  }
}

/** Bytes of the arrays of floats that are made, but for what the networks read and answer. */
function countBytes() {
  const { Float32Array: Plain } = globalThis;
  let [bytes, counting] = [0, true];
  globalThis.Float32Array = new Proxy(Plain, {
    construct(target, given, by) {
      if (counting && typeof given[0] === 'number') bytes += 4 * given[0];
      return Reflect.construct(target, given, by);
    },
  });
  return {
    since() {
      const made = bytes;
      bytes = 0;
      return made;
    },
    without<T>(work: () => T): T {
      counting = false;
      const done = work();
      counting = true;
      return done;
    },
    stop() {
      globalThis.Float32Array = Plain;
    },
  };
}

/** The mean of all probabilities of all voxels. */
function reference(labels: number): Float32Array[] {
  const mean = Array.from({ length: labels }, () => new Float32Array(data.length));
  for (let network = 0; network < NETWORKS; network++) {
    const logits = mean.map(({ length }) => new Float32Array(length));
    const keep = ({ at, channels }: Part) => {
      for (const [label, values] of channels.entries()) logits[label]!.set(values, at);
    };
    const cutting = cutIntoWindows({ data, channels: 1, axes: AXES }, labels, windows, keep);
    for (let n = 0; n < cutting.count; n++) cutting.add(n, answerOf(cutting.take(n).data, labels, network));
    for (const [label, values] of softmax(logits).entries())
      for (let at = 0; at < values.length; at++) mean[label]![at]! += values[at]! / NETWORKS;
  }
  return mean;
}

describe('masks of the mean of several networks over windows', () => {
  it.each([3, 25, 250])('are those of their mean probabilities at each voxel, with %i labels', (labels) => {
    const mean = reference(labels);
    const { masks } = streamed(labels, (NETWORKS + 1) * 40 * 250);
    const chosen = new Int16Array(data.length).fill(-1);
    let voxels = 0;
    for (const [label, mask] of masks.entries())
      for (let at = 0; at < mask.length; at++)
        if (mask[at]) {
          chosen[at] = label;
          voxels++;
        }
    expect([voxels, chosen.includes(-1)]).toEqual([data.length, false]);
    // Of two that are equal but for rounding, either.
    let short = 0;
    for (const values of mean)
      for (let at = 0; at < data.length; at++) short = Math.max(short, values[at]! - mean[chosen[at]!]![at]!);
    expect(short).toBeLessThan(1e-6);
  });

  it('need no more memory with ten times the labels', () => {
    const [few, many] = [streamed(25, (NETWORKS + 1) * 40 * 250), streamed(250, (NETWORKS + 1) * 40 * 250)];
    expect(many.peak).toBeLessThanOrEqual(1.1 * few.peak);
    // All probabilities of all voxels would be this.
    expect(many.peak).toBeLessThan((4 * 250 * data.length) / 2);
  });
});
