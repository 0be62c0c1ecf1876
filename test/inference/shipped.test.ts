import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../core/contract/index.ts';
import { createFrameDecoder, type FrameDecoder } from '../../core/dicom/index.ts';
import { analyse, createRunner, forkRunner, proveModel, type Runner } from '../../core/inference/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import { type ModelPackage, readPackage } from '../../core/models/index.ts';
import { hasPython } from './fixtures.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const MODELS = here('../../models');
const SHARED = here('../../../shared');
/** Writes a label volume as bytes, first axis fastest. */
const LABELS = `import sys, nibabel, numpy
labels = numpy.asarray(nibabel.load(sys.argv[1]).dataobj)
sys.stdout.buffer.write(labels.astype('u1').tobytes('F'))`;
const shipped = ['chest-pneumonia', 'hippocampus-mr'].filter((id) => existsSync(join(MODELS, id, 'model.json')));

describe('the shipped packages', () => {
  let runner: Runner;
  let decoder: FrameDecoder;
  let work: string;
  beforeAll(() => {
    runner = createRunner({ fork: forkRunner });
    decoder = createFrameDecoder();
    work = mkdtempSync(join(tmpdir(), 'shipped-'));
  });
  afterAll(async () => {
    await runner.close();
    await decoder.close();
    rmSync(work, { recursive: true });
  });

  it.each(shipped)('%s: every golden case holds on the CPU', async (id) => {
    const model = await readPackage(join(MODELS, id));
    const proof = await proveModel(model, 'cpu', runner, { now: () => new Date(0) });
    expect(proof).toMatchObject({
      passed: true,
      cases: model.manifest.golden.length,
      provedAt: '1970-01-01T00:00:00.000Z',
    });
    expect(proof.largestDifference).toBeLessThan(1e-4);
  });

  it.runIf(shipped[0])(
    'a package whose golden output is another is not proved, and the difference is told',
    async () => {
      const model = await tampered(await readPackage(join(MODELS, shipped[0]!)));
      const proof = await proveModel(model, 'cpu', runner);
      expect(proof.passed).toBe(false);
      expect(proof.largestDifference).toBeGreaterThan(0.4);
      expect(proof.problem?.code).toBe('golden-differs');
    },
  );

  async function tampered(model: ModelPackage): Promise<ModelPackage> {
    const folder = join(work, 'tampered');
    cpSync(model.folder, folder, { recursive: true });
    const file = join(folder, model.manifest.golden.find(({ stage }) => stage === 'run')!.output);
    const bytes = readFileSync(file);
    bytes.writeFloatLE(bytes.readFloatLE(bytes.length - 4) + 0.5, bytes.length - 4);
    writeFileSync(file, bytes);
    return { ...model, folder };
  }

  async function run(id: string, folder: string) {
    const model = await readPackage(join(MODELS, id));
    const study = (await indexPaths([folder])).studies[0]!;
    const kept = new Map<string, Uint8Array>();
    const done = await analyse(
      { model, study, series: study.series[0]!, provider: 'auto', overruled: [] },
      {
        ...{
          decoder,
          runner,
          proofs: [],
          prove: (provider: Provider) => proveModel(model, provider, runner),
          now: () => new Date(),
          random: randomBytes,
          onProgress: () => undefined,
        },
        signal: new AbortController().signal,
        async keep(bytes) {
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          kept.set(sha256, bytes);
          return sha256;
        },
      },
    );
    return { done, kept };
  }

  const volumes = join(SHARED, 'data/hippocampus-mr');
  const toDicom = join(SHARED, 'acceptance/to_dicom.py');
  it.runIf(hasPython && shipped.includes('hippocampus-mr') && existsSync(volumes) && existsSync(toDicom))(
    'hippocampus-mr outlines a test case as the experts did, on the grid of its slices',
    async () => {
      const name = readFileSync(join(volumes, 'split.csv'), 'utf8').match(/^(\w+),test/m)![1]!;
      const folder = join(work, 'volume');
      execFileSync('/usr/bin/python3', [toDicom, 'volume', join(volumes, `images/${name}.nii.gz`), folder]);
      const labels = join(volumes, `labels/${name}.nii.gz`);
      const truth = execFileSync('/usr/bin/python3', ['-c', LABELS, labels], { maxBuffer: 2 ** 30 });
      const { done, kept } = await run('hippocampus-mr', folder);
      expect(done.problem).toBeUndefined();
      for (const [n, key] of ['anterior', 'posterior'].entries()) {
        const mask = kept.get(done.artefacts.find(({ of }) => of === key)!.sha256)!;
        const both = mask.reduce((sum, set, at) => sum + (set && truth[at] === n + 1 ? 1 : 0), 0);
        const each =
          mask.reduce((sum, set) => sum + set, 0) + truth.reduce((sum, label) => sum + (label === n + 1 ? 1 : 0), 0);
        expect((2 * both) / each, key).toBeGreaterThan(0.75);
      }
    },
  );

  const radiographs = join(SHARED, 'data/chest-pneumonia/images');
  it.runIf(hasPython && shipped.includes('chest-pneumonia') && existsSync(radiographs) && existsSync(toDicom))(
    'chest-pneumonia explains its scores by exact maps over the whole picture',
    async () => {
      const image = readdirSync(radiographs).find((name) => /bact/i.test(name))!;
      const file = join(work, 'radiograph/1.dcm');
      execFileSync('mkdir', [join(work, 'radiograph')]);
      execFileSync('/usr/bin/python3', [toDicom, 'radiograph', join(radiographs, image), file]);
      const { done } = await run('chest-pneumonia', file);
      expect(done.findings.map(({ id }) => id)).toEqual(['normal', 'bacteria', 'virus']);
      expect(done.findings.reduce((sum, { probability }) => sum + probability!, 0)).toBeCloseTo(1, 5);
      expect(done.artefacts).toHaveLength(3);
      for (const map of done.artefacts)
        expect(map).toMatchObject({ kind: 'map', exact: true, coversPx: [0, 0, 224, 224] });
    },
  );
});
