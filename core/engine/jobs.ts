import { randomUUID } from 'node:crypto';
import type { Job } from '../contract/index.ts';
import { ProblemError, problemOf } from '../contract/index.ts';

/** What work may say of itself while it goes on. */
export type JobReport = (progress: Partial<Pick<Job, 'stage' | 'done' | 'total' | 'remainingMs'>>) => void;

/** Long work. What it returns is merged into the job; a `problem` there ends the job as failed. */
type JobWork = (o: { signal: AbortSignal; report: JobReport }) => Promise<Partial<Job> | undefined>;

type JobStart = Pick<Job, 'kind' | 'title'> & Partial<Pick<Job, 'seriesInstanceUid' | 'modelId'>>;

export type Jobs = {
  /** Starts work, or queues it behind other work of a kind that runs one at a time; answers at once. */
  start(job: JobStart, work: JobWork): Job;
  /** Asks a job to stop; a job that has ended stays as it is. Throws 'not-found'. */
  cancel(id: string): Job;
  list(): Job[];
  /** Cancels everything and waits until it has ended. */
  close(): Promise<void>;
};

const ended = (job: Job) => job.status === 'done' || job.status === 'failed' || job.status === 'cancelled';

/** Ended jobs are forgotten beyond this number, oldest first. */
const KEPT = 200;
/** Progress is told at most this often; a change of status always. */
const TELL_EVERY_MS = 100;

/**
 * Jobs of one engine. Runs share one runner process, so they wait for each other; opening and exporting do not.
 * `onChange` hears a copy of a job whenever it has something new to say.
 */
export function createJobs(o: { now(): number; onChange(job: Job): void }): Jobs {
  const jobs = new Map<string, Job>();
  const stops = new Map<string, AbortController>();
  const working = new Set<Promise<void>>();
  let runQueue: Promise<void> = Promise.resolve();

  const tell = (job: Job) => o.onChange({ ...job });

  async function perform(job: Job, work: JobWork, stop: AbortController) {
    if (stop.signal.aborted) return end(job, { status: 'cancelled' });
    job.status = 'running';
    tell(job);
    try {
      const said = await work({ signal: stop.signal, report: reporter(job, o.now, tell) });
      const status = stop.signal.aborted ? 'cancelled' : said?.problem ? 'failed' : 'done';
      end(job, { status, ...said });
    } catch (thrown) {
      end(job, stop.signal.aborted ? { status: 'cancelled' } : { status: 'failed', problem: problemOf(thrown) });
    }
  }

  function end(job: Job, last: Partial<Job>) {
    Object.assign(job, last);
    delete job.remainingMs;
    if (job.status === 'done') job.done = job.total;
    stops.delete(job.id);
    tell(job);
  }

  function forgetOldest() {
    for (const job of jobs.values()) {
      if (jobs.size <= KEPT) return;
      if (ended(job)) jobs.delete(job.id);
    }
  }

  return {
    start(start, work) {
      const job: Job = { id: randomUUID(), status: 'waiting', done: 0, total: 1, ...start };
      const stop = new AbortController();
      jobs.set(job.id, job);
      stops.set(job.id, stop);
      forgetOldest();
      tell(job);
      const turn = start.kind === 'run' ? runQueue : Promise.resolve();
      const task = turn.then(() => perform(job, work, stop));
      if (start.kind === 'run') runQueue = task;
      working.add(task);
      void task.finally(() => working.delete(task));
      return { ...job };
    },
    cancel(id) {
      const job = jobs.get(id);
      if (!job) throw new ProblemError('not-found', { what: id });
      stops.get(id)?.abort();
      if (job.status === 'waiting') {
        job.status = 'cancelled';
        tell(job);
      }
      return { ...job };
    },
    list: () => [...jobs.values()].map((job) => ({ ...job })),
    async close() {
      for (const stop of stops.values()) stop.abort();
      await Promise.all(working);
    },
  };
}

/** Takes progress into the job, estimates the time left where the work does not, and tells it not too often. */
function reporter(job: Job, now: () => number, tell: (job: Job) => void): JobReport {
  let stageStarted = now();
  let told = 0;
  return (progress) => {
    if (progress.stage && progress.stage !== job.stage) stageStarted = now();
    delete job.remainingMs;
    Object.assign(job, progress);
    const elapsed = now() - stageStarted;
    if (job.remainingMs === undefined && elapsed > 500 && job.done > 0)
      job.remainingMs = Math.round((elapsed * (job.total - job.done)) / job.done);
    if (now() - told < TELL_EVERY_MS) return;
    told = now();
    tell(job);
  };
}
