import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IndexedSeries, type Progress, type Proof, Run, type Study } from '../../core/contract/index.ts';
import { createFrameDecoder, type FrameDecoder } from '../../core/dicom/index.ts';
import {
  analyse,
  createRunner,
  forkRunner,
  proveModel,
  type Runner,
  type RunnerProcess,
} from '../../core/inference/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import type { ModelPackage } from '../../core/models/index.ts';
import { hasPython, makeImages, makeNetworks, writeNpy } from './fixtures.ts';
import { packageOf } from './packages.ts';

describe.skipIf(!hasPython)('a run', () => {
  let networks: string;
  let images: string;
  let runner: Runner;
  let decoder: FrameDecoder;
  const processes: RunnerProcess[] = [];
  const kept = new Map<string, Uint8Array>();
  const series: Record<string, { study: Study; series: IndexedSeries }> = {};

  beforeAll(async () => {
    networks = makeNetworks();
    images = makeImages();
    decoder = createFrameDecoder();
    runner = createRunner({
      fork() {
        processes.push(forkRunner());
        return processes.at(-1)!;
      },
    });
    for (const name of ['volume', 'radiographs']) {
      const study = (await indexPaths([join(images, name)])).studies[0]!;
      series[name] = { study, series: study.series[0]! };
    }
  });
  afterAll(async () => {
    await runner.close();
    await decoder.close();
    for (const folder of [networks, images]) rmSync(folder, { recursive: true });
  });

  const onCpu: Proof = {
    provider: 'cpu',
    passed: true,
    largestDifference: 0,
    cases: 1,
    provedAt: '2026-01-01T00:00:00Z',
  };
  type More = {
    proofs?: Proof[];
    runner?: Runner;
    provider?: 'auto' | 'cpu' | 'cuda' | 'dml' | 'webgpu';
    signal?: AbortSignal;
    onProgress?(p: Progress): void;
  };
  async function run(
    model: ModelPackage,
    of: string | { study: Study; series: IndexedSeries },
    more: More = {},
  ): Promise<Run> {
    kept.clear();
    const { study, series: one } = typeof of === 'string' ? series[of]! : of;
    const result = await analyse(
      { model, study, series: one, provider: more.provider ?? 'cpu', overruled: ['too young'] },
      {
        ...{ decoder, now: () => new Date(0), random: (n: number) => randomBytes(n) },
        runner: more.runner ?? runner,
        proofs: more.proofs ?? [onCpu],
        prove: (provider) => proveModel(model, provider, more.runner ?? runner),
        onProgress: more.onProgress ?? (() => undefined),
        signal: more.signal ?? new AbortController().signal,
        async keep(bytes) {
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          kept.set(sha256, bytes);
          return sha256;
        },
      },
    );
    return Run.parse(result);
  }
  const withoutUids = ({ findings }: Run) => findings.map(({ trackingUid: _, ...rest }) => rest);

  it('brings a mask back voxel by voxel to oblique slices that came in any order', async () => {
    const done = await run(packageOf(networks, 'bright'), 'volume');
    expect(done.problem).toBeUndefined();
    const values = new Float32Array(new Uint8Array(readFileSync(join(images, 'volume.f32'))).buffer);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const wanted = Uint8Array.from(values, (value) => (value > mean ? 1 : 0));
    const [finding] = done.findings;
    const [mask] = done.artefacts;
    expect(mask).toMatchObject({ kind: 'mask', of: 'bright', shape: [9, 7, 6] });
    expect(kept.get(mask!.sha256)).toEqual(wanted);
    const voxels = wanted.reduce((sum, set) => sum + set, 0);
    // 0.8 × 1.25 mm pixels, 2.5 mm between positions; the files claim a thickness of 9 mm.
    expect(finding).toMatchObject({
      id: 'bright',
      kind: 'region',
      voxels,
      volumeMl: Number((voxels * 0.0025).toPrecision(6)),
    });
    const counts = [0, 1, 2, 3, 4, 5].map((k) =>
      wanted.subarray(k * 63, k * 63 + 63).reduce((sum, set) => sum + set, 0),
    );
    const best = counts.indexOf(Math.max(...counts));
    expect(finding!.sopInstanceUid).toBe(done.inputs[best]!.sopInstanceUid);
    expect(done.inputs).toHaveLength(6);
    expect(done).toMatchObject({ status: 'done', overruled: ['too young'], startedAt: '1970-01-01T00:00:00.000Z' });
  });

  it('gives every image its own findings and exact maps, the same ones each time', async () => {
    const model = packageOf(networks, 'mean');
    const first = await run(model, 'radiographs');
    expect(first.findings.map(({ id }) => id)).toEqual(
      [1, 2, 3].flatMap((n) => [`one-${n}`, `two-${n}`, `three-${n}`]),
    );
    expect(new Set(first.findings.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(3);
    expect(new Set(first.findings.map(({ trackingUid }) => trackingUid)).size).toBe(9);
    for (const n of [0, 3, 6])
      expect(first.findings.slice(n, n + 3).reduce((sum, { probability }) => sum + probability!, 0)).toBeCloseTo(1, 5);
    expect(first.findings[0]).toMatchObject({ operatingPoint: 0.5, positive: first.findings[0]!.probability! >= 0.5 });
    expect(first.findings[1]!.positive).toBeUndefined();
    expect(first.artefacts).toHaveLength(9);
    const map = first.artefacts[4]!;
    expect(map).toMatchObject({ kind: 'map', of: 'two', exact: true, shape: [8, 8], coversPx: [0, 0, 30, 21] });
    expect(map.sopInstanceUid).toBe(first.findings[3]!.sopInstanceUid);
    const second = await run(model, 'radiographs');
    expect(withoutUids(second)).toEqual(withoutUids(first));
    expect([second.inputsSha256, second.artefacts]).toEqual([first.inputsSha256, first.artefacts]);
  });

  it('of one image has ids without a number, and the middle one where the model reads only that', async () => {
    const done = await run(packageOf(networks, 'mean', { input: { kind: 'image', frames: 'middle' } }), 'radiographs');
    expect(done.findings.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
    expect(done.inputs).toEqual([
      { sopInstanceUid: series.radiographs!.series.instances[1]!.sopInstanceUid, frame: 0 },
    ]);
  });

  it('fails with the reason, and with nothing partial, where the network returns what is no result', async () => {
    const expectFailure = async (model: ModelPackage, code: string, of = 'radiographs') => {
      const failed = await run(model, of);
      expect(failed.problem?.code).toBe(code);
      expect(failed).toMatchObject({ status: 'failed', findings: [], artefacts: [] });
      expect(kept.size).toBe(0);
      return failed;
    };
    await expectFailure(packageOf(networks, 'nan'), 'not-numbers');
    await expectFailure(packageOf(networks, 'constant'), 'constant-output');
    await expectFailure(packageOf(networks, 'integer'), 'network-cannot-run');
    const four = await expectFailure(packageOf(networks, 'four'), 'network-output');
    expect(four.problem?.values).toMatchObject({ wanted: '1 × 3', found: '1 × 4' });
    expect(four.inputs).toHaveLength(3);
    await expectFailure(packageOf(networks, 'endless', { run: { mode: 'whole', timeoutS: 1 } }), 'run-timed-out');
    await expectFailure(packageOf(networks, 'mean', { task: 'verification' }), 'task-unsupported');
    await expectFailure(packageOf(networks, 'bright'), 'volume-no-position');
    const changed = packageOf(networks, 'mean');
    changed.manifest.files['mean.onnx']!.sha256 = 'f'.repeat(64);
    await expectFailure(changed, 'network-changed');
  });

  it('fails where its process is killed, and the next one runs', async () => {
    // Its process is warm then, and inside the network soon.
    await run(packageOf(networks, 'mean'), 'radiographs');
    const before = processes.length;
    const failing = run(packageOf(networks, 'endless'), 'radiographs');
    await sleep(1500);
    process.kill(processes.at(-1)!.pid!, 'SIGKILL');
    expect(await failing).toMatchObject({ status: 'failed', problem: { code: 'runner-stopped' } });
    expect((await run(packageOf(networks, 'mean'), 'radiographs')).status).toBe('done');
    expect(processes).toHaveLength(before + 1);
  });

  it('is cancelled in the middle of the network, and before it has begun', async () => {
    const abort = new AbortController();
    const cancelled = run(packageOf(networks, 'endless'), 'radiographs', { signal: abort.signal });
    await sleep(1000);
    abort.abort();
    expect(await cancelled).toMatchObject({ status: 'cancelled', findings: [], problem: { code: 'run-cancelled' } });
    const early = await run(packageOf(networks, 'mean'), 'radiographs', { signal: AbortSignal.abort() });
    expect(early.status).toBe('cancelled');
  });

  it('fails where an image cannot be decoded', async () => {
    const broken = join(images, 'broken.dcm');
    writeFileSync(broken, readFileSync(join(images, 'radiographs/0.dcm')).subarray(0, -100));
    const { study, series: good } = series.radiographs!;
    const one = { ...good, instances: [{ ...good.instances[0]!, source: { path: broken } }] };
    const failed = await run(packageOf(networks, 'mean'), { study, series: one });
    expect(failed.status).toBe('failed');
    expect(failed.problem?.code).not.toBe('bug');
  });

  it('explains a head of any kind by what its scores lose when a part is covered, and calls that approximate', async () => {
    const values = (done: Run) =>
      done.artefacts.map(({ sha256 }) => new Float32Array(new Uint8Array(kept.get(sha256)!).buffer));
    const middle = { input: { kind: 'image', frames: 'middle' } };
    const exact = values(await run(packageOf(networks, 'mean', middle), 'radiographs'));
    const covered = await run(
      packageOf(networks, 'mean', { ...middle, explain: { kind: 'occlusion' } }),
      'radiographs',
    );
    expect(covered.artefacts.map(({ of, shape, exact }) => [of, shape, exact])).toEqual(
      ['one', 'two', 'three'].map((of) => [of, [8, 8], false]),
    );
    // This network is linear where pixels are positive: covering one of 64 with the mean takes away what it had above it.
    values(covered).forEach((map, label) => {
      const mean = exact[label]!.reduce((sum, value) => sum + value, 0) / 64;
      map.forEach((drop, n) => {
        expect(drop * 64).toBeCloseTo(exact[label]![n]! - mean, 4);
      });
    });
  });

  it('never goes back in its progress while it covers parts of several images', async () => {
    const shares: number[] = [];
    await run(packageOf(networks, 'mean', { explain: { kind: 'occlusion' } }), 'radiographs', {
      onProgress: ({ stage, done, total }) => stage === 'run' && shares.push(done / total),
    });
    expect(shares.length).toBeGreaterThan(3 * 64);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('records the CPU and the reason where the provider that was asked for cannot be had', async () => {
    for (const provider of ['dml', 'cuda', 'webgpu'] as const) {
      const done = await run(packageOf(networks, 'mean'), 'radiographs', { provider });
      expect(done.status).toBe('done');
      expect(done.provider).toMatchObject({ requested: provider, actual: 'cpu' });
      expect(done.provider.reason).toContain(`${provider} was not used: `);
    }
    expect((await run(packageOf(networks, 'mean'), 'radiographs', { provider: 'auto' })).provider.actual).toBe('cpu');
  });

  it('is proved by the golden cases before the first run on this machine, and refused where they do not hold', async () => {
    const model = packageOf(networks, 'mean');
    writeNpy(join(networks, 'in.npy'), [1, 1, 2, 2], Float32Array.of(1, 2, 3, 6));
    writeNpy(join(networks, 'out.npy'), [1, 3], Float32Array.of(3.1, -5.8, 1.8));
    expect(await run(model, 'radiographs', { proofs: [] })).toMatchObject({ status: 'done' });
    writeNpy(join(networks, 'out.npy'), [1, 3], Float32Array.of(3.1, -5.8, 1.9));
    for (const provider of ['cpu', 'auto'] as const) {
      const refused = await run(model, 'radiographs', { proofs: [], provider });
      expect(refused).toMatchObject({ status: 'failed', problem: { code: 'model-not-proved' }, findings: [] });
    }
  });

  it('proves the finishing steps too, against scores and masks that others computed', async () => {
    const tolerance = { absolute: 1e-6, relative: 0 };
    const golden = [{ name: 'finish', stage: 'finish', input: 'logits.npy', output: 'finished.npy', tolerance }];
    const proof = (model: ModelPackage) => proveModel(model, 'cpu', runner);
    const classes = packageOf(networks, 'mean', { golden });
    writeNpy(join(networks, 'logits.npy'), [1, 3], Float32Array.of(1, 2, 3));
    writeNpy(join(networks, 'finished.npy'), [1, 3], Float32Array.of(0.09003057, 0.24472847, 0.66524096));
    expect(await proof(classes)).toMatchObject({ passed: true, cases: 1 });
    writeNpy(join(networks, 'finished.npy'), [1, 3], Float32Array.of(0.09, 0.24, 0.67));
    expect(await proof(classes)).toMatchObject({ passed: false, problem: { code: 'golden-differs' } });
    // The brightest of two parts is larger; each mask has the axes x, y, z of the network.
    const finish = [{ step: 'softmax' }, { step: 'restore' }, { step: 'argmax' }, { step: 'largestComponent' }];
    const regions = packageOf(networks, 'bright', { golden, finish });
    const values = [1, 1, -1, -1, 1, -1, 0, 0, 0, 0, 0, 0];
    writeNpy(join(networks, 'logits.npy'), [1, 2, 6, 1, 1], Float32Array.from(values.map((v, n) => (n < 6 ? -v : 0))));
    writeNpy(join(networks, 'finished.npy'), [1, 2, 6, 1, 1], Float32Array.of(0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0));
    expect(await proof(regions)).toMatchObject({ passed: true, cases: 1, largestDifference: 0 });
  });

  const vulkan = '/usr/lib/chromium';
  it.runIf(existsSync(join(vulkan, 'libvk_swiftshader.so')))(
    'uses WebGPU where the golden cases prove it, asked for or not',
    async () => {
      const model = packageOf(networks, 'mean');
      const pixels = Float32Array.of(1, 2, 3, 6);
      writeNpy(join(networks, 'in.npy'), [1, 1, 2, 2], pixels);
      writeNpy(join(networks, 'out.npy'), [1, 3], Float32Array.of(3.1, -5.8, 1.8));
      // Debian's chromium brings a Vulkan driver that needs no graphics card.
      const before = { ...process.env };
      Object.assign(process.env, {
        VK_ICD_FILENAMES: join(vulkan, 'vk_swiftshader_icd.json'),
        LD_LIBRARY_PATH: vulkan,
      });
      const own = createRunner({ fork: forkRunner });
      try {
        const proof = await proveModel(model, 'webgpu', own);
        expect(proof).toMatchObject({ passed: true, provider: 'webgpu' });
        // From the runtime's profile: the network's own operators ran there, not silently on the CPU.
        const there = proof.computedBy!.find(({ provider }) => provider.startsWith('WebGpu'))!;
        expect(there.nodes.length).toBeGreaterThan(2);
        expect(proof.runMs).toBeGreaterThan(0);
        for (const [provider, proofs] of [
          ['auto', [proof]],
          ['webgpu', []],
        ] as const) {
          const done = await run(model, 'radiographs', { provider, proofs: [...proofs], runner: own });
          expect(done.provider).toMatchObject({ requested: provider, actual: 'webgpu' });
          expect(done.artefacts.every(({ exact }) => exact)).toBe(true);
        }
      } finally {
        await own.close();
        process.env = before;
      }
    },
  );

  it('tells how far it is, stage by stage', async () => {
    const told: Progress[] = [];
    await run(packageOf(networks, 'bright'), 'volume', { onProgress: (progress) => told.push(progress) });
    expect([...new Set(told.map(({ stage }) => stage))]).toEqual(['read', 'run', 'finish']);
    expect(told.find(({ stage }) => stage === 'run')?.remainingMs).toBeGreaterThan(0);
    for (const { done, total } of told) expect(done).toBeLessThanOrEqual(total);
  });
});
