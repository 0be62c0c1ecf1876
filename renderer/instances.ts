import { useQuery } from '@tanstack/react-query';
import type { Instance, Series } from '../core/contract/index.ts';
import { call } from './client.ts';
import { attempt, queries } from './engine.ts';
import { goTo } from './state.ts';

const asking = (seriesInstanceUid: string) => ({
  queryKey: ['instances', seriesInstanceUid],
  queryFn: async () => (await call('instances', undefined, { seriesInstanceUid })).instances,
});

const nothing: Instance[] = [];
/** The instances of a series in reading order; undefined until the engine has answered, or where no series is named. */
export function useInstances(seriesInstanceUid: string | undefined): Instance[] | undefined {
  const enabled = seriesInstanceUid !== undefined;
  const { data, isPending } = useQuery({ ...asking(seriesInstanceUid ?? ''), enabled });
  return isPending ? undefined : (data ?? nothing);
}

/** The place of an image among the frames of a series, in reading order from 0. */
export function frameIndexOf(
  instances: Instance[] | undefined,
  sopInstanceUid: string | undefined,
  frame = 0,
): number | undefined {
  let start = 0;
  for (const instance of instances ?? nothing) {
    if (instance.sopInstanceUid === sopInstanceUid) return start + frame;
    start += instance.frames;
  }
  return undefined;
}

/** Brings an image of a series on the screen, where the series has it. */
export const goToImage = (
  { seriesInstanceUid }: Pick<Series, 'seriesInstanceUid'>,
  { sopInstanceUid, frame }: { sopInstanceUid?: string; frame?: number },
) =>
  attempt(async () => {
    const place = frameIndexOf(await queries.fetchQuery(asking(seriesInstanceUid)), sopInstanceUid, frame);
    if (place !== undefined) goTo({ seriesInstanceUid, frame: place });
  });
