import { type Preparation, ProblemError } from '../contract/index.ts';
import { channelsOf, stackOf, tracer } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import { type LookedAt, preparePictures } from './volumes.ts';

/** What a network is given of pictures. */
export type Seen = { preparation: Preparation; onSource(): SeenOnSource };

/**
 * The network's input on the grid of the pictures, one byte a pixel: 0 where it was cut away or never looked at, 1 to
 * 255 from `low` to `high` in the network's own numbers. The pictures lie after each other, as they were handed over.
 */
type SeenOnSource = { grey: Uint8Array<ArrayBuffer>; low: number; high: number };

/**
 * Prepares the pictures of a series, or of one for each channel, as an analysis does and brings a channel back (the first
 * if not asked for another); with a small picture of each step if asked. Throws a ProblemError.
 */
export function seenBy(
  manifest: Pick<Manifest, 'prepare' | 'network' | 'input'>,
  series: LookedAt[],
  { pictures = false, channel = 0 }: { pictures?: boolean; channel?: number } = {},
): Seen {
  const { frames, infos } = series[0]!;
  const { watch, steps } = tracer({ pictures, channel });
  const prepared = preparePictures(manifest, series, watch);
  const order = manifest.input.kind === 'volume' ? stackOf(infos).order : [0];
  const given = channelsOf(prepared.tensor, prepared.dims[1]!)[channel];
  if (!given) throw new ProblemError('not-found', { what: `channel ${channel}` });
  const restored = prepared.restore(given, Number.NaN);
  const seen = restored.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0) / restored.length;
  return {
    preparation: { steps, seen: Number(seen.toPrecision(4)) },
    onSource() {
      const [low, high] = rangeOf(given);
      const [columns = 0, rows = 0] = prepared.sourceSize;
      const pixels = columns * rows;
      const grey = new Uint8Array(pixels * frames.length);
      const scale = 254 / (high - low || 1);
      order.forEach((frame, slice) => {
        for (let n = 0; n < pixels; n++) {
          const value = restored[slice * pixels + n]!;
          if (Number.isNaN(value)) continue;
          grey[frame * pixels + n] = 1 + Math.round(Math.min(Math.max((value - low) * scale, 0), 254));
        }
      });
      return { grey, low, high };
    },
  };
}

/** How many values are sorted to find a range. */
const SAMPLED = 100_000;

/** Between which numbers all values but the lowest and highest half percent lie, so that a single bright one darkens nothing. */
function rangeOf(values: Float32Array): [low: number, high: number] {
  const step = Math.ceil(values.length / SAMPLED);
  const sorted = Float32Array.from({ length: Math.ceil(values.length / step) }, (_, n) => values[n * step]!).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.005), at(0.995)];
}
