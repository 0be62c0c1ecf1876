import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Metric } from '../../core/contract/index.ts';
import { writeExampleStudy } from '../../core/phantom/index.ts';
import { type Ended, ended, skiagraph, start } from '../cli/command.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { hasPython, noise } from '../imaging/reference.ts';

let home: string;
let data: string;
const run = (...words: string[]) => skiagraph(data, words);
const evaluate = (model: string, set: string, out: string, ...more: string[]) =>
  run('evaluate', '--model', model, '--data', join(home, set), '--out', join(home, out), ...more);

beforeAll(async () => {
  home = await temporaryFolder();
  data = join(home, 'data');
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function writeSet(set: string, table: string[], files: Record<string, Uint8Array | string> = {}): Promise<void> {
  await mkdir(join(home, set, 'images'), { recursive: true });
  await writeFile(join(home, set, 'split.csv'), `${table.join('\r\n')}\r\n`);
  for (const [name, content] of Object.entries(files)) await writeFile(join(home, set, name), content);
}

const picture = (seed: number) =>
  encode({ width: 40, height: 32, channels: 1, data: Uint8Array.from(noise(40 * 32, seed), (value) => value * 255) });

/** One sentence and a next step, no stack. */
function plainlyRefused({ code, err }: Ended, exit: number, words: RegExp): void {
  expect(err).toMatch(words);
  expect([code, err.trim().split('\n').length]).toEqual([exit, 1]);
}

describe('skiagraph evaluate', () => {
  it('measures what it can, names the cases that failed, and writes a table and pages', async () => {
    const labels = ['normal', 'bacteria', 'virus', 'bacteria', 'normal', 'virus'];
    const rows = labels.map((label, n) => `images/${n}.png,${label},"P, ${n >> 1}",test`);
    await writeSet(
      'made',
      ['file,label,patient,split', ...rows, 'images/gone.png,virus,P9,test', 'images/no.png,virus,P9,test'],
      {
        ...Object.fromEntries(labels.map((_, n) => [`images/${n}.png`, picture(n)])),
        'images/no.png': 'this is no picture',
      },
    );
    const { code, out, err } = await evaluate('chest-pneumonia', 'made', 'made-out', '--json');
    const said = JSON.parse(out);
    expect([code, said.model, said.split, said.cases, said.patients]).toEqual([5, 'chest-pneumonia', 'test', 6, 3]);
    expect(said.errors.map(({ text }: { text: string }) => text.split(':')[0])).toEqual([
      'images/gone.png',
      'images/no.png',
    ]);
    expect(err).toContain('no age, modality or body part');
    const { value, low, high } = said.metrics.auc as Metric;
    expect(low <= value && value <= high).toBe(true);
    expect(readdirSync(join(home, 'made-out')).sort()).toEqual([
      'cases.csv',
      'evaluation.ar.html',
      'evaluation.en.html',
      'evaluation.json',
    ]);
    const table = readFileSync(join(home, 'made-out', 'cases.csv'), 'utf8')
      .trim()
      .split('\r\n');
    expect(table).toHaveLength(9);
    expect(table[1]).toMatch(/^images\/0\.png,"P, 0",normal,(normal|bacteria|virus),0\.\d+,/);
    for (const language of ['en', 'ar']) {
      const page = readFileSync(join(home, 'made-out', `evaluation.${language}.html`), 'utf8');
      expect(page).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
      expect(page.match(/<svg/g)).toHaveLength(3);
      expect(page).not.toMatch(/<script|https?:|url\(/);
    }
  });

  it('says how many patients are in another split too: the model may have been trained on them', async () => {
    const cases = ['0.png,normal,P0,test', '1.png,virus,P1,test', '2.png,virus,P1,train', '2.png,normal,P2,train'];
    const rows = cases.map((one) => `images/${one}`);
    const files = Object.fromEntries([0, 1, 2].map((n) => [`images/${n}.png`, picture(n)]));
    await writeSet('shared', ['file,label,patient,split', ...rows], files);
    const { out, err } = await evaluate('chest-pneumonia', 'shared', 'shared-out', '--json');
    expect(JSON.parse(out).notes.map(({ code }: { code: string }) => code)).toContain('set-patients-shared');
    expect(err).toContain('another split too: 1.');
    expect(err).toContain('these figures are too good');
  });

  it('overwrites nothing, unless it is told to', async () => {
    plainlyRefused(await evaluate('chest-pneumonia', 'made', 'made-out'), 3, /is there already/);
    expect((await evaluate('chest-pneumonia', 'made', 'made-out', '--force')).code).toBe(5);
  });

  it('takes DICOM with a SEG as truth: what it exported itself has a Dice of 1', async () => {
    const example = await writeExampleStudy(join(home, 'example'));
    const slices = dirname(example.find((path) => path.includes('hippocampus'))!);
    await run('analyse', slices, '--model', 'hippocampus-mr', '--only', 'seg', '--out', join(home, 'analysed'));
    const seg = readdirSync(join(home, 'analysed'), { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('.seg.dcm'),
    );
    await writeSet('dicom', ['case,split', 'one,test']);
    await cp(slices, join(home, 'dicom', 'images', 'one'), { recursive: true });
    await mkdir(join(home, 'dicom', 'labels'));
    await cp(join(home, 'analysed', seg!), join(home, 'dicom', 'labels', 'one.dcm'));
    const { code, out, err } = await evaluate('hippocampus-mr', 'dicom', 'dicom-out', '--json');
    expect(code, err).toBe(0);
    const { metrics, notes } = JSON.parse(out);
    expect(notes).toEqual([]);
    for (const label of ['anterior', 'posterior']) {
      expect(metrics[`dice.${label}`].value).toBe(1);
      expect(metrics[`surfaceDistanceMm.${label}`].value).toBe(0);
    }
  });

  it('does not evaluate on DICOM that the model may not read, and says why', async () => {
    const mr = (await writeExampleStudy(join(home, 'example'))).find((path) => path.includes('hippocampus'))!;
    await writeSet('other', ['file,label,split', `images/${basename(mr)},normal,test`]);
    await cp(mr, join(home, 'other', 'images', basename(mr)));
    plainlyRefused(await evaluate('chest-pneumonia', 'other', 'other-out'), 3, /may read none of these series/);
    expect(existsSync(join(home, 'other-out'))).toBe(false);
  });

  it('ends at once when it is interrupted, and writes nothing', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `images/0.png,normal,P${n},test`);
    await writeSet('long', ['file,label,patient,split', ...rows], { 'images/0.png': picture(0) });
    const words = ['--model', 'chest-pneumonia', '--data', join(home, 'long'), '--out', join(home, 'long-out')];
    const child = start(data, ['evaluate', ...words]);
    child.stderr!.once('data', () => child.kill('SIGINT'));
    const { code, err } = await ended(child);
    expect([code, err]).toEqual([130, expect.stringMatching(/s left[\s\S]*cancelled/)]);
    expect(existsSync(join(home, 'long-out'))).toBe(false);
  });
});

describe('skiagraph evaluate refuses', () => {
  it.each<[string, string[], RegExp]>([
    ['a folder without a table', [], /is not there/],
    ['a table without labels', ['file,split', 'a.png,test'], /no column “label”/],
    ['a case without a label', ['file,label,split', 'images/0.png,,test'], /no label for “images\/0\.png”/],
    ['a split that is not there', ['file,label,split', 'a.png,normal,train'], /no case in “test”.*train/],
    ['a set of other labels', ['file,label,split', 'images/0.png,fracture,test'], /no label in common/],
    ['a table that leads outside', ['file,label,split', '../../a.png,normal,test'], /outside its folder/],
  ])('%s', async (name, table, words) => {
    const set = name.replaceAll(' ', '-');
    if (table.length > 0) await writeSet(set, table, { 'images/0.png': picture(0) });
    plainlyRefused(await evaluate('chest-pneumonia', set, 'never'), 3, words);
    expect(existsSync(join(home, 'never'))).toBe(false);
  });

  it('words that it does not understand, and a model that is not there', async () => {
    plainlyRefused(await run('evaluate', '--model', 'x'), 2, /needs --data/);
    plainlyRefused(await evaluate('chest-pneumonja', 'made', 'never'), 4, /no model/);
  });
});

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
if (!existsSync(shared)) console.warn('../shared/data is absent: the shipped models are not evaluated.');

/** Figures of the test split in the manifest, which the training code wrote. */
function expectAsMeasured(model: string, metrics: Record<string, Metric>): void {
  const manifest = new URL(`../../models/${model}/model.json`, import.meta.url);
  const { measured } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    measured: (Metric & { metric: string; split: string })[];
  };
  const compared = measured.filter(({ metric, split }) => split === 'test' && metric in metrics);
  expect(compared).toHaveLength(Object.keys(metrics).length);
  for (const { metric, ...card } of compared)
    for (const part of ['value', 'low', 'high'] as const)
      expect(Math.abs(metrics[metric]![part] - card[part]), `${metric} ${part}`).toBeLessThan(0.002);
}

describe.skipIf(!existsSync(shared))('A shipped model, run by the shipped program on the test split', () => {
  it.each(['chest-pneumonia', 'hippocampus-mr', 'brain-tumor-mr'])('is as good as its card says: %s', async (model) => {
    const words = ['--model', model, '--data', join(shared, model), '--out', join(home, `${model}-out`)];
    const { code, out } = await run('evaluate', ...words, '--json');
    expect(code).toBe(0);
    const { metrics } = JSON.parse(out) as { metrics: Record<string, Metric> };
    expectAsMeasured(model, metrics);
  });
});

const training = fileURLToPath(new URL('../../models/training', import.meta.url));

/** Who the training code takes the images of a split for: by lists, numbers and serials in the names of their files. */
const PERSONS = `
import csv, json, sys
sys.path.insert(0, sys.argv[1])
from recognition.data import persons
rows = [row for row in csv.DictReader(open(sys.argv[2])) if row['split'] == 'test']
keys, _ = persons([row['file'] for row in rows], [row['label'] for row in rows])
print(json.dumps([[row['file'], row['patient'], 'person %d' % key, 'test'] for row, key in zip(rows, keys)]))
`;

describe.skipIf(!existsSync(shared) || !hasPython)('A verification network, on all pairs of the test split', () => {
  it('is as good as the training code says, interval and all', async () => {
    const chest = join(shared, 'chest-pneumonia');
    const asked = ['-c', PERSONS, training, join(chest, 'split.csv')];
    const rows = JSON.parse(
      execFileSync('/usr/bin/python3', asked, {
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
        encoding: 'utf8',
      }),
    );
    await mkdir(join(home, 'persons'));
    await symlink(join(chest, 'images'), join(home, 'persons', 'images'));
    const table = ['file,patient,person,split', ...rows.map((row: string[]) => row.join(','))];
    await writeFile(join(home, 'persons', 'split.csv'), table.join('\n'));
    const { code, out, err } = await evaluate('same-patient', 'persons', 'persons-out', '--json');
    expect(code, err).toBe(0);
    expectAsMeasured('same-patient', (JSON.parse(out) as { metrics: Record<string, Metric> }).metrics);
    const cases = readFileSync(join(home, 'persons-out', 'cases.csv'), 'utf8');
    expect(cases).toMatch(/leastOfPerson,mostOfOthers,mostAlike/);
  });

  it('is refused where no two images are of one person', async () => {
    await writeSet('alone', ['file,patient,split', 'images/0.png,A,test', 'images/1.png,B,test'], {
      'images/0.png': picture(0),
      'images/1.png': picture(1),
    });
    plainlyRefused(await evaluate('same-patient', 'alone', 'never'), 3, /no two images of one person/);
  });
});
