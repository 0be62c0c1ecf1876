import type { Prepared } from '../imaging/index.ts';
import { type ActivationMap, coveredBy } from './activation.ts';
import type { Tensor } from './protocol.ts';

/** Most cells of a map along an axis; each costs a run of the network. */
const CELLS = 12;

/**
 * Occlusion maps (Zeiler and Fergus 2014, arXiv:1311.2901): how much each logit falls when a part of the image is
 * covered with its mean. For any head; approximate, since what is covered changes what is around it too. `answer` runs
 * the network on one input [1, channels, rows, columns].
 */
export async function occlusionMaps(
  prepared: Prepared,
  logits: Float32Array,
  answer: (input: Tensor) => Promise<Float32Array>,
  onRun: (done: number, total: number) => void = () => undefined,
): Promise<ActivationMap[]> {
  const { tensor, dims } = prepared;
  const [, channels = 0, height = 0, width = 0] = dims;
  const [rows, columns] = [Math.min(CELLS, height), Math.min(CELLS, width)];
  const means = Array.from({ length: channels }, (_, c) =>
    meanOf(tensor.subarray(c * height * width, (c + 1) * height * width)),
  );
  const maps = Array.from(logits, () => new Float32Array(rows * columns));
  for (let cell = 0; cell < rows * columns; cell++) {
    const [top, bottom] = covered(Math.floor(cell / columns), rows, height);
    const [left, right] = covered(cell % columns, columns, width);
    const data = tensor.slice();
    for (let c = 0; c < channels; c++)
      for (let y = top; y < bottom; y++)
        data.fill(means[c]!, (c * height + y) * width + left, (c * height + y) * width + right);
    const without = await answer({ data, dims });
    maps.forEach((map, label) => {
      map[cell] = logits[label]! - without[label]!;
    });
    onRun(cell + 1, rows * columns);
  }
  const coversPx = coveredBy(prepared);
  return maps.map((values, label) => ({ label, values, columns, rows, exact: false, coversPx }));
}

/** Pixels from … to that are covered for a cell: its own and half a cell around it, so that neighbours overlap. */
function covered(cell: number, cells: number, size: number): [number, number] {
  const length = size / cells;
  const from = Math.round((cell - 0.5) * length);
  return [
    Math.max(0, cells === size ? cell : from),
    Math.min(size, cells === size ? cell + 1 : Math.round((cell + 1.5) * length)),
  ];
}

const meanOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
