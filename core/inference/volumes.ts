import { type Frame, type FrameInfo, ProblemError, type Volume } from '../contract/index.ts';
import { buildVolume, type Prepared, type PrepareStep, prepareChannels, prepareImage } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';

type Prepares = Pick<Manifest, 'network' | 'input'> & { prepare: PrepareStep[] };
type Watch = Parameters<typeof prepareChannels>[3];

/** The pictures of a series that a network reads at once: one for images, all of them for volumes. */
export type LookedAt = { frames: Frame[]; infos: FrameInfo[] };

/** Pictures to a network's input, of several series in the order of its channels. Throws a ProblemError. */
export function preparePictures(manifest: Prepares, series: LookedAt[], watch?: Watch): Prepared {
  if (manifest.input.kind === 'volume') {
    const volumes = series.map(({ frames, infos }) => buildVolume(frames, infos));
    return prepareSeries(manifest, volumes, watch);
  }
  const { frames, infos } = series[0]!;
  return prepareImage(manifest.prepare, frames[0]!, infos[0]!, manifest.network.layout, watch);
}

/**
 * The volumes of the series that a network reads, in the order of its channels, to its input. Throws `channel-missing`
 * where there is none for a channel.
 */
export function prepareSeries(
  { prepare, network, input: { channels } }: Prepares,
  volumes: Volume[],
  watch?: Watch,
): Prepared {
  const missing = channels?.[volumes.length];
  if (missing) throw new ProblemError('channel-missing', { channel: missing.name.en, reasons: '' });
  const [first, ...others] = volumes.map((volume, n) => {
    const { key, prepare: own = [] } = channels?.[n] ?? {};
    return { volume, prepare: own, key };
  });
  return prepareChannels(prepare, [first!, ...others], network.layout, watch);
}
