import { ProblemError } from '../contract/index.ts';
import type { Seen } from '../inference/index.ts';
import type { EngineContext } from './context.ts';
import type { FrameServer } from './frames.ts';
import { picturesFor } from './pictured.ts';

type Asked = [modelId: string, seriesInstanceUid: string, frame: number, channel: number];

/** What models are given of series, for a reader who wants to see it. */
export type Seeing = {
  preparation(...asked: Asked): Promise<Seen['preparation']>;
  onSource(...asked: Asked): Promise<Response>;
};

export function createSeeing(context: EngineContext, frames: FrameServer): Seeing {
  const { stations, series } = context;
  /** The last one: a reader looks at its slices one after the other. */
  let last: { key: string; seen: Promise<Seen> } | undefined;

  async function open(...[modelId, seriesInstanceUid, frame, channel]: Asked) {
    const model = await (await stations.modelStore()).get(modelId);
    const facts = await series.facts(seriesInstanceUid);
    if (!facts.infos[frame]) throw new ProblemError('no-such-frame', { frame, frames: facts.infos.length });
    const volume = model.manifest.input.kind === 'volume';
    // A newer run may have read other series as its channels.
    const runs = model.manifest.input.channels ? (await (await stations.runStore()).runs()).length : 0;
    const key = JSON.stringify([facts.edition, runs, model.sha256, seriesInstanceUid, volume || frame, channel]);
    if (last?.key !== key) {
      const opened = { key, seen: prepare() };
      last = opened;
      opened.seen.catch(() => {
        if (last === opened) last = undefined;
      });
    }
    return last.seen;

    async function prepare() {
      const { seenBy } = await import('../inference/index.ts');
      return seenBy(model.manifest, await picturesFor(context, frames, model.manifest, facts, frame), { channel });
    }
  }

  return {
    preparation: async (...asked) => (await open(...asked)).preparation,
    async onSource(...asked) {
      const { grey, low, high } = (await open(...asked)).onSource();
      const headers = { 'content-type': 'application/octet-stream', 'x-low': `${low}`, 'x-high': `${high}` };
      return new Response(grey, { headers });
    },
  };
}
