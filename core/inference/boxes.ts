import { type Box, finishBoxes, type Prepared } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import type { Outputs } from './execution.ts';

/** What a detection network answers, [1, cells, labels] and [1, cells, 2 · axes], to boxes on the source grid. */
export function boxesOf(
  { finish, labels }: Pick<Manifest, 'finish' | 'labels'>,
  { output, boxes }: Pick<Outputs, 'output' | 'boxes'>,
  prepared: Parameters<typeof finishBoxes>[2] & Pick<Prepared, 'size'>,
): Box[] {
  const cells = output.data.length / labels.length;
  // A channel for each label.
  const scores = labels.map((_, label) =>
    Float32Array.from({ length: cells }, (_, cell) => output.data[cell * labels.length + label]!),
  );
  return finishBoxes(finish, { scores, deltas: boxes!.data }, prepared);
}
