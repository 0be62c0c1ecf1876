import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../../core/contract/problems/index.ts';
import { indexPaths, indexReport, nothingFound } from '../../core/library/index.ts';
import type { Command, CommandContext, Outcome } from '../command.ts';
import { Exit } from '../exit.ts';
import { type Unlocked, unlocked } from '../unlocking.ts';

/** `skiagraph index <path…>`: straight from the library station, since nothing is kept and no engine is needed. */
export const index: Command = async (context) => {
  if (!context.operands.length) throw new ProblemError('wrong-use', { message: 'index needs at least one path' });
  const folders: string[] = [];
  try {
    const paths = await unlocked(context, async () => {
      folders.push(await mkdtemp(join(tmpdir(), 'skiagraph-unlocked-')));
      return folders.at(-1)!;
    });
    return await listed(context, paths);
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
};

async function listed({ language, progress, signal }: CommandContext, { paths, settles }: Unlocked): Promise<Outcome> {
  const all = await indexPaths(paths, {
    signal,
    onProgress: (done, total) => progress.show('index', done, total),
  });
  const found = { ...all, skipped: all.skipped.filter((problem) => !settles(problem)) };
  // A single path that cannot be used is told like any other refusal; in a folder the rest is what was asked for.
  if (found.studies.length === 0) throw nothingFound(found, paths);
  const report = indexReport(found, language);
  return { document: report, text: textOf(report), exit: found.skipped.length ? Exit.some : Exit.done };
}

function textOf({ studies, skipped, instances, elapsedMs }: ReturnType<typeof indexReport>): string {
  const lines = studies.flatMap((study) => [
    `${study.patientName || '(no name)'}  ${study.patientId}  ${study.date}  ${study.description}`,
    ...study.series.flatMap((series) => [
      `  ${String(series.number ?? '').padStart(4)} ${series.modality.padEnd(4)} ${series.description || series.seriesInstanceUid}` +
        `  ${series.instances} instances, ${series.frames} frames${series.volume ? ', volume' : ''}`,
      ...series.notes.map(({ text }) => `       ${text}`),
    ]),
  ]);
  const left = skipped.map(({ path, text }) => `${path}: ${text}`);
  return [...lines, ...left, `${instances} instances in ${elapsedMs} ms, ${skipped.length} left out`].join('\n');
}
