import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveModel } from '../../core/inference/index.ts';
import { skiagraph } from '../cli/command.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { hasPython } from '../imaging/reference.ts';
import { type Exported, exported } from './exported.ts';
import { packageOf, REGIONS } from './packages.ts';

const FOLDS = [1, 2];
const FINISH = [{ step: 'calibrate', temperature: 2 }, { step: 'softmax' }];
const explain = { kind: 'none' };

describe.skipIf(!hasPython)('An ensemble of networks of several folds', () => {
  let at: Exported;
  beforeAll(async () => {
    at = await exported();
  });
  afterAll(() => at.close());

  const filesOf = (kind: string) => [0, ...FOLDS].map((n) => `${kind}-fold-${n}.onnx`);
  const listed = (files: string[]) =>
    Object.fromEntries(
      files.map((file) => {
        const bytes = readFileSync(join(at.folder, file));
        return [file, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }];
      }),
    );
  const ensembleOf = (kind: 'classes' | 'regions', more: object, run: object = { mode: 'whole' }) =>
    packageOf(at.folder, `${kind}-fold-0`, {
      ...{
        explain,
        files: listed(filesOf(kind)),
        finish: FINISH,
        run: { timeoutS: 60, folds: filesOf(kind).slice(1), ...run },
      },
      golden: [
        {
          ...{ name: 'all of them', stage: 'ensemble', tolerance: { absolute: 1e-5, relative: 0 } },
          ...{ input: `${kind}-ensemble-in.npy`, output: `${kind}-ensemble-out.npy` },
        },
      ],
      ...more,
    });
  const classes = (more: object = {}) =>
    ensembleOf('classes', {
      input: { kind: 'image', frames: 'middle' },
      prepare: [
        { step: 'modality' },
        { step: 'scale', factor: 1 / 1024, offset: 0 },
        { step: 'channels', make: 'repeat3' },
      ],
      ...more,
    });
  const regions = (run?: object) =>
    ensembleOf(
      'regions',
      {
        ...REGIONS,
        ...{ prepare: [{ step: 'modality' }, { step: 'scale', factor: 1 / 1024, offset: 0 }], explain },
        network: { ...REGIONS.network, layout: 'NCDHW' },
        finish: [...FINISH, { step: 'restore' }, { step: 'argmax' }],
      },
      run,
    );

  it('scores an image by the mean of their probabilities, as PyTorch does, and names each file', async () => {
    const model = classes();
    const { findings, model: by } = await at.run(model, at.series.radiographs);
    const wanted = JSON.parse(readFileSync(join(at.folder, 'classes-ensemble.json'), 'utf8')) as number[];
    findings.forEach(({ probability }, n) => {
      expect(probability).toBeCloseTo(wanted[n]!, 5);
    });
    expect(by.networks).toEqual(
      filesOf('classes').map((file) => ({ file, sha256: model.manifest.files[file]!.sha256 })),
    );
  });

  it('outlines a volume by the mean of their probabilities, whole or window by window', async () => {
    const plans = {
      whole: undefined,
      windows: { mode: 'slidingWindow', size: [9, 7, 3], overlap: 0, blend: 'constant', as: 'monai' },
    };
    for (const [name, plan] of Object.entries(plans)) {
      const { kept } = await at.run(regions(plan), at.series.volume);
      const wanted = new Uint8Array(readFileSync(join(at.folder, `regions-${name}.u8`)));
      expect(wanted.reduce((sum, set) => sum + set, 0)).toBeGreaterThan(20);
      expect(new Uint8Array(kept[0]!)).toEqual(wanted);
    }
  });

  it('never has more than two networks in memory', async () => {
    at.asked.length = 0;
    await at.run(classes(), at.series.radiographs);
    await at.run(regions(), at.series.volume);
    const loads = at.asked.filter(({ kind }) => kind === 'load') as { session: string; drop?: string }[];
    expect(loads.length).toBeGreaterThan(4);
    const open = new Set<string>();
    for (const { session, drop } of loads.slice(2)) {
      if (drop) open.delete(drop);
      open.add(session);
      expect(open.size).toBeLessThanOrEqual(2);
    }
  });

  it('is installed, inspected and reported by the name and hash of each file', async () => {
    const home = await temporaryFolder();
    const said = async (...words: string[]) => {
      const { code, out, err } = await skiagraph(join(home, 'data'), words);
      expect([code, err]).toEqual([0, expect.anything()]);
      return out;
    };
    try {
      const { manifest } = classes();
      const files = [...filesOf('classes'), 'classes-ensemble-in.npy', 'classes-ensemble-out.npy'];
      for (const file of files) cpSync(join(at.folder, file), join(home, 'package', file));
      writeFileSync(join(home, 'package/CARD.md'), '# Three folds\n');
      writeFileSync(join(home, 'package/model.json'), JSON.stringify(manifest));
      await said('models', 'pack', join(home, 'package'));
      await said('models', 'install', join(home, 'package'));
      const networks = filesOf('classes').map((file) => ({ file, sha256: manifest.files[file]!.sha256 }));
      const { networks: inspected, parameters } = JSON.parse(await said('models', 'inspect', manifest.id));
      expect(inspected).toEqual(networks.map((network) => ({ ...network, parameters })));
      const images = join(at.images, 'radiographs');
      const more = ['--model', manifest.id, '--out', join(home, 'out'), '--only', 'sr,pdf,fhir'];
      await said('analyse', images, ...more);
      const out = join(home, 'out', manifest.id, readdirSync(join(home, 'out', manifest.id))[0]!);
      expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).model.networks).toEqual(networks);
      const read = [
        execFileSync('dsrdump', ['+Pl', join(out, 'findings.sr.dcm')], { encoding: 'utf8' }),
        readFileSync(join(out, 'fhir.json'), 'utf8'),
        execFileSync('pdftotext', ['-layout', join(out, 'report.pdf'), '-'], { encoding: 'utf8' }),
      ];
      for (const text of read) for (const { sha256 } of networks) expect(text).toContain(sha256.slice(0, 32));
    } finally {
      rmSync(home, { recursive: true });
    }
  }, 120_000);

  it('is proved by a golden case on all of them, and fails where one of them is another', async () => {
    for (const model of [classes(), regions()])
      expect(await proveModel(model, 'cpu', at.runner)).toMatchObject({ passed: true, cases: 1 });
    const other = classes({
      run: { mode: 'whole', timeoutS: 60, folds: ['classes-fold-1.onnx', 'classes-fold-1.onnx'] },
    });
    const differs = { passed: false, problem: { code: 'golden-differs' } };
    expect(await proveModel(other, 'cpu', at.runner)).toMatchObject(differs);
    const changed = classes();
    changed.manifest.files['classes-fold-2.onnx']!.sha256 = 'f'.repeat(64);
    const problem = { code: 'network-changed', values: { file: 'classes-fold-2.onnx' } };
    expect(await proveModel(changed, 'cpu', at.runner)).toMatchObject({ passed: false, problem });
  });
});
