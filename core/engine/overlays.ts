import { type Overlay, ProblemError, type Series, type Study } from '../contract/index.ts';
import type { DescribedOverlay } from '../overlays/index.ts';
import type { EngineContext } from './context.ts';
import type { FrameServer } from './frames.ts';
import type { SeriesFacts } from './series.ts';

/** Segmentations, maps and doses of other people over the images of a series. */
export type Overlays = {
  list(seriesInstanceUid: string): Promise<Overlay[]>;
  /** A segment over every image of the series: one byte a pixel. Throws 'no-such-overlay' and what laying throws. */
  mask(seriesInstanceUid: string, sopInstanceUid: string, segment: number): Promise<Uint8Array>;
  /** A map over frame `n`, and between which numbers all of it lies. */
  values(
    seriesInstanceUid: string,
    sopInstanceUid: string,
    n: number,
  ): Promise<{ values: Float32Array; low: number; high: number }>;
};

type Range = { low: number; high: number };
/** `start`: its first frame among those of its own series. */
type Opened = { overlay: DescribedOverlay; series: Series; facts: SeriesFacts; start: number };

export function createOverlays(context: EngineContext, frames: FrameServer): Overlays {
  const ranges = new Map<string, Promise<Range>>();

  /** Every overlay that lies over a series. */
  async function opened(seriesInstanceUid: string): Promise<Opened[]> {
    const { describeOverlay } = await import('../overlays/index.ts');
    const lists = over(await context.series.find(seriesInstanceUid)).map(async (series) => {
      const facts = await context.series.facts(series.seriesInstanceUid);
      let start = 0;
      return facts.headers.map((header) => {
        const overlay = describeOverlay(header);
        start += overlay.frames.length;
        return { overlay, facts, series, start: start - overlay.frames.length };
      });
    });
    return (await Promise.all(lists)).flat();
  }

  async function open(seriesInstanceUid: string, sopInstanceUid: string) {
    const found = (await opened(seriesInstanceUid)).find(({ overlay }) => overlay.sopInstanceUid === sopInstanceUid);
    if (!found) throw new ProblemError('no-such-overlay');
    const read = (n: number) => frames.frame(found.facts, found.start + n);
    return { ...found, read, images: (await context.series.facts(seriesInstanceUid)).infos };
  }

  return {
    async list(seriesInstanceUid) {
      return (await opened(seriesInstanceUid)).map(({ series, overlay }) => {
        const { coding: _coding, frames: _frames, step: _step, ...described } = overlay;
        return { ...described, seriesInstanceUid: series.seriesInstanceUid };
      });
    },
    async mask(seriesInstanceUid, sopInstanceUid, segment) {
      const { maskOver } = await import('../overlays/index.ts');
      const { overlay, images, read } = await open(seriesInstanceUid, sopInstanceUid);
      return maskOver(images, overlay, segment, read);
    },
    async values(seriesInstanceUid, sopInstanceUid, n) {
      const { rangeOf, valuesOver } = await import('../overlays/index.ts');
      const { overlay, images, read, facts } = await open(seriesInstanceUid, sopInstanceUid);
      const image = images[n];
      if (!image) throw new ProblemError('no-such-frame', { frame: n, frames: images.length });
      const key = `${facts.edition} ${sopInstanceUid}`;
      const range = ranges.get(key) ?? rangeOf(overlay, read);
      ranges.set(key, range);
      range.catch(() => ranges.delete(key));
      return { values: await valuesOver(image, images, overlay, read), ...(await range) };
    },
  };
}

/** The overlays of a study that name a series, or lie in its frame of reference. */
const over = ({ study, series }: { study: Study; series: Series }) =>
  study.series.filter(
    (one) =>
      one.kind === 'overlay' &&
      one !== series &&
      (one.refersTo.includes(series.seriesInstanceUid) ||
        (one.frameOfReferenceUid !== undefined && one.frameOfReferenceUid === series.frameOfReferenceUid)),
  );
