import type { Index, Language, Note, Skipped } from '../contract/index.ts';
import { describeProblem } from '../contract/problems/index.ts';

/** The document of `skiagraph index --json` (CLI.md), with notes and reasons in words. */
export function indexReport(index: Index, language: Language) {
  return {
    studies: index.studies.map((study) => ({
      studyInstanceUid: study.studyInstanceUid,
      patientName: study.patientName,
      patientId: study.patientId,
      date: study.date,
      description: study.description,
      series: study.series.map((series) => ({
        seriesInstanceUid: series.seriesInstanceUid,
        modality: series.modality,
        number: series.number ?? null,
        description: series.description,
        instances: series.instances.length,
        frames: series.frames,
        rows: series.rows ?? null,
        columns: series.columns ?? null,
        volume: series.volume,
        notes: series.notes.map((note) => inWords(note, language)),
      })),
    })),
    skipped: index.skipped.map(({ path, ...reason }) => ({ path, ...inWords(reason, language) })),
    instances: index.instances,
    elapsedMs: index.elapsedMs,
  };
}

function inWords(reason: Note | Omit<Skipped, 'path'>, language: Language) {
  const { code, text, next } = describeProblem(reason, language);
  return { code, text: `${text} ${next}` };
}
