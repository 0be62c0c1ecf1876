import { ProblemError } from '../../core/contract/index.ts';
import { indexReport } from '../../core/engine/index.ts';
import type { Command } from '../command.ts';
import { Exit } from '../exit.ts';

/** `skiagraph index <path…>` */
export const index: Command = async ({ operands, language, engine, progress, signal }) => {
  if (!operands.length) throw new ProblemError('wrong-use', { message: 'index needs at least one path' });
  const found = await engine().indexPaths(operands, {
    signal,
    onProgress: (done, total) => progress.show('index', done, total),
  });
  const report = await indexReport(found, language);
  // A single path that cannot be used is told like any other refusal; in a folder the rest is what was asked for.
  const nothing = found.studies.length === 0;
  return {
    document: report,
    text: textOf(report),
    problems: nothing ? found.skipped.slice(0, 1) : [],
    exit: nothing ? Exit.input : found.skipped.length ? Exit.some : Exit.done,
  };
};

type Report = Awaited<ReturnType<typeof indexReport>>;

function textOf({ studies, skipped, instances, elapsedMs }: Report): string {
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
