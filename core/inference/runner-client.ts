import { availableParallelism, totalmem } from 'node:os';
import { ProblemError, type Provider } from '../contract/index.ts';
import type { Exit, RunnerProcess } from './fork.ts';
import type { RanNode } from './profile.ts';
import { MEMORY_EXCEEDED, type RunnerAnswer, type RunnerRequest, type Tensor } from './protocol.ts';

/** A network as the runner loads it: `key` names its bytes, which are asked for only when they are needed. */
export type Network = { key: string; bytes(): Uint8Array };

export type RunnerJob = {
  network: Network;
  provider: Provider;
  feeds: Record<string, Tensor>;
  /** Names of the outputs wanted. */
  outputs: string[];
};

type RunnerLimits = { timeoutMs: number; signal?: AbortSignal };

/** Runs networks in a process of its own, one after the other, and kills it when it must. */
export type Runner = {
  /**
   * Throws ProblemError: `run-cancelled`, `run-timed-out`, `run-out-of-memory`, `runner-stopped` (each has ended the
   * process; the next job gets a new one), `network-cannot-run` (the runtime refused; the process lives).
   */
  run(job: RunnerJob, limits: RunnerLimits): Promise<Record<string, Tensor>>;
  /** Runs a network several times in a session of its own: which node ran where, and how long. Throws as `run` does. */
  profile(job: Omit<RunnerJob, 'outputs'> & { runs: number }, limits: RunnerLimits): Promise<RanNode[]>;
  /** Makes the session ahead of the first run. Throws as `run` does. */
  load(network: Network, provider: Provider, limits: RunnerLimits): Promise<void>;
  /** Milliseconds that as many input values took last time, if this network has run. */
  expectedMs(network: Network, provider: Provider, values: number): number | undefined;
  close(): Promise<void>;
};

/** Sessions that a process keeps: two models by turns need not be loaded each time. */
const SESSIONS = 2;

/**
 * Every processor of a small machine; of a larger one half, which are its cores where each has two threads. Seen on two
 * idle processors: the shipped 3-D network took 0.53 of the time with two threads, and as long as with one when the
 * machine was busy.
 */
const threads = () => {
  const processors = availableParallelism();
  return Math.min(Math.max(Math.min(processors, 4), Math.floor(processors / 2)), 16);
};

/** Three quarters of what the machine, or the group of processes that we are in, has. */
function defaultMemory(): number {
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return memory * 0.75;
}

type Live = {
  process: RunnerProcess;
  /** Session names, oldest use first. */
  sessions: string[];
  waiting: Map<number, { resolve(answer: RunnerAnswer): void; reject(exit: Exit): void }>;
  exited: Promise<void>;
};

export function createRunner(o: { fork(): RunnerProcess; memoryBytes?: number }): Runner {
  const alive = new Set<Live>();
  const pace = new Map<string, number>();
  let current: Live | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let lastId = 0;

  function start(): Live {
    const process = o.fork();
    const live: Live = { process, sessions: [], waiting: new Map(), exited: Promise.resolve() };
    live.exited = new Promise((resolve) => {
      process.onExit((exit) => {
        alive.delete(live);
        if (current === live) current = undefined;
        for (const { reject } of live.waiting.values()) reject(exit);
        resolve();
      });
    });
    process.onAnswer((answer) => {
      live.waiting.get(answer.id)?.resolve(answer);
      live.waiting.delete(answer.id);
    });
    process.send({ kind: 'limits', memoryBytes: o.memoryBytes ?? defaultMemory() });
    alive.add(live);
    return live;
  }

  function ask(live: Live, request: RunnerRequest & { id: number }): Promise<RunnerAnswer> {
    return new Promise((resolve, reject) => {
      live.waiting.set(request.id, { resolve, reject: (exit) => reject(endedProblem(exit)) });
      live.process.send(request);
    });
  }

  /** The session's name in the live process, loaded if it is not. */
  async function ensure(live: Live, network: Network, provider: Provider): Promise<string> {
    const session = `${network.key} ${provider}`;
    const known = live.sessions.indexOf(session);
    if (known >= 0) live.sessions.push(...live.sessions.splice(known, 1));
    else {
      const drop = live.sessions.length >= SESSIONS ? live.sessions.shift() : undefined;
      const id = ++lastId;
      const model = network.bytes();
      refused(await ask(live, { kind: 'load', id, session, model, provider, threads: threads(), drop }), provider);
      live.sessions.push(session);
    }
    return session;
  }

  /** One thing at a time; while it waits or works, the signal and the clock can end it. */
  function guarded<T>({ signal, timeoutMs }: RunnerLimits, work: (live: Live) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let live: Live | undefined;
      let timer: NodeJS.Timeout | undefined;
      const stop = (problem: ProblemError) => {
        live?.process.kill();
        if (current === live) current = undefined;
        reject(problem);
      };
      const cancel = () => stop(new ProblemError('run-cancelled'));
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      const turn = async () => {
        if (signal?.aborted) return;
        live = current ??= start();
        timer = setTimeout(() => stop(new ProblemError('run-timed-out', { seconds: timeoutMs / 1000 })), timeoutMs);
        resolve(await work(live));
      };
      queue = queue
        .then(turn)
        .catch(reject)
        .finally(() => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', cancel);
        });
    });
  }

  return {
    load: (network, provider, limits) => guarded(limits, async (live) => void (await ensure(live, network, provider))),
    run: ({ network, provider, feeds, outputs }, limits) =>
      guarded(limits, async (live) => {
        const session = await ensure(live, network, provider);
        const started = performance.now();
        const answer = await ask(live, { kind: 'run', id: ++lastId, session, feeds, outputs });
        pace.set(session, (performance.now() - started) / valuesOf(feeds));
        return refused(answer, provider);
      }),
    profile: ({ network, provider, feeds, runs }, limits) =>
      guarded(limits, async (live) => {
        const model = network.bytes();
        const request = { kind: 'profile' as const, id: ++lastId, model, provider, threads: threads(), feeds, runs };
        const answer = await ask(live, request);
        refused(answer, provider);
        return answer.ok ? (answer.nodes ?? []) : [];
      }),
    expectedMs(network, provider, values) {
      const each = pace.get(`${network.key} ${provider}`);
      return each === undefined ? undefined : each * values;
    },
    async close() {
      const ending = [...alive];
      for (const live of ending) live.process.kill();
      await Promise.all(ending.map(({ exited }) => exited));
    },
  };
}

const valuesOf = (feeds: Record<string, Tensor>) =>
  Object.values(feeds).reduce((sum, { data }) => sum + data.length, 0) || 1;

/** The outputs, or what the runtime said against it. */
function refused(answer: RunnerAnswer, provider: Provider): Record<string, Tensor> {
  if (answer.ok) return answer.outputs;
  if (/bad_alloc|failed to allocate|out of memory/i.test(answer.message)) throw new ProblemError('run-out-of-memory');
  throw new ProblemError('network-cannot-run', { provider, message: readable(answer.message) });
}

/** The runtime's message without its source files, and without folders of this machine, which must reach no export. */
function readable(message: string): string {
  return message
    .replace(/^.* was false\. /s, '')
    .replace(/(?:[A-Za-z]:)?[\\/](?:[^\s\\/:]+[\\/])+/g, '')
    .replace(/[.\s]+$/, '');
}

function endedProblem({ code, signal, lastWords }: Exit): ProblemError {
  if (lastWords.includes(MEMORY_EXCEEDED)) return new ProblemError('run-out-of-memory');
  return new ProblemError('runner-stopped', { how: signal ?? `exit ${code}` });
}
