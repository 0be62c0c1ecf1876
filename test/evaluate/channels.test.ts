import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvaluatedCase, Metric } from '../../core/contract/index.ts';
import { skiagraph } from '../cli/command.ts';
import { makeSequences, noSequences, T1_POST } from '../inference/sequences.ts';

/* A network that reads three sequences, on a real study to which two were added in its frame of reference. */
describe.skipIf(noSequences)('skiagraph evaluate with a model of several series', () => {
  let folder: string;
  let set: string;
  /** What NumPy and SciPy say of the mask that PyTorch made. */
  let wanted: Record<string, number>;
  beforeAll(async () => {
    folder = makeSequences();
    set = join(folder, 'set');
    mkdirSync(join(set, 'labels'), { recursive: true });
    const script = fileURLToPath(new URL('./channels.py', import.meta.url));
    wanted = JSON.parse(
      execFileSync('/usr/bin/python3', ['-W', 'ignore', script, T1_POST, folder, set], { encoding: 'utf8' }),
    );
    addCase('whole', 't1', 'flair');
    addCase('without-flair', 't1');
    addCase('without-t1', 'flair');
    addCase('twice', 't1', 'flair', 'flair-again');
    for (const command of ['pack', 'install'])
      expect(await run('models', command, join(folder, 'package'))).toMatchObject({ code: 0 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...words: string[]) => skiagraph(join(folder, 'data'), words);

  /** A folder with the real series and some of those that were made. */
  function addCase(name: string, ...series: string[]): void {
    cpSync(T1_POST, join(set, 'images', name, 't1post'), { recursive: true });
    for (const one of series) cpSync(join(folder, one), join(set, 'images', name, one), { recursive: true });
    cpSync(join(set, 'truth.nii.gz'), join(set, 'labels', `${name}.nii.gz`));
  }

  async function evaluated(table: string[]) {
    writeFileSync(join(set, 'split.csv'), `${table.join('\n')}\n`);
    const words = ['--model', 'sequences', '--data', set, '--out', join(set, 'out'), '--force', '--json'];
    const { code, out, err } = await run('evaluate', ...words);
    const said: { errors: { text: string }[]; metrics: Record<string, Metric>; cases: number } = JSON.parse(out);
    const { results } = JSON.parse(readFileSync(join(set, 'out', 'evaluation.json'), 'utf8'));
    return { code, err, said, results: results as EvaluatedCase[] };
  }

  function expectAsWanted(measured: Record<string, number | null> | undefined): void {
    expect(Object.keys(measured ?? {}).sort()).toEqual(Object.keys(wanted).sort());
    // A logit within rounding of another falls on either side.
    for (const [name, value] of Object.entries(wanted)) expect(measured![name], name).toBeCloseTo(value, 1.5);
  }

  it('finds the series of a case in its folder, and goes on without cases that lack one or have two', async () => {
    const { code, said, results } = await evaluated([
      'case,split',
      ...['whole', 'without-flair', 'without-t1', 'twice'].map((name) => `${name},test`),
    ]);
    expect(code).toBe(5);
    expect(said.cases).toBe(1);
    expectAsWanted(results[0]!.measures);
    expect(said.metrics['dice.bright']!.value).toBe(results[0]!.measures!['dice.bright']);
    expect(results.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      'case-channel-missing',
      'case-channel-missing',
      'case-channel-unclear',
    ]);
    const [flair, first, two] = said.errors.map(({ text }) => text);
    expect(flair).toContain('without-flair: No series of this case can be “FLAIR”.');
    expect(first).toContain('without-t1: No series of this case can be “T1”.');
    expect(two).toContain(
      'twice: Which series of this case is “FLAIR” is not clear; it may be 5 (T2 FLAIR), 7 (T2 FLAIR repeated).',
    );
  });

  it('takes the files that a column for each channel names, DICOM or NIfTI, and says where one is not named', async () => {
    const { code, said, results } = await evaluated([
      'case,t1,t1post,flair,mask,split',
      'files,images/twice/t1,images/twice/t1post,images/twice/flair,truth.nii.gz,test',
      'pictures,t1.nii.gz,t1post.nii.gz,flair.nii.gz,truth.nii.gz,test',
      'gap,images/twice/t1,images/twice/t1post,,truth.nii.gz,test',
      'wrong,images/twice/t1,images/twice/t1post,images/twice/t1,truth.nii.gz,test',
    ]);
    expect(code).toBe(5);
    for (const n of [0, 1]) expectAsWanted(results[n]!.measures);
    expect(said.errors.map(({ text }) => text)).toEqual([
      expect.stringContaining('gap: No series of this case can be “FLAIR”.'),
      'wrong: sequences may read none of these series: FLAIR: Fluid is not suppressed.',
    ]);
  });

  it('names the column that a table lacks, once it has one of a channel', async () => {
    writeFileSync(join(set, 'split.csv'), 't1,t1post,split\nimages/whole/t1,images/whole/t1post,test\n');
    const { code, err } = await run('evaluate', '--model', 'sequences', '--data', set, '--out', join(set, 'never'));
    expect(code).toBe(3);
    expect(err).toContain('no column “flair”');
  });
});
