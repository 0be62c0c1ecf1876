import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { startBrowserHost } from '../../cli/browser-host.ts';
import type { Job, OperationName, Problem } from '../../core/contract/index.ts';
import { operations } from '../../core/contract/index.ts';
import {
  createEngine,
  type Engine,
  fetchOverPipe,
  listenOnPipe,
  shippedModelsFolder,
} from '../../core/engine/index.ts';

/** An engine on a data folder of its own, behind one of its ways in. */
export type Reached = {
  engine: Engine;
  dataDir: string;
  ask(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
};

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'skiagraph-test-'));
}

function engineOn(dataDir: string): Engine {
  return createEngine({
    dataDir,
    language: 'en',
    host: 'browser',
    version: '0.0.0',
    shippedModels: shippedModelsFolder,
  });
}

async function direct(): Promise<Reached> {
  const dataDir = await temporaryFolder();
  const engine = engineOn(dataDir);
  return {
    engine,
    dataDir,
    ask: (path, init) => engine.fetch(new Request(`http://engine${path}`, init)),
    close: () => ended(engine, dataDir),
  };
}

async function pipe(): Promise<Reached> {
  const dataDir = await temporaryFolder();
  const engine = engineOn(dataDir);
  const place = { path: join(dataDir, 'engine.sock'), secret: randomBytes(16).toString('hex') };
  const listening = await listenOnPipe(engine.fetch, place);
  return {
    engine,
    dataDir,
    ask: (path, init) => fetchOverPipe(place, new Request(`http://engine${path}`, init)),
    async close() {
      await listening.close();
      await ended(engine, dataDir);
    },
  };
}

async function tcp(): Promise<Reached> {
  const dataDir = await temporaryFolder();
  const engine = engineOn(dataDir);
  const host = await startBrowserHost({ engine, page: async () => undefined, port: 0 });
  const entered = await fetch(host.entrance());
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
  return {
    engine,
    dataDir,
    ask: (path, init) =>
      fetch(host.origin + path, { ...init, headers: { ...(init?.headers as object), cookie, origin: host.origin } }),
    async close() {
      await host.close();
      await ended(engine, dataDir);
    },
  };
}

async function ended(engine: Engine, dataDir: string): Promise<void> {
  await engine.close();
  await rm(dataDir, { recursive: true, force: true });
}

/** The same engine by every way that a host uses. */
export const transports = [
  { name: 'by direct call', reach: direct },
  { name: 'over a pipe', reach: pipe },
  { name: 'over TCP', reach: tcp },
];

type Operations = typeof operations;
type Answer<Name extends OperationName> = z.output<Operations[Name]['response']>;

/** Calls an operation and checks the answer against the contract; a refusal is returned as its status and problem. */
export async function request(
  reached: Pick<Reached, 'ask'>,
  name: OperationName,
  o: { body?: unknown; params?: Record<string, string> } = {},
): Promise<{ status: number; said: unknown; problem?: Problem }> {
  const { path, method, response } = operations[name];
  const filled = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(o.params?.[key] ?? ''));
  const headers = { 'content-type': 'application/json' };
  const answer = await reached.ask(
    filled,
    method === 'POST' ? { method, headers, body: JSON.stringify(o.body ?? {}) } : undefined,
  );
  const said = await answer.json();
  return answer.ok
    ? { status: answer.status, said: response.parse(said) }
    : { status: answer.status, said, problem: said.problem };
}

/** Calls an operation that must be answered. */
export async function call<Name extends OperationName>(
  reached: Pick<Reached, 'ask'>,
  name: Name,
  o: { body?: unknown; params?: Record<string, string> } = {},
): Promise<Answer<Name>> {
  const { said, problem } = await request(reached, name, o);
  if (problem) throw new Error(`${name}: ${JSON.stringify(problem)}`);
  return said as Answer<Name>;
}

/** Waits for a job to end. */
export async function endOf(reached: Pick<Reached, 'ask'>, { id }: Pick<Job, 'id'>): Promise<Job> {
  for (;;) {
    const job = (await call(reached, 'jobs')).jobs.find((one) => one.id === id);
    if (!job) throw new Error(`no job ${id}`);
    if (job.status !== 'waiting' && job.status !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens the example study. */
export async function openExample(reached: Pick<Reached, 'ask'>) {
  const job = await endOf(reached, await call(reached, 'example'));
  if (job.status !== 'done') throw new Error(JSON.stringify(job));
  return (await call(reached, 'studies')).studies;
}
