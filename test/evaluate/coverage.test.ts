import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Coverage, Evaluation } from '../../core/contract/index.ts';
import { coverageOf } from '../../core/evaluate/coverage.ts';
import type { Manifest } from '../../core/models/index.ts';
import { writeExampleStudy } from '../../core/phantom/index.ts';
import { skiagraph } from '../cli/command.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { hasPython } from '../imaging/reference.ts';

const chest: Manifest = JSON.parse(
  await readFile(new URL('../../models/chest-pneumonia/model.json', import.meta.url), 'utf8'),
);
const countsOf = (coverage: Coverage[] | undefined, kind: Coverage['of']) =>
  coverage!.find(({ of }) => of === kind)!.values.map(({ value, cases }) => [value, cases]);

describe('What a set covers', () => {
  const ages = [1.5, 3, 3, 5.9, 6, 40, undefined];
  const cases = ages.map((age, n) => ({
    facts: { ...(age && { age }), sex: 'F', ...(n < 2 && { viewPosition: 'LL' }) },
  }));
  const coverage = coverageOf(chest, cases);

  it('is counted by age, in the usual groups cut where the model’s own age begins and ends', () => {
    // For children of 1 to 5 years: until the sixth birthday.
    expect(countsOf(coverage, 'age')).toEqual([
      ['1', 1],
      ['2–5', 3],
      ['6–11', 1],
      ['18–64', 1],
    ]);
    expect(coverage[0]).toMatchObject({ of: 'age', untold: 1 });
  });

  it('names what the model is for and the set has none of', () => {
    expect(countsOf(coverage, 'viewPosition')).toEqual([
      ['AP', 0],
      ['PA', 0],
      ['LL', 2],
    ]);
    expect(countsOf(coverage, 'sex')).toEqual([
      ['F', 7],
      ['M', 0],
    ]);
  });

  it('is not counted where no case says', () => {
    expect(coverage.find(({ of }) => of === 'modality')).toEqual({ of: 'modality', values: [], untold: 7 });
  });
});

describe.skipIf(!hasPython)('An evaluation', () => {
  let home: string;
  let image: string;
  beforeAll(async () => {
    home = await temporaryFolder();
    image = (await writeExampleStudy(join(home, 'example'))).find((path) => path.includes('chest'))!;
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('says of whom it is as pydicom reads the headers, and on its page what is not there', async () => {
    const set = join(home, 'set');
    await mkdir(set);
    await cp(image, join(set, basename(image)));
    await writeFile(join(set, 'split.csv'), `file,label,age,sex,split\n${basename(image)},normal,70,O,test\n`);
    const words = ['--model', 'chest-pneumonia', '--data', set, '--out', join(set, 'out')];
    const { code, err } = await skiagraph(join(home, 'data'), ['evaluate', ...words]);
    expect(code, err).toBe(0);
    const script = `
import json, pydicom, sys
d = pydicom.dcmread(sys.argv[1])
print(json.dumps([d.PatientSex, d.Modality, d.ViewPosition, d.Manufacturer, int(d.PatientAge[:3])]))`;
    const read = execFileSync('/usr/bin/python3', ['-c', script, image], { encoding: 'utf8' });
    const [sex, modality, view, manufacturer, age] = JSON.parse(read);
    const evaluation: Evaluation = JSON.parse(await readFile(join(set, 'out', 'evaluation.json'), 'utf8'));
    expect(evaluation.results[0]!.facts).toMatchObject({ age, sex, modality, viewPosition: view, manufacturer });
    expect(countsOf(evaluation.coverage, 'modality')).toEqual([
      ['CR', Number(modality === 'CR')],
      ['DX', Number(modality === 'DX')],
    ]);
    const page = await readFile(join(set, 'out', 'evaluation.en.html'), 'utf8');
    expect(page).toContain('What the set covers');
    expect(page).toContain('The model is also for those with 0 cases');
  });
});
