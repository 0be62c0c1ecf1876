import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Frame, FrameInfo, InstanceSource } from '../contract/index.ts';
import { type Problem, ProblemError } from '../contract/problems/index.ts';

/** The stored values of a frame and what the same bytes say about it. */
export type DecodedFrame = { frame: Frame; info: FrameInfo };

/** Decodes frames away from the caller's thread. */
export type FrameDecoder = {
  /**
   * Frame `n` (from 0). Throws `ProblemError` as `decodeFrame` and `describeFrames` do, or where the decoder hangs. What
   * can wait (`later`) is begun only when nothing else waits, and leaves a thread free where there are several.
   */
  decode(source: InstanceSource, n: number, later?: 'later'): Promise<DecodedFrame>;
  close(): Promise<void>;
};

export type Task = { source: InstanceSource; frame: number };
export type Answer = DecodedFrame | { problem: Problem };

type Job = Task & { later: boolean; resolve(frame: DecodedFrame): void; reject(error: Error): void };
/** `jobs`: the one that it works on, and the next, so that it need not wait for this thread between the two. */
type Member = { worker: Worker; jobs: Job[]; timer?: NodeJS.Timeout };
const AT_HAND = 2;

/** A frame that takes longer hangs: the largest honest ones take seconds. */
const PATIENCE_MS = 60_000;
const WORKER = new URL(`./decode-worker${extname(import.meta.filename)}`, import.meta.url);

/** Decodes in worker threads, one per core: while they work, the caller's thread waits. */
export function createFrameDecoder(options: { threads?: number } = {}): FrameDecoder {
  const threads = options.threads ?? availableParallelism();
  return createPool({ threads, patienceMs: PATIENCE_MS, startWorker: () => new Worker(WORKER) });
}

type PoolOptions = { threads: number; patienceMs: number; startWorker(): Worker };

/** Workers that are started as they are needed. One that hangs or dies is replaced; its frame fails alone. */
export function createPool({ threads, patienceMs, startWorker }: PoolOptions): FrameDecoder {
  const members: Member[] = [];
  const waiting: Job[] = [];
  const later: Job[] = [];
  let closed = false;

  const watch = (member: Member) => {
    clearTimeout(member.timer);
    if (member.jobs.length > 0) member.timer = setTimeout(() => discard(member), patienceMs);
  };
  const discard = (member: Member) => {
    if (!members.includes(member)) return;
    members.splice(members.indexOf(member), 1);
    const [failed, ...next] = member.jobs.splice(0);
    watch(member);
    failed?.reject(new ProblemError('decoder-stopped'));
    // Only what cannot wait is at hand behind another.
    waiting.unshift(...next);
    void member.worker.terminate();
    assign();
  };
  const start = (): Member => {
    const member: Member = { worker: startWorker(), jobs: [] };
    member.worker.unref();
    member.worker.on('message', (answer: Answer) => {
      const job = member.jobs.shift();
      watch(member);
      if ('frame' in answer) job?.resolve(answer);
      else job?.reject(problemError(answer.problem));
      assign();
    });
    member.worker.on('error', () => discard(member));
    member.worker.on('exit', () => discard(member));
    members.push(member);
    return member;
  };
  /** One that does nothing, else a new one. */
  const idle = () => members.find(({ jobs }) => jobs.length === 0) ?? (members.length < threads ? start() : undefined);
  const doesLater = ({ jobs }: Member) => jobs.some((job) => job.later);
  const roomForLater = () => members.filter(doesLater).length < Math.max(1, threads - 1);
  const give = (member: Member, job: Job) => {
    member.jobs.push(job);
    if (member.jobs.length === 1) watch(member);
    member.worker.postMessage({ source: job.source, frame: job.frame } satisfies Task);
  };
  const assign = () => {
    while (waiting.length > 0 && !closed) {
      const member = idle() ?? members.find((one) => one.jobs.length < AT_HAND && !doesLater(one));
      if (!member) return;
      give(member, waiting.shift()!);
    }
    while (later.length > 0 && !closed && roomForLater()) {
      const member = idle();
      if (!member) return;
      give(member, later.shift()!);
    }
  };

  return {
    decode(source, frame, haste) {
      return new Promise<DecodedFrame>((resolve, reject) => {
        if (closed) return reject(new ProblemError('decoder-stopped'));
        const job = { source, frame, later: haste === 'later', resolve, reject };
        (job.later ? later : waiting).push(job);
        assign();
      });
    },
    async close() {
      closed = true;
      for (const job of [...waiting.splice(0), ...later.splice(0)]) job.reject(new ProblemError('decoder-stopped'));
      const workers = members.map(({ worker }) => worker);
      for (const member of [...members]) discard(member);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function problemError({ code, values }: Problem): Error {
  return code === 'bug' ? new Error(String(values.message)) : new ProblemError(code as never, values);
}
