import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveModel } from '../../core/inference/index.ts';
import { describeNetwork, precisionOf, readGraph } from '../../core/onnx/index.ts';
import { hasPython } from '../imaging/reference.ts';
import { type Exported, exported } from './exported.ts';
import { packageOf } from './packages.ts';

describe.skipIf(!hasPython)('A network of half precision', () => {
  let at: Exported;
  beforeAll(async () => {
    at = await exported();
  });
  afterAll(() => at.close());

  const PREPARE = [
    { step: 'modality' },
    { step: 'normalise', by: 'zscore', over: 'all' },
    { step: 'channels', make: 'repeat3' },
  ];
  const TYPED = [...PREPARE, { step: 'type', to: 'float16' }];
  const KINDS = { classes: PREPARE, 'classes-half': TYPED, 'classes-mixed': PREPARE };
  const packaged = (name: string, prepare: object[], more: object = {}) =>
    packageOf(at.folder, name, { prepare, input: { kind: 'image', frames: 'middle' }, ...more });
  const golden = (tolerance: object, input = 'first-in.npy', output = 'first-out.npy') => ({
    golden: [{ name: 'PyTorch', stage: 'run', input, output, tolerance }],
  });
  const prove = (name: keyof typeof KINDS | 'classes-bytes', more: object) =>
    proveModel(packaged(name, PREPARE, more), 'cpu', at.runner);

  it('says of an image what its twin of full precision says, with exact maps, whatever its input and output are', async () => {
    const twin = await at.run(packaged('classes', PREPARE), at.series.radiographs);
    for (const [name, prepare] of Object.entries(KINDS)) {
      const { findings, artefacts } = await at.run(packaged(name, prepare), at.series.radiographs);
      findings.forEach(({ probability }, n) => {
        expect(probability, name).toBeCloseTo(twin.findings[n]!.probability!, 2);
      });
      expect(
        artefacts.map(({ exact }) => exact),
        name,
      ).toEqual([true, true, true]);
      expect(precisionOf(readGraph(readFileSync(join(at.folder, `${name}.onnx`))))).toBe(
        name === 'classes' ? 'float32' : 'float16',
      );
    }
  });

  it('is described as the residual network that it is', () => {
    const said = (name: string) => describeNetwork(readGraph(readFileSync(join(at.folder, `${name}.onnx`))));
    const twin = said('classes');
    for (const name of ['classes-half', 'classes-mixed'])
      expect(said(name)).toMatchObject({ residual: true, cam: 'exact', parameters: twin.parameters });
  });

  it('is proved by numbers of full precision, within the tolerance of its own precision', async () => {
    const strict = { absolute: 1e-5, relative: 0 };
    const each = { ...strict, float16: { absolute: 2e-3, relative: 2e-3 } };
    for (const name of ['classes', 'classes-half', 'classes-mixed'] as const)
      expect(await prove(name, golden(each)), name).toMatchObject({ passed: true, cases: 1 });
    expect(await prove('classes', golden(strict))).toMatchObject({ passed: true });
    expect(await prove('classes-half', golden(strict))).toMatchObject({
      passed: false,
      problem: { code: 'golden-differs' },
    });
    // A golden input that was kept in half precision itself.
    expect(await prove('classes-half', golden(each, 'half-in.npy'))).toMatchObject({ passed: true });
  });

  it('and one that is fed whole numbers of a byte, are fed what they ask for', async () => {
    expect(
      await prove('classes-bytes', golden({ absolute: 1e-5, relative: 0 }, 'bytes-in.npy', 'bytes-out.npy')),
    ).toMatchObject({ passed: true });
  });
});
