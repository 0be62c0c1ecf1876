import type { Prepared } from '../imaging/index.ts';
import type { ClassActivationHead } from '../onnx/index.ts';
import { round6 } from './findings.ts';
import type { Tensor } from './protocol.ts';

/** Evidence for one class on the network's feature grid, in units of its logit. */
export type ActivationMap = {
  /** Index of the label. */
  label: number;
  /** Row by row. */
  values: Float32Array;
  columns: number;
  rows: number;
  /** Mean of the map + bias = logit, as it must be where the head is pooled and linear. */
  exact: boolean;
  /** Rectangle of the source image that the map covers: x0, y0, x1, y1. */
  coversPx: [number, number, number, number];
};

/** Largest difference between mean + bias and logit, absolute and relative, that counts as exact; half has 11 bits. */
const EXACT = { full: 1e-4, half: 2 ** -10 };

/**
 * Class activation maps (Zhou et al. 2016): the feature map [1, channels, rows, columns] weighted by the head's row of
 * each class. None for features that are no picture.
 */
export function activationMaps(
  head: ClassActivationHead,
  features: Tensor,
  logits: Float32Array,
  prepared: Prepared,
): ActivationMap[] {
  const [, channels = 0, rows = 0, columns = 0] = features.dims;
  if (features.dims.length !== 4 || channels !== head.channels || logits.length !== head.classes) return [];
  const cells = rows * columns;
  const coversPx = coveredBy(prepared);
  return Array.from(logits, (logit, label) => {
    const values = new Float64Array(cells);
    for (let c = 0; c < channels; c++) {
      const weight = head.weight[label * channels + c]!;
      for (let cell = 0; cell < cells; cell++) values[cell]! += weight * features.data[c * cells + cell]!;
    }
    const score = values.reduce((sum, value) => sum + value, 0) / cells + head.bias[label]!;
    return {
      label,
      values: Float32Array.from(values),
      columns,
      rows,
      exact: Math.abs(score - logit) <= EXACT[features.half ? 'half' : 'full'] * Math.max(1, Math.abs(logit)),
      coversPx,
    };
  });
}

/** The rectangle of the source image that the network's input covers. */
export function coveredBy({ toSource, size }: Prepared): ActivationMap['coversPx'] {
  const [[x0, y0], [x1, y1]] = [toSource([0, 0]), toSource(size)].map((point) => point.map(round6)) as [
    number[],
    number[],
  ];
  return [x0!, y0!, x1!, y1!];
}
