import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { NamedChannels, ProblemError, Provider, type Run } from '../../core/contract/index.ts';
import type { Command, CommandContext } from '../command.ts';
import { Exit, exitOf } from '../exit.ts';
import { unlocked } from '../unlocking.ts';

/** `skiagraph analyse <path…> --out <dir>` */
export const analyse: Command = async (context) => {
  const { operands, language, engine, progress, signal } = context;
  const { out, provider, ...chosen } = checked(context);
  if (!operands.length) throw new ProblemError('wrong-use', { message: 'analyse needs at least one path' });
  // In the data folder, as what the window unlocks: the runs name these files.
  const { paths, settles } = await unlocked(context, async () => join(context.dataDir, 'incoming', randomUUID()));
  const result = await (await engine()).analyse({
    ...chosen,
    paths,
    out,
    provider,
    language,
    by: reader(),
    signal,
    onProgress: ({ title, stage, done, total, remainingMs }) =>
      progress.show(`${title} (${stage})`, done, total, remainingMs),
  });
  const { runs, refused } = result;
  const errors = result.errors.filter((problem) => !settles(problem));
  const lines = [
    ...runs.map(runLine),
    ...refused.map(({ model, series, reasons }) => `${model} not on ${series}: ${reasons.join(' ')}`),
  ];
  const done = runs.some(({ status }) => status === 'done');
  return {
    document: { runs, refused },
    text: lines.join('\n'),
    problems: errors,
    exit: signal.aborted ? Exit.interrupted : !errors.length ? Exit.done : done ? Exit.some : exitOf(errors),
  };
};

function checked({ options }: CommandContext) {
  const { out, provider = 'auto', model, series, channel, only } = options as Record<string, string | undefined>;
  if (!out) throw new ProblemError('wrong-use', { message: 'analyse needs --out, a folder for what it writes' });
  const known = Provider.or(z.literal('auto')).safeParse(provider);
  if (!known.success) throw new ProblemError('wrong-use', { message: `There is no provider ${provider}` });
  return {
    out,
    provider: known.data,
    models: model ? [model] : [],
    seriesInstanceUid: series,
    channels: channelsIn(channel),
    only: only?.split(','),
    overrule: options.overrule === true,
    force: options.force === true,
  };
}

/** `flair=7,t1=1.2.840…` */
function channelsIn(words: string | undefined): NamedChannels {
  const pairs = words?.split(',').map((word) => word.split('=')) ?? [];
  const wrong = pairs.some((pair) => pair.length !== 2 || pair.includes(''));
  const channels = NamedChannels.safeParse(Object.fromEntries(pairs));
  if (wrong || !channels.success)
    throw new ProblemError('wrong-use', { message: '--channel needs a name and a series: --channel flair=7,t1=4' });
  return channels.data;
}

function runLine({ model, status, findings, seriesInstanceUid, provider }: Run): string {
  const found = findings.map(({ label, probability, volumeMl }) =>
    probability !== undefined ? `${label} ${probability.toFixed(3)}` : `${label} ${volumeMl?.toFixed(2) ?? '?'} mL`,
  );
  return `${model.id} ${status} on ${seriesInstanceUid} (${provider.actual}): ${found.join(', ')}`;
}

/** The account's name: it stands in the journal beside what was exported. */
function reader(): string {
  try {
    return userInfo().username;
  } catch {
    return 'command line';
  }
}
