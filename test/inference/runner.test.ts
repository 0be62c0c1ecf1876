import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRunner, forkRunner, type Runner, type RunnerProcess } from '../../core/inference/index.ts';
import { planOf, readGraph } from '../../core/onnx/index.ts';
import { tinyResnet } from '../onnx/tiny.ts';
import { hasPython, isAlive, makeNetworks, type NetworkName, networkOf, problemCode } from './fixtures.ts';

describe.skipIf(!hasPython)('the runner process', () => {
  let folder: string;
  let runner: Runner;
  let processes: RunnerProcess[] = [];
  const image = { image: { data: Float32Array.of(1, 2, 3, 6), dims: [1, 1, 2, 2] } };

  const run = (name: NetworkName, o: { signal?: AbortSignal; timeoutMs?: number } = {}) =>
    runner.run(
      { network: networkOf(folder, name), provider: 'cpu', feeds: image, outputs: ['logits'] },
      { timeoutMs: o.timeoutMs ?? 60_000, signal: o.signal },
    );
  const start = (memoryBytes?: number) => {
    processes = [];
    runner = createRunner({
      fork() {
        processes.push(forkRunner());
        return processes.at(-1)!;
      },
      memoryBytes,
    });
  };

  beforeAll(() => {
    folder = makeNetworks();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    return runner.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('runs networks one after the other in one process and loads each once', async () => {
    start();
    const [first, second, four] = await Promise.all([run('mean'), run('mean'), run('four')]);
    expect([...first.logits!.data].map((v) => v.toFixed(3))).toEqual(['3.100', '-5.800', '1.800']);
    expect(second).toEqual(first);
    expect(four.logits!.dims).toEqual([1, 4]);
    expect(processes).toHaveLength(1);
    expect(runner.expectedMs(networkOf(folder, 'mean'), 'cpu', 4)).toBeGreaterThan(0);
  });

  it('tells which node ran where and how long, names or not, and leaves no profile behind', async () => {
    // Other tests profile at the same time in the folder that all share.
    vi.stubEnv('TMPDIR', folder);
    start();
    const bytes = tinyResnet();
    const nameless = tinyResnet({ names: false });
    const left = () => readdirSync(folder).filter((name) => name.startsWith('skiagraph-profile-'));
    for (const [key, network] of Object.entries({ bytes, nameless })) {
      const { placeOf } = planOf(readGraph(network));
      const nodes = await runner.profile(
        {
          network: { key, bytes: () => network },
          provider: 'cpu',
          feeds: { x: { data: new Float32Array(64).fill(1), dims: [1, 1, 8, 8] } },
          runs: 4,
        },
        { timeoutMs: 60_000 },
      );
      expect(new Set(nodes.map(({ provider }) => provider))).toEqual(new Set(['CPUExecutionProvider']));
      const places = new Set(nodes.filter(({ op }) => op.includes('Conv')).map(placeOf));
      expect(places, key).toEqual(new Set(['stem', 0]));
      for (const { ms } of nodes) expect(ms).toBeGreaterThanOrEqual(0);
    }
    expect(left()).toEqual([]);
  });

  it('ends an endless network when its time is over, and runs the next one in a new process', async () => {
    start();
    await run('mean');
    expect(await problemCode(run('endless', { timeoutMs: 500 }))).toBe('run-timed-out');
    expect((await run('mean')).logits!.dims).toEqual([1, 3]);
    expect(processes).toHaveLength(2);
    expect(isAlive(processes[0]!.pid)).toBe(false);
  });

  it('is cancelled inside native code, and before its turn without disturbing the run before it', async () => {
    start();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const ended = [
      run('endless', { signal: running.signal }),
      run('mean', { signal: waiting.signal }),
      run('mean'),
    ].map(problemCode);
    await sleep(300);
    waiting.abort();
    expect(await ended[1]).toBe('run-cancelled');
    expect(processes).toHaveLength(1);
    running.abort();
    expect(await ended[0]).toBe('run-cancelled');
    expect(await ended[2]).toBeUndefined();
  });

  it('says that its process was killed from outside', async () => {
    start();
    const ended = problemCode(run('endless'));
    await sleep(500);
    process.kill(processes[0]!.pid!, 'SIGKILL');
    expect(await ended).toBe('runner-stopped');
    expect(await problemCode(run('mean'))).toBeUndefined();
  });

  it('ends a network that takes more memory than it may', async () => {
    start(600 * 2 ** 20);
    expect(await problemCode(run('hungry'))).toBe('run-out-of-memory');
    expect(await problemCode(run('mean'))).toBeUndefined();
  });

  it('tells what the runtime says against garbage, wrong inputs and outputs that are no float32, and lives on', async () => {
    start();
    const garbage = { key: 'garbage', bytes: () => new Uint8Array(100).fill(7) };
    const job = { network: garbage, provider: 'cpu' as const, feeds: image, outputs: ['logits'] };
    expect(await problemCode(runner.run(job, { timeoutMs: 60_000 }))).toBe('network-cannot-run');
    const misshaped = {
      ...job,
      network: networkOf(folder, 'mean'),
      feeds: { image: { data: new Float32Array(2), dims: [1, 2] } },
    };
    expect(await problemCode(runner.run(misshaped, { timeoutMs: 60_000 }))).toBe('network-cannot-run');
    expect(await problemCode(run('integer'))).toBe('network-cannot-run');
    expect(await problemCode(run('mean'))).toBeUndefined();
    expect(processes).toHaveLength(1);
  });

  it('does not outlive its parent, even inside an endless network', async () => {
    start();
    const parent = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { readFileSync } from 'node:fs';
       const { createRunner, forkRunner } = await import(${JSON.stringify(new URL('../../core/inference/index.ts', import.meta.url).href)});
       const runner = createRunner({ fork() { const child = forkRunner(); console.log(child.pid); return child; } });
       const bytes = new Uint8Array(readFileSync(${JSON.stringify(`${folder}/endless.onnx`)}));
       const feeds = { image: { data: new Float32Array(4), dims: [1, 1, 2, 2] } };
       const network = { key: 'endless', bytes: () => bytes };
       setTimeout(() => console.log('running'), 1500);
       await runner.run({ network, provider: 'cpu', feeds, outputs: ['logits'] }, { timeoutMs: 60000 });`,
    ]);
    let said = '';
    for await (const text of parent.stdout) {
      said += text;
      if (said.includes('running')) break;
    }
    const child = Number.parseInt(said, 10);
    expect(isAlive(child)).toBe(true);
    parent.kill('SIGKILL');
    for (let n = 0; n < 50 && isAlive(child); n++) await sleep(100);
    expect(isAlive(child)).toBe(false);
  });
});
