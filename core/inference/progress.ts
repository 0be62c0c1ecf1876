import type { Progress, Run } from '../contract/index.ts';

type Stage = Exclude<keyof Run['timingMs'], 'total'>;

/** Adds up how long each stage took and tells how far it is. */
export type Pulse = {
  timingMs: Record<Stage, number>;
  /** Does a piece of work of a stage; its time counts for that stage. */
  timed<T>(stage: Stage, work: () => T | Promise<T>): Promise<T>;
  /** `done` of `total`; the time left follows from the time so far, where some is done. */
  tell(stage: Stage, done: number, total: number): void;
  /**
   * Tells of one long piece of work now and then: by the time that it is expected to take, until it says itself how
   * much of it is done.
   */
  telling<T>(
    stage: Stage,
    done: number,
    total: number,
    expectedMs: number | undefined,
    work: (tell: (done: number, total: number) => void) => Promise<T>,
  ): Promise<T>;
};

const INTERVAL_MS = 250;

export function createPulse(onProgress: (progress: Progress) => void): Pulse {
  const timingMs = { read: 0, prepare: 0, run: 0, finish: 0 };
  const began = performance.now();
  const pulse: Pulse = {
    timingMs,
    async timed(stage, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        timingMs[stage] += performance.now() - start;
      }
    },
    tell(stage, done, total) {
      const remainingMs = done > 0 ? ((performance.now() - began) / done) * (total - done) : undefined;
      onProgress({ stage, done, total, remainingMs });
    },
    async telling(stage, done, total, expectedMs, work) {
      const start = performance.now();
      const tick = () => {
        const spent = performance.now() - start;
        if (expectedMs === undefined) return onProgress({ stage, done, total });
        onProgress({
          stage,
          done,
          total,
          remainingMs: Math.max(0, expectedMs - spent) + expectedMs * (total - done - 1),
        });
      };
      tick();
      const timer = setInterval(tick, INTERVAL_MS);
      try {
        return await pulse.timed(stage, () =>
          work((parts, of) => {
            if (of < 2) return;
            clearInterval(timer);
            const remainingMs = ((performance.now() - start) / parts) * (of - parts);
            onProgress({ stage, done: parts, total: of, remainingMs });
          }),
        );
      } finally {
        clearInterval(timer);
      }
    },
  };
  return pulse;
}
