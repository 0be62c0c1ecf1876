import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skiagraph } from '../cli/command.ts';
import { makeSequences, noSequences, T1_POST } from '../inference/sequences.ts';
import { put } from './fill.ts';

/** What the files of nnU-Net do not say: its author does. */
const FILLED: Record<string, unknown> = {
  'name.ar': 'ثلاثة تتابعات',
  licence: 'CC0-1.0',
  'authors[0]': 'Tests',
  'intendedUse.en': 'Tests.',
  'intendedUse.ar': 'للاختبار.',
  'notFor.en': 'Patients.',
  'notFor.ar': 'المرضى.',
  'network.layout': 'NCDHW',
  'prepare[1].to': 'LPS',
  'run.flips[0]': 'x',
  'labels[0].name.ar': 'الخلفية',
  'labels[1].name.ar': 'ساطع',
};

/** Where a SEG has its one segment: a byte a voxel of the series, slices by their place along z, which is 5 mm apart. */
const MASK = `
import glob, sys, numpy as np, pydicom
seg = pydicom.dcmread(sys.argv[1])
z = sorted(float(pydicom.dcmread(p, stop_before_pixels=True).ImagePositionPatient[2]) for p in glob.glob(sys.argv[2] + '/*.dcm'))
mask = np.zeros((len(z), seg.Rows, seg.Columns), 'u1')
frames = seg.pixel_array.reshape(-1, seg.Rows, seg.Columns)
for frame, about in zip(frames, seg.PerFrameFunctionalGroupsSequence):
    at = float(about.PlanePositionSequence[0].ImagePositionPatient[2])
    mask[np.argmin(np.abs(np.array(z) - at))] |= frame
sys.stdout.buffer.write(mask.tobytes())
`;

describe.skipIf(noSequences)('The plans and the data set of nnU-Net for several series', () => {
  let folder: string;
  beforeAll(() => {
    folder = makeSequences();
    const script = fileURLToPath(new URL('./nnunet-series.py', import.meta.url));
    execFileSync('/usr/bin/python3', [script, T1_POST, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const said = async (...words: string[]) => {
    const { code, out, err } = await skiagraph(join(folder, 'data'), words);
    expect(code, err).toBe(0);
    return out;
  };

  it('become a package that finds them and outlines what NumPy and PyTorch outline by the arithmetic of nnU-Net', async () => {
    const home = join(folder, 'imported');
    await said('models', 'new', join(folder, 'net.onnx'), '--from', join(folder, 'nnunet'), '--out', home);
    const manifest = JSON.parse(readFileSync(join(home, 'model.json'), 'utf8'));
    for (const [where, value] of Object.entries(FILLED)) put(manifest, where, value);
    manifest.run.flips = ['x', 'y', 'z'];
    expect(JSON.stringify(manifest)).not.toContain('TODO');
    writeFileSync(join(home, 'model.json'), JSON.stringify(manifest));
    writeFileSync(join(home, 'CARD.md'), '# Three sequences\n');
    cpSync(join(folder, 'golden'), join(home, 'golden'), { recursive: true });
    await said('models', 'pack', home);
    await said('models', 'install', home);

    const study = join(folder, 'study');
    for (const name of ['t1', 'flair']) cpSync(join(folder, name), join(study, name), { recursive: true });
    cpSync(T1_POST, join(study, 't1post'), { recursive: true });
    await said('analyse', study, '--model', 'imported', '--out', join(folder, 'out'), '--only', 'seg');
    const results = join(folder, 'out', 'imported', readdirSync(join(folder, 'out', 'imported'))[0]!);
    const run = JSON.parse(readFileSync(join(results, 'run.json'), 'utf8'));
    expect(run.channels.map(({ key }: { key: string }) => key)).toEqual(['t1', 't1-post', 'flair']);
    const seg = join(results, 'segmentation.seg.dcm');
    const mask = execFileSync('/usr/bin/python3', ['-c', MASK, seg, join(folder, 't1')], { maxBuffer: 2 ** 24 });
    const wanted = readFileSync(join(folder, 'seen.u8'));
    expect(mask).toHaveLength(wanted.length);
    // A logit within rounding of another falls on either side.
    expect(mask.filter((value, n) => value !== wanted[n]).length).toBeLessThanOrEqual(3);
    expect(wanted.filter(Boolean).length).toBeGreaterThan(1000);
  }, 300_000);
});
