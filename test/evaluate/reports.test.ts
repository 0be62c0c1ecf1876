import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readToldFindings } from '../../core/evaluate/report-truth.ts';
import type { Manifest } from '../../core/models/index.ts';
import { writeExampleStudy } from '../../core/phantom/index.ts';
import { skiagraph } from '../cli/command.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { hasPython } from '../imaging/reference.ts';

let home: string;
let example: string[];
beforeAll(async () => {
  home = await temporaryFolder();
  example = await writeExampleStudy(join(home, 'example'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const run = (...words: string[]) => skiagraph(join(home, 'data'), words);
const found = (part: string) => example.find((path) => path.includes(part))!;

async function labelsOf(model: string): Promise<Manifest['labels']> {
  const manifest: Manifest = JSON.parse(
    await readFile(new URL(`../../models/${model}/model.json`, import.meta.url), 'utf8'),
  );
  return manifest.labels;
}

/** What pydicom writes for these findings. */
function writeReport(path: string, findings: object[]): void {
  const script = fileURLToPath(new URL('./write_sr.py', import.meta.url));
  execFileSync('/usr/bin/python3', [script, path], { input: JSON.stringify(findings) });
}

/** The SR that the program itself writes of a series. */
async function ownReport(model: string, images: string): Promise<string> {
  const out = join(home, `${model}-analysed`);
  const { code, err } = await run('analyse', images, '--model', model, '--only', 'sr', '--force', '--out', out);
  expect(code, err).toBe(0);
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' });
  return join(out, names.find((name) => name.endsWith('.dcm'))!);
}

/** Evaluates on one case whose truth is in a report. */
async function evaluated(model: string, images: string, report: string) {
  const set = join(home, `${model}-${readdirSync(home).length}`);
  await mkdir(set);
  await cp(images, join(set, 'images'), { recursive: true });
  await cp(report, join(set, 'report.dcm'));
  const column = model === 'hippocampus-mr' ? 'mask' : 'report';
  await writeFile(join(set, 'split.csv'), `file,${column},split\nimages,report.dcm,test\n`);
  const words = ['--model', model, '--data', set, '--out', join(set, 'out'), '--json'];
  const { code, out, err } = await run('evaluate', ...words);
  expect(code, err).toBe(0);
  const { results } = JSON.parse(await readFile(join(set, 'out', 'evaluation.json'), 'utf8'));
  return { metrics: JSON.parse(out).metrics, results };
}

describe('A structured report as the truth of a case', () => {
  it('tells the class that the program itself found most probable', async () => {
    const images = dirname(found('chest'));
    const { metrics } = await evaluated('chest-pneumonia', images, await ownReport('chest-pneumonia', images));
    expect(metrics.accuracy.value).toBe(1);
  });

  it('tells volumes: those that the program itself measured differ by nothing', async () => {
    const images = dirname(found('hippocampus'));
    const { metrics } = await evaluated('hippocampus-mr', images, await ownReport('hippocampus-mr', images));
    expect(Object.keys(metrics).sort()).toEqual(['volumeErrorMl.anterior', 'volumeErrorMl.posterior']);
    for (const { value } of Object.values(metrics) as { value: number }[]) expect(value).toBeLessThan(0.001);
  });

  it('takes no Dice from the page of a set that has masks too', async () => {
    const images = dirname(found('hippocampus'));
    const out = join(home, 'segmented');
    await run('analyse', images, '--model', 'hippocampus-mr', '--only', 'seg', '--force', '--out', out);
    const seg = readdirSync(out, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('.seg.dcm'))!;
    const set = join(home, 'both');
    for (const name of ['told', 'drawn']) await cp(images, join(set, name), { recursive: true });
    await cp(await ownReport('hippocampus-mr', images), join(set, 'report.dcm'));
    await cp(join(out, seg), join(set, 'seg.dcm'));
    await writeFile(join(set, 'split.csv'), 'file,mask,split\ntold,report.dcm,test\ndrawn,seg.dcm,test\n');
    const { code, err } = await run('evaluate', '--model', 'hippocampus-mr', '--data', set, '--out', join(set, 'out'));
    expect(code, err).toBe(0);
    const page = await readFile(join(set, 'out', 'evaluation.en.html'), 'utf8');
    const worst = [...page.matchAll(/<table>.*?<\/table>/gs)].at(-1)![0];
    expect(worst.match(/<th /g)).toHaveLength(4);
    expect(worst.match(/<td>/g)).toHaveLength(4);
    expect(worst).toContain('drawn');
  });
});

describe.skipIf(!hasPython)('A structured report that pydicom wrote', () => {
  it('tells a class by the name of its label', async () => {
    const report = join(home, 'class.dcm');
    writeReport(report, [{ name: 'Cardiomegaly' }, { name: 'viral pneumonia' }]);
    const { results } = await evaluated('chest-pneumonia', dirname(found('chest')), report);
    expect(results[0].label).toBe('virus');
  });

  it('tells volumes in its own unit', async () => {
    const report = join(home, 'volumes.dcm');
    writeReport(report, [{ name: 'anterior', volumeMm3: 1000 }]);
    const { metrics } = await evaluated('hippocampus-mr', dirname(found('hippocampus')), report);
    const own = await readToldFindings(
      await ownReport('hippocampus-mr', dirname(found('hippocampus'))),
      await labelsOf('hippocampus-mr'),
    );
    const { volumeMl } = own.find(({ label }) => label === 'anterior')!;
    expect(metrics['volumeErrorMl.anterior'].value).toBeCloseTo(Math.abs(volumeMl! - 1), 3);
  });

  it('tells boxes around polylines and circles, and none around one point', async () => {
    const report = join(home, 'boxes.dcm');
    writeReport(report, [
      { name: 'glioma', graphic: 'POLYLINE', points: [10, 20, 40, 22, 38, 60, 12, 58, 10, 20] },
      { name: 'meningioma', graphic: 'CIRCLE', points: [100, 100, 103, 104] },
      { name: 'pituitary', graphic: 'CIRCLE', points: [100, 100] },
    ]);
    const told = await readToldFindings(report, await labelsOf('brain-tumor-mr'));
    expect(told).toEqual([
      { label: 'glioma', regions: [{ boxPx: [10, 20, 40, 60], frame: 0 }] },
      { label: 'meningioma', regions: [{ boxPx: [95, 95, 105, 105], frame: 0 }] },
      { label: 'pituitary', regions: [] },
    ]);
  });

  it('that does not say where a finding lies is no truth of a detection set', async () => {
    const set = join(home, 'nowhere');
    await mkdir(join(set, 'slice'), { recursive: true });
    await cp(found('head'), join(set, 'slice', '1.dcm'));
    writeReport(join(set, 'report.dcm'), [{ name: 'glioma' }]);
    await writeFile(join(set, 'split.csv'), 'file,report,split\nslice,report.dcm,test\n');
    const words = ['--model', 'brain-tumor-mr', '--data', set, '--out', join(set, 'out'), '--json'];
    const { code, out } = await run('evaluate', ...words);
    expect(code).not.toBe(0);
    expect(out).toContain('truth-without-box');
  });

  it('is refused by name where it tells of nothing that is a label, or is no report', async () => {
    const report = join(home, 'other.dcm');
    writeReport(report, [{ name: 'Cardiomegaly' }]);
    const labels = await labelsOf('chest-pneumonia');
    await expect(readToldFindings(report, labels)).rejects.toMatchObject({
      problem: { code: 'truth-not-told', values: { found: 'Cardiomegaly' } },
    });
    await expect(readToldFindings(found('chest'), labels)).rejects.toMatchObject({
      problem: { code: 'truth-no-report' },
    });
  });
});
