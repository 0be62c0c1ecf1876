import { userInfo } from 'node:os';
import { z } from 'zod';
import { ProblemError, Provider, type Run } from '../../core/contract/index.ts';
import type { Command, CommandContext } from '../command.ts';
import { Exit, exitOf } from '../exit.ts';

/** `skiagraph analyse <path…> --out <dir>` */
export const analyse: Command = async (context) => {
  const { operands, language, engine, progress, signal } = context;
  const { out, provider, ...chosen } = checked(context);
  if (!operands.length) throw new ProblemError('wrong-use', { message: 'analyse needs at least one path' });
  const result = await (await engine()).analyse({
    ...chosen,
    paths: operands,
    out,
    provider,
    language,
    by: reader(),
    signal,
    onProgress: ({ title, stage, done, total, remainingMs }) =>
      progress.show(`${title} (${stage})`, done, total, remainingMs),
  });
  const { runs, refused, errors } = result;
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
  const { out, provider = 'auto', model, series, only } = options as Record<string, string | undefined>;
  if (!out) throw new ProblemError('wrong-use', { message: 'analyse needs --out, a folder for what it writes' });
  const known = Provider.or(z.literal('auto')).safeParse(provider);
  if (!known.success) throw new ProblemError('wrong-use', { message: `There is no provider ${provider}` });
  return {
    out,
    provider: known.data,
    models: model ? [model] : [],
    seriesInstanceUid: series,
    only: only?.split(','),
    overrule: options.overrule === true,
    force: options.force === true,
  };
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
