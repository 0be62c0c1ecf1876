import type { ChannelCandidate, Eligibility, ModelSummary, Run } from '../../core/contract/index.ts';
import type { Translate } from '../words.ts';

/** Channels of a model whose series a reader has to say. */
export const openChannels = ({ channels = [] }: Eligibility) =>
  channels.filter(({ seriesInstanceUid }) => seriesInstanceUid === undefined);

/** Is all that keeps a model from running that a reader has to say which series are its channels? */
export const asksOnly = (eligibility: Eligibility): boolean => {
  const open = openChannels(eligibility);
  const forbidden = eligibility.checks.some(({ passed, severity }) => !passed && severity === 'meaningless');
  return open.length > 0 && open.every(({ candidates }) => candidates.length > 0) && !forbidden;
};

/** The series that a run has read, by the names that its model has for them. */
export const channelsOf = (read: NonNullable<Run['channels']>, known: NonNullable<ModelSummary['channels']>) =>
  read.flatMap(({ key, seriesInstanceUid }) =>
    known.filter((channel) => channel.key === key).map(({ name }) => ({ key, name, seriesInstanceUid })),
  );

/** A series as a list names it: its number, where it has one, and what it calls itself. */
export const seriesLabel = (
  { number, description }: Pick<ChannelCandidate, 'number' | 'description'>,
  t: Translate,
): string => [number, description || t('unnamedSeries')].filter((part) => part !== undefined).join(' · ');
