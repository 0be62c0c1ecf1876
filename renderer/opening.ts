import { useEffect, useRef } from 'react';
import { useStudies } from './engine.ts';
import { isActive } from './format.ts';
import { showSeries, useWindow } from './state.ts';

const expectation = { waiting: false };

/** Is something being opened; `expect` asks that the example is shown as soon as it is there. */
export function useOpening() {
  const jobs = useWindow((state) => state.jobs);
  return {
    busy: Object.values(jobs).some((job) => job.kind === 'open' && isActive(job)),
    expect: () => {
      expectation.waiting = true;
    },
  };
}

/** Shows the first picture of what was opened last, once it is known. */
export function useShowOpened() {
  const studies = useStudies();
  const jobs = useWindow((state) => state.jobs);
  const before = useRef(new Set<string>());
  const done = useRef(new Set<string>());
  useEffect(() => {
    const known = before.current;
    const fresh = studies.filter((study) => !known.has(study.studyInstanceUid));
    before.current = new Set(studies.map((study) => study.studyInstanceUid));
    const finished = Object.values(jobs).filter((job) => job.kind === 'open' && job.status === 'done' && !done.current.has(job.id));
    for (const job of finished) done.current.add(job.id);
    const candidates = (fresh.length > 0 ? fresh : studies).flatMap((study) => study.series).filter((one) => one.images);
    const first = candidates.find((one) => one.volume) ?? candidates[0];
    if (expectation.waiting && first && finished.length > 0) {
      expectation.waiting = false;
      showSeries(first);
    }
  }, [studies, jobs]);
}
