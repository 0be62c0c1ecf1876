import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Frame, InstanceSource } from '../contract/index.ts';
import { type Problem, ProblemError } from '../contract/problems/index.ts';

/** Decodes frames away from the caller's thread. */
export type FrameDecoder = {
  /** Stored values of frame `n` (from 0). Throws `ProblemError` as `decodeFrame` does, or where the decoder hangs. */
  decode(source: InstanceSource, n: number): Promise<Frame>;
  close(): Promise<void>;
};

export type Task = { source: InstanceSource; frame: number };
export type Answer = { frame: Frame } | { problem: Problem };

type Job = Task & { resolve(frame: Frame): void; reject(error: Error): void };
type Member = { worker: Worker; job?: Job; timer?: NodeJS.Timeout };

/** A frame that takes longer hangs: the largest honest ones take seconds. */
const PATIENCE_MS = 60_000;
const WORKER = new URL(`./decode-worker${extname(import.meta.filename)}`, import.meta.url);

/** Decodes in worker threads: one per core less one, at least one. */
export function createFrameDecoder(options: { threads?: number } = {}): FrameDecoder {
  const threads = options.threads ?? Math.max(1, availableParallelism() - 1);
  return createPool({ threads, patienceMs: PATIENCE_MS, startWorker: () => new Worker(WORKER) });
}

type PoolOptions = { threads: number; patienceMs: number; startWorker(): Worker };

/** Workers that are started as they are needed. One that hangs or dies is replaced; its frame fails alone. */
export function createPool({ threads, patienceMs, startWorker }: PoolOptions): FrameDecoder {
  const members: Member[] = [];
  const waiting: Job[] = [];
  let closed = false;

  const finish = (member: Member, settle: (job: Job) => void) => {
    clearTimeout(member.timer);
    const { job } = member;
    member.job = undefined;
    if (job) settle(job);
  };
  const discard = (member: Member) => {
    if (!members.includes(member)) return;
    members.splice(members.indexOf(member), 1);
    finish(member, (job) => job.reject(new ProblemError('decoder-stopped')));
    void member.worker.terminate();
    assign();
  };
  const start = (): Member => {
    const member: Member = { worker: startWorker() };
    member.worker.unref();
    member.worker.on('message', (answer: Answer) => {
      finish(member, (job) =>
        'frame' in answer ? job.resolve(answer.frame) : job.reject(problemError(answer.problem)),
      );
      assign();
    });
    member.worker.on('error', () => discard(member));
    member.worker.on('exit', () => discard(member));
    members.push(member);
    return member;
  };
  const assign = () => {
    while (waiting.length > 0 && !closed) {
      const member = members.find(({ job }) => !job) ?? (members.length < threads ? start() : undefined);
      if (!member) return;
      const job = waiting.shift()!;
      member.job = job;
      member.timer = setTimeout(() => discard(member), patienceMs);
      member.worker.postMessage({ source: job.source, frame: job.frame } satisfies Task);
    }
  };

  return {
    decode(source, frame) {
      return new Promise<Frame>((resolve, reject) => {
        if (closed) return reject(new ProblemError('decoder-stopped'));
        waiting.push({ source, frame, resolve, reject });
        assign();
      });
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(new ProblemError('decoder-stopped'));
      const workers = members.map(({ worker }) => worker);
      for (const member of [...members]) discard(member);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function problemError({ code, values }: Problem): Error {
  return code === 'bug' ? new Error(String(values.message)) : new ProblemError(code as never, values);
}
