import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import ort from 'onnxruntime-node';
import type { Provider } from '../contract/index.ts';
import { inProfileFolder, type RanNode } from './profile.ts';
import type { RunnerAnswer, RunnerRequest, Tensor } from './protocol.ts';
import { fromRuntime, toRuntime } from './runtime-tensor.ts';

/*
 * The runner process: onnxruntime's sessions and nothing else. Loading and running block its only thread; it is stopped
 * by being killed. Hosts: child_process.fork, or Electron's utilityProcess, which gives a `parentPort`.
 */
type ParentPort = {
  postMessage(message: RunnerAnswer): void;
  on(event: 'message', listener: (event: { data: RunnerRequest }) => void): void;
};
const { parentPort } = process as { parentPort?: ParentPort };

const sessions = new Map<string, ort.InferenceSession>();

async function answer(request: RunnerRequest): Promise<void> {
  if (request.kind === 'limits') return watch(request.memoryBytes);
  const { id } = request;
  try {
    if (request.kind === 'profile') return send({ id, ok: true, outputs: {}, nodes: await profile(request) });
    const outputs = request.kind === 'load' ? await load(request) : await run(request);
    send({ id, ok: true, outputs });
  } catch (error) {
    send({ id, ok: false, message: error instanceof Error ? error.message : String(error) });
  }
}

async function load(request: RunnerRequest & { kind: 'load' }): Promise<Record<string, Tensor>> {
  if (request.drop) {
    await sessions.get(request.drop)?.release();
    sessions.delete(request.drop);
  }
  sessions.set(request.session, await ort.InferenceSession.create(request.model, optionsOf(request)));
  return {};
}

const optionsOf = ({ provider, threads }: { provider: Provider; threads: number }) => ({
  executionProviders: [provider],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  logSeverityLevel: 3 as const,
});

function profile(request: RunnerRequest & { kind: 'profile' }): Promise<RanNode[]> {
  return inProfileFolder(async (profileFilePrefix, read) => {
    const options = { ...optionsOf(request), enableProfiling: true, profileFilePrefix };
    const session = await ort.InferenceSession.create(request.model, options);
    try {
      for (let n = 0; n < request.runs; n++) await session.run(tensorsOf(session, request.feeds));
      session.endProfiling();
      return await read();
    } finally {
      await session.release();
    }
  });
}

async function run({ session, feeds, outputs }: RunnerRequest & { kind: 'run' }): Promise<Record<string, Tensor>> {
  const loaded = sessions.get(session)!;
  const results = await loaded.run(tensorsOf(loaded, feeds), outputs);
  return Object.fromEntries(outputs.map((name) => [name, fromRuntime(name, results[name]!)]));
}

function tensorsOf({ inputMetadata }: ort.InferenceSession, feeds: Record<string, Tensor>) {
  const types = new Map(inputMetadata.map((input) => [input.name, input.isTensor ? input.type : 'no tensor']));
  return Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [name, toRuntime(name, tensor, types.get(name) ?? 'float32')]),
  );
}

function watch(memoryBytes: number): void {
  const watchdog = new URL(`./watchdog-worker${extname(import.meta.filename)}`, import.meta.url);
  new Worker(watchdog, { workerData: { memoryBytes, parent: process.ppid } }).unref();
}

function send(message: RunnerAnswer): void {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
}

if (parentPort) parentPort.on('message', ({ data }) => void answer(data));
else {
  process.on('message', (message) => void answer(message as RunnerRequest));
  process.on('disconnect', () => process.exit());
}
