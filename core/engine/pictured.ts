import type { NamedChannels } from '../contract/index.ts';
import type { LookedAt } from '../inference/index.ts';
import type { Manifest } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import type { FrameServer } from './frames.ts';
import { channelProblem, eligibilityOf, furtherSeries } from './running.ts';
import type { SeriesFacts } from './series.ts';

type Reads = Pick<Manifest, 'eligible' | 'input' | 'prepare'>;

/**
 * The pictures that a network reads of a series: all of it for volumes, else frame `frame`; of several series those of
 * the further channels after them, found by rule or as the newest run of model `id` had them. Throws a ProblemError.
 */
export async function picturesFor(
  context: EngineContext,
  frames: FrameServer,
  { id, ...manifest }: Reads & { id?: string },
  facts: SeriesFacts,
  frame: number,
): Promise<LookedAt[]> {
  const read = async (of: SeriesFacts): Promise<LookedAt> => {
    const wanted = manifest.input.kind === 'volume' ? of.infos.map((_, n) => n) : [frame];
    const pictures = await Promise.all(wanted.map((n) => frames.frame(of, n)));
    return { frames: pictures, infos: wanted.map((n) => of.infos[n]!) };
  };
  const series = [await read(facts)];
  if (!manifest.input.channels) return series;
  const named = await namedBefore(context, id, facts.series.seriesInstanceUid);
  const eligibility = await eligibilityOf(context, { manifest }, facts, named);
  const open = channelProblem(eligibility, context.options.language);
  if (open) throw open;
  for (const { seriesInstanceUid } of furtherSeries(eligibility, facts))
    series.push(await read(await context.series.facts(seriesInstanceUid)));
  return series;
}

/** Which series the newest run of a model on a series had as channels. */
async function namedBefore(
  { stations }: EngineContext,
  modelId: string | undefined,
  seriesInstanceUid: string,
): Promise<NamedChannels> {
  const runs = await (await stations.runStore()).runs();
  const newest = runs.findLast((run) => run.model.id === modelId && run.seriesInstanceUid === seriesInstanceUid);
  return Object.fromEntries((newest?.channels ?? []).map((channel) => [channel.key, channel.seriesInstanceUid]));
}
