import type { Job, Study } from '../core/contract/index.ts';

/** What this window asked to open, by job: it is shown once it is there. */
export const asked = new Map<string, { known: Set<string> }>();

/** Remembers that a job was started here, and which studies were known before. */
export function expectOpened(job: Job, known: Study[]) {
  asked.set(job.id, { known: new Set(known.map((study) => study.studyInstanceUid)) });
}
