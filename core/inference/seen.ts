import type { Preparation } from '../contract/index.ts';
import { buildVolume, type Prepared, prepareImage, prepareVolume, stackOf, tracer } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import type { LookedAt, Pictures } from './look.ts';

/** What a network is given of pictures, on their own grid. */
export type Seen = {
  preparation: Preparation;
  /** The n-th of the pictures as the network has it, NaN where it was cut away. */
  picture(n: number): Pictures;
};

/** Prepares pictures as an analysis does and brings the first channel back. Throws a ProblemError. */
export function seenBy(
  { prepare, network, input }: Pick<Manifest, 'prepare' | 'network' | 'input'>,
  { frames, infos }: LookedAt,
): Seen {
  const { watch, steps } = tracer();
  const volume = input.kind === 'volume';
  const order = volume ? stackOf(infos).order : [0];
  const prepared = volume
    ? prepareVolume(
        prepare,
        buildVolume(
          order.map((n) => frames[n]!),
          order.map((n) => infos[n]!),
        ),
        network.layout,
        watch,
      )
    : prepareImage(prepare, frames[0]!, infos[0]!, network.layout, watch);
  const restored = prepared.restore(firstChannel(prepared), Number.NaN);
  const [columns = 0, rows = 0] = prepared.sourceSize;
  const seen = restored.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0) / restored.length;
  return {
    preparation: { steps, seen: Number(seen.toPrecision(4)) },
    picture(n) {
      const slice = order.indexOf(n);
      const pixels = columns * rows;
      return { data: restored.slice(slice * pixels, (slice + 1) * pixels), channels: 1, rows, columns };
    },
  };
}

const firstChannel = ({ tensor, dims }: Prepared) => tensor.subarray(0, tensor.length / dims[1]!);
