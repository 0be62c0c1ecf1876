import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../core/contract/index.ts';
import { call, endOf, type Reached, request, temporaryFolder, transports } from '../engine/transports.ts';

const chest = fileURLToPath(new URL('../../../shared/data/chest-pneumonia/', import.meta.url));
if (!existsSync(chest)) console.warn('../shared/data is absent: no label of it is doubted.');

/** Every 17th row of the test split: images of normal, bacteria and virus. */
function someRows(): string[] {
  const [, ...rows] = readFileSync(join(chest, 'split.csv'), 'utf8').trim().split(/\r?\n/);
  return rows.filter((row) => row.endsWith(',test')).filter((_, n) => n % 17 === 0);
}

describe.skipIf(!existsSync(chest))('A label that a reader doubts', () => {
  let home: string;
  let reached: Reached;
  const rows = existsSync(chest) ? someRows() : [];
  const doubtful = rows[4]?.split(',')[0];

  async function evaluated(name: string, of: string[]): Promise<string> {
    const data = join(home, name);
    await mkdir(data);
    await symlink(join(chest, 'images'), join(data, 'images'));
    await writeFile(join(data, 'split.csv'), ['file,label,patient,split', ...of, ''].join('\n'));
    const job = await call(reached, 'evaluate', { body: { modelId: 'chest-pneumonia', data, split: 'test' } });
    expect(await endOf(reached, job)).toMatchObject({ status: 'done' });
    return job.id;
  }
  const read = async (evaluationId: string): Promise<Evaluation> =>
    (await call(reached, 'evaluation', { params: { evaluationId } })).evaluation;
  const decide = (action: object) => call(reached, 'decide', { body: { action, by: 'Dr Reader' } });

  let id: string;
  beforeAll(async () => {
    home = await temporaryFolder();
    reached = await transports[0]!.reach();
    id = await evaluated('set', rows);
  });
  afterAll(async () => {
    await reached.close();
    await rm(home, { recursive: true, force: true });
  });

  it('leaves the figures and the set as they are, and adds those without its case', async () => {
    const before = await read(id);
    const { path, label } = before.results.find(({ name }) => name === doubtful)!;
    const table = readFileSync(join(home, 'set', 'split.csv'));
    await decide({ kind: 'question-label', path, label, reason: 'The film is too dark to tell' });
    const { doubts, ...rest } = await read(id);
    expect(rest).toEqual(before);
    expect(readFileSync(join(home, 'set', 'split.csv'))).toEqual(table);
    expect(doubts!.cases).toMatchObject([{ name: doubtful, reason: 'The film is too dark to tell', by: 'Dr Reader' }]);
    const without = await read(
      await evaluated(
        'without',
        rows.filter((row) => !row.startsWith(`${doubtful},`)),
      ),
    );
    expect(doubts!.without).toEqual({
      cases: without.cases,
      patients: without.patients,
      metrics: without.metrics,
    });
  });

  it('is doubted in every evaluation of its file, as long as the set says the same of it', async () => {
    const [file, label, patient, split] = rows[4]!.split(',');
    await rm(join(home, 'set', 'split.csv'));
    const other = [file, label === 'normal' ? 'virus' : 'normal', patient, split].join(',');
    const data = join(home, 'set');
    const again = async (changed: string[]) => {
      await writeFile(join(data, 'split.csv'), ['file,label,patient,split', ...changed, ''].join('\n'));
      const job = await call(reached, 'evaluate', { body: { modelId: 'chest-pneumonia', data, split: 'test' } });
      await endOf(reached, job);
      return (await read(job.id)).doubts?.cases.map(({ name }) => name);
    };
    expect(await again(rows)).toEqual([doubtful]);
    expect(await again(rows.map((row, n) => (n === 4 ? other : row)))).toBeUndefined();
  });

  it('is exported with its reason in table and page, and the folder is written once', async () => {
    const folder = join(home, 'export');
    const { files } = await call(reached, 'exportEvaluation', { params: { evaluationId: id }, body: { folder } });
    expect(files).toEqual(['evaluation.json', 'cases.csv', 'evaluation.en.html', 'evaluation.ar.html']);
    const lines = readFileSync(join(folder, 'cases.csv'), 'utf8').split('\r\n');
    expect(lines.filter((line) => line.includes('too dark')).map((line) => line.split(',')[0])).toEqual([doubtful]);
    for (const page of files.slice(2))
      expect(readFileSync(join(folder, page), 'utf8')).toContain('The film is too dark to tell');
    const again = await request(reached, 'exportEvaluation', { params: { evaluationId: id }, body: { folder } });
    expect(again.problem).toMatchObject({ code: 'export-exists' });
  });

  it('is no longer doubted once the doubt is taken back, which the journal keeps as well', async () => {
    const { doubts } = await read(id);
    await decide({ kind: 'undo', seq: doubts!.cases[0]!.seq });
    expect((await read(id)).doubts).toBeUndefined();
    const { events, intact } = await call(reached, 'journal');
    expect(events.map(({ action }) => action.kind)).toEqual(['question-label', 'undo']);
    expect(intact).toBe(true);
  });
});
