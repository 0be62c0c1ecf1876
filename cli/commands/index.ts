import { ProblemError } from '../../core/contract/problems/index.ts';
import { indexPaths, indexReport, nothingFound } from '../../core/library/index.ts';
import type { Command } from '../command.ts';
import { Exit } from '../exit.ts';

/** `skiagraph index <path…>`: straight from the library station, since nothing is kept and no engine is needed. */
export const index: Command = async ({ operands, language, progress, signal }) => {
  if (!operands.length) throw new ProblemError('wrong-use', { message: 'index needs at least one path' });
  const found = await indexPaths(operands, {
    signal,
    onProgress: (done, total) => progress.show('index', done, total),
  });
  // A single path that cannot be used is told like any other refusal; in a folder the rest is what was asked for.
  if (found.studies.length === 0) throw nothingFound(found, operands);
  const report = indexReport(found, language);
  return { document: report, text: textOf(report), exit: found.skipped.length ? Exit.some : Exit.done };
};

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
