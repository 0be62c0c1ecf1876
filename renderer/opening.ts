import { useEffect } from 'react';
import { asked } from './asked.ts';
import { useStudies } from './engine.ts';
import { firstImagesOf } from './first-images.ts';
import { isActive } from './format.ts';
import { useSpeech } from './i18n.tsx';
import { showSeries, toast, useWindow } from './state.ts';

export const useOpening = () =>
  useWindow((state) => Object.values(state.jobs).some((job) => job.kind === 'open' && isActive(job)));

/** Shows the first picture of what this window asked for: what is new, else whatever was opened. */
export function useShowOpened() {
  const { t } = useSpeech();
  const studies = useStudies();
  const jobs = useWindow((state) => state.jobs);
  useEffect(() => {
    for (const [id, { known }] of asked) {
      const job = jobs[id];
      if (!job || isActive(job)) continue;
      const fresh = studies.filter((study) => !known.has(study.studyInstanceUid));
      const opened = new Set(job.studies);
      const there = fresh.length > 0 ? fresh : studies.filter((study) => opened.has(study.studyInstanceUid));
      const first = firstImagesOf(there.flatMap((study) => study.series));
      if (first) showSeries(first);
      // The list of studies may come a moment after the job's end; a job that brought nothing is let go of.
      if (!first && job.status === 'done' && !job.problem) continue;
      asked.delete(id);
      if (job.skipped?.length) toast(t('skippedFiles', { n: job.skipped.length }));
    }
  }, [studies, jobs, t]);
}
