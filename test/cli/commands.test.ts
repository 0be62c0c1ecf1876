import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeExampleStudy } from '../../core/phantom/index.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { type Ended, skiagraph } from './command.ts';

let home: string;
let data: string;
let mr: string;
let cr: string;
const run = (...words: string[]) => skiagraph(data, words);

beforeAll(async () => {
  home = await temporaryFolder();
  data = join(home, 'data');
  const paths = await writeExampleStudy(join(home, 'example'));
  mr = paths.find((path) => path.includes('hippocampus'))!;
  cr = paths.find((path) => path.includes('chest'))!;
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** One sentence and a next step, no stack. */
function plainlyRefused({ err }: Ended, words: RegExp): void {
  expect(err).toMatch(words);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).not.toMatch(/\n {4}at |Error:/);
}

describe('skiagraph --help', () => {
  test.each([[], ['models'], ['index'], ['analyse'], ['models', 'install'], ['journal']])(
    'answers %j with an example',
    async (...words) => {
      const { code, out, err } = await run(...words.filter(Boolean), '--help');
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('Example: skiagraph');
      expect(out).toContain('--language');
    },
  );

  test('reads nothing and writes nothing', async () => {
    await run('--help');
    expect(existsSync(data)).toBe(false);
  });
});

/** A preload that says on standard error each module of the contract's schema library that a program loads. */
const TELLS_SCHEMAS = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { if (url.includes('/zod/')) console.error(url); return next(url, context); } });`;

describe('Wrong use', () => {
  test.each<[string[], RegExp]>([
    [['--inspect'], /Unknown option --inspect/],
    [['index'], /at least one path/],
    [['index', 'x', '--frobnicate'], /Unknown option --frobnicate/],
    [['index', 'x', '--json=yes'], /takes no value/],
    [['decode', 'a', 'b'], /one file/],
    [['decode', 'a', '--frame', '-1'], /whole number/],
    [['decode', 'a', '--frame'], /needs a value/],
    [['models', 'frobnicate'], /no command "models frobnicate"/],
    [['models', 'verify', '--provider', 'abacus'], /no provider abacus/],
    [['analyse', 'x'], /needs --out/],
    [['analyse', 'x', '--out', 'y', '--provider', 'abacus'], /no provider abacus/],
    [['doctor', '--language', 'tlh'], /no language tlh/],
    [['serve', '--port', '99999'], /not a port/],
  ])('%j exits 2 with a sentence', async (words, says) => {
    const ended = await run(...words);
    expect([ended.code, ended.out]).toEqual([2, '']);
    plainlyRefused(ended, says);
  });

  test('is told in Arabic where that is asked for', async () => {
    const { err } = await run('index', 'x', '--frobnicate', '--language', 'ar');
    expect(err).toContain('غير معروف');
    const { err: bySystem } = await skiagraph(data, ['decode', join(home, 'gone')], { LANG: 'ar_EG.UTF-8' });
    expect(bySystem).toMatch(/[\u0600-\u06ff]{3}/);
  });
});

describe('skiagraph index', () => {
  test('loads no schemas of the contract, which take longer than to read a thousand headers', async () => {
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TELLS_SCHEMAS)}` };
    const { code, out, err } = await skiagraph(data, ['index', cr, '--json'], env);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out).studies).toHaveLength(1);
  });

  test('prints one JSON document and nothing else', async () => {
    const { code, out } = await run('index', join(home, 'example'), '--json');
    const said = JSON.parse(out);
    expect(code).toBe(0);
    expect(said.studies).toHaveLength(3);
    expect(
      said.studies
        .flatMap((study: { series: { volume: boolean }[] }) => study.series.map(({ volume }) => volume))
        .sort(),
    ).toEqual([false, true, true]);
    expect(said).toMatchObject({ skipped: [], errors: [] });
  });

  test('exits 3 for a single path that is no DICOM, with the reason in both places', async () => {
    const text = join(home, 'notes.txt');
    await writeFile(text, 'not a picture');
    const ended = await run('index', text, '--json');
    expect(ended.code).toBe(3);
    expect(JSON.parse(ended.out).errors).toHaveLength(1);
    plainlyRefused(ended, /notes\.txt|DICOM/);
  });

  test('takes a file that is called like an option', async () => {
    const folder = join(home, 'odd');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '--help.dcm'), await readFile(cr));
    for (const words of [
      ['index', `${folder}/./--help.dcm`, '--json'],
      ['index', '--json', '--', `${folder}/--help.dcm`],
    ])
      expect((await run(...words)).code).toBe(0);
  });
});

describe('skiagraph decode', () => {
  test('prints facts of the stored values that pydicom reads too', async () => {
    const raw = join(home, 'raw.bin');
    const { code, out, err } = await run('decode', mr, '--raw', raw);
    expect([code, err]).toEqual([0, '']);
    const bytes = await readFile(raw);
    const facts = JSON.parse(out);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(facts.sha256);
    const script = `import pydicom, sys, json; p = pydicom.dcmread(sys.argv[1]).pixel_array; print(json.dumps([list(p.shape), int(p.min()), int(p.max())]))`;
    const judge = JSON.parse(execFileSync('/usr/bin/python3', ['-c', script, mr], { encoding: 'utf8' }));
    expect(judge).toEqual([[facts.rows, facts.columns], facts.min, facts.max]);
  });

  test('overwrites nothing without --force', async () => {
    const raw = join(home, 'kept.bin');
    await writeFile(raw, 'mine');
    const refused = await run('decode', mr, '--raw', raw);
    expect([refused.code, await readFile(raw, 'utf8')]).toEqual([3, 'mine']);
    expect((await run('decode', mr, '--raw', raw, '--force')).code).toBe(0);
    expect((await readFile(raw)).length).toBeGreaterThan(4);
  });

  test.each<[string, string[], RegExp]>([
    ['a frame that is not there', ['--frame', '7'], /Frame 7/],
    ['an output folder that is not there', ['--raw', '/nowhere/at/all.bin'], /written/],
    ['a disk that is full', ['--raw', '/dev/full', '--force'], /disk is full/],
  ])('exits 3 for %s', async (_, more, says) => {
    const ended = await run('decode', mr, ...more);
    expect(ended.code).toBe(3);
    plainlyRefused(ended, says);
  });
});

describe('skiagraph models', () => {
  test('lists, describes and proves the shipped models', async () => {
    const list = JSON.parse((await run('models', 'list', '--json')).out);
    expect(list.models.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['chest-pneumonia', 'hippocampus-mr']),
    );
    expect(JSON.parse((await run('models', 'inspect', 'chest-pneumonia', '--json')).out)).toMatchObject({
      residual: true,
    });
    const proved = await run('models', 'verify', 'chest-pneumonia', '--json');
    expect([proved.code, JSON.parse(proved.out).proofs[0].proof.passed]).toEqual([0, true]);
    const after = JSON.parse((await run('models', 'list', '--json')).out);
    expect(after.models.find(({ id }: { id: string }) => id === 'chest-pneumonia').proofs).toHaveLength(1);
  });

  test.each<[string[], RegExp]>([
    [['inspect', 'no-such-model'], /no-such-model/],
    [['verify', 'chest-pneumona'], /chest-pneumonia/],
    [['remove', 'chest-pneumonia'], /./],
    [['install', '/nowhere'], /nowhere/],
  ])('exits 4 or 3 for %j with a sentence', async (words, says) => {
    const ended = await run('models', ...words);
    expect([3, 4]).toContain(ended.code);
    plainlyRefused(ended, says);
  });
});

describe('skiagraph analyse', () => {
  test('writes runs below --out, says what was refused, records all in the journal', async () => {
    const out = join(home, 'out');
    const { code, out: said } = await run(
      'analyse',
      join(home, 'example'),
      '--provider',
      'cpu',
      '--out',
      out,
      '--json',
    );
    const { runs, refused, errors } = JSON.parse(said);
    // Three models that read a series, three series: each is right for one.
    expect([code, errors, runs.length, refused.length]).toEqual([0, [], 3, 6]);
    expect((await readdir(out)).sort()).toEqual(['brain-tumor-mr', 'chest-pneumonia', 'hippocampus-mr']);
    const [folder] = await readdir(join(out, 'hippocampus-mr'));
    expect(await readdir(join(out, 'hippocampus-mr', folder!))).toContain('segmentation.seg.dcm');
    expect(JSON.parse((await run('journal', 'verify', '--json')).out)).toMatchObject({ intact: true, entries: 6 });

    const again = await run(
      'analyse',
      join(home, 'example'),
      '--provider',
      'cpu',
      '--out',
      out,
      '--model',
      'chest-pneumonia',
    );
    expect([again.code, again.err]).toEqual([3, expect.stringMatching(/already|--force/)]);
  });

  test.each<[string, string[], number]>([
    ['a model that is not there', ['--model', 'no-such-model'], 4],
    ['a model that may read none of the series', ['--model', 'hippocampus-mr'], 3],
    ['a format that is not there', ['--model', 'chest-pneumonia', '--only', 'xls'], 2],
  ])('exits for %s', async (_, more, code) => {
    const ended = await run('analyse', cr, '--out', join(home, 'refused'), ...more);
    expect(ended.code).toBe(code);
    plainlyRefused(ended, /\. /);
  });

  test('exits 3 where --out is a file', async () => {
    const ended = await run('analyse', cr, '--model', 'chest-pneumonia', '--out', cr);
    expect(ended.code).toBe(3);
    plainlyRefused(ended, /written/);
  });
});

describe('A data folder', () => {
  test('that is a file is refused with a sentence', async () => {
    const ended = await skiagraph(cr, ['journal', 'verify']);
    expect(ended.code).toBe(3);
    plainlyRefused(ended, /written/);
  });

  test.skipIf(process.getuid?.() === 0)('that is read-only is refused with a sentence', async () => {
    const folder = join(home, 'read-only');
    await mkdir(folder);
    await chmod(folder, 0o500);
    const ended = await skiagraph(folder, ['journal', 'verify']);
    expect(ended.code).toBe(3);
    plainlyRefused(ended, /written/);
  });

  test('is examined by the doctor', async () => {
    const { code, out } = await run('doctor', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ dataDir: { path: data, writable: true }, models: expect.any(Array) });
    // On Linux nothing but the CPU works until something is installed, and it says what.
    const { out: told } = await run('doctor', '--language', 'ar');
    if (process.platform === 'linux') expect(told).toMatch(/cuda: .*(CUDA 12|cuda)/s);
  });
});
