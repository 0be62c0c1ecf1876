import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvaluatedBox, EvaluatedCase, Evaluation, Metric } from '../../core/contract/index.ts';
import { skiagraph } from '../cli/command.ts';
import { hasPython } from '../imaging/reference.ts';
import { makeDetector, writeDetectorPackage } from '../inference/detector.ts';

const studies = fileURLToPath(new URL('../../../shared/data/dicom/mr-brain-tumor-studies/Study1/', import.meta.url));
const HEAD = join(studies, '12-T1post-05670');
if (!existsSync(studies)) console.warn('../shared/data/dicom is absent: boxes in volumes are not evaluated.');

const script = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const CASES = ['table', 'segments', 'report', 'nothing'];
const PATIENTS = ['one', 'two', 'two', 'three'];

describe.skipIf(!hasPython || !existsSync(studies))('A detection network of volumes on a labelled set', () => {
  let home: string;
  let set: string;
  let wanted: { marked: number[][][]; ap50: Metric; froc: [number, number][] };
  let evaluation: Evaluation;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'volume-boxes-'));
    set = join(home, 'set');
    const detector = join(home, 'detector');
    for (const folder of [join(set, 'images'), detector]) mkdirSync(folder, { recursive: true });
    makeDetector(detector, HEAD);
    for (const name of CASES) symlinkSync(HEAD, join(set, 'images', name));
    const words = [
      script('volume_boxes.py'),
      set,
      JSON.stringify(PATIENTS),
      ...CASES.map((name) => `${name}=${HEAD}=${detector}`),
    ];
    wanted = JSON.parse(execFileSync('/usr/bin/python3', ['-W', 'ignore', ...words], { encoding: 'utf8' }));
    const told = readFileSync(join(set, 'report.json'));
    execFileSync('/usr/bin/python3', ['-W', 'ignore', script('write_sr.py'), join(set, 'report.dcm')], { input: told });
    writeDetectorPackage(detector);
    for (const command of ['pack', 'install'])
      expect(await run('models', command, detector)).toMatchObject({ code: 0 });
    const { code, err } = await evaluated('out', [
      'case,patient,mask,report,split',
      'table,one,,,test',
      'segments,two,segments.dcm,,test',
      'report,two,,report.dcm,test',
      'nothing,three,,,test',
    ]);
    expect(code, err).toBe(0);
    evaluation = JSON.parse(readFileSync(join(home, 'out', 'evaluation.json'), 'utf8'));
  }, 300_000);
  afterAll(() => rmSync(home, { recursive: true }));

  const run = (...words: string[]) => skiagraph(join(home, 'data'), words);
  const evaluated = (out: string, table: string[]) => {
    writeFileSync(join(set, 'split.csv'), `${table.join('\n')}\n`);
    return run('evaluate', '--model', 'bright-places', '--data', set, '--out', join(home, out), '--json');
  };
  const edgesOf = ({ boxPx: [x0, y0, x1, y1], boxSlices }: EvaluatedBox) => [
    x0,
    y0,
    boxSlices![0],
    x1,
    y1,
    boxSlices![1],
  ];

  it.each(CASES)('reads what people marked, where NumPy finds it on the oblique grid: %s', (name) => {
    const n = CASES.indexOf(name);
    const { marked } = evaluation.results[n]!;
    expect(marked).toHaveLength(wanted.marked[n]!.length);
    marked!.forEach((box, at) => {
      edgesOf(box).forEach((edge, axis) => {
        expect(edge, `${name} ${at}`).toBeCloseTo(wanted.marked[n]![at]![axis]!, 2);
      });
    });
  });

  it('has the average precision and the FROC curve that NumPy counts from the boxes of PyTorch', () => {
    for (const part of ['value', 'low', 'high'] as const)
      expect(evaluation.metrics.ap50![part], part).toBeCloseTo(wanted.ap50[part], 6);
    expect(wanted.ap50.value).toBeGreaterThan(0.2);
    expect(wanted.ap50.value).toBeLessThan(0.8);
    const { points } = evaluation.plots.find(({ kind }) => kind === 'froc')!;
    expect(points).toHaveLength(wanted.froc.length);
    points.forEach(([alarms, found], n) => {
      expect(alarms).toBeCloseTo(wanted.froc[n]![0], 9);
      expect(found).toBeCloseTo(wanted.froc[n]![1], 9);
    });
  });

  it('names a slice worth a look: through what was not found', () => {
    const [table] = evaluation.results as [EvaluatedCase];
    const { slice } = table.shown!;
    expect(table.marked!.some(({ boxSlices }) => boxSlices![0] <= slice && slice < boxSlices![1])).toBe(true);
    const cases = readFileSync(join(home, 'out', 'cases.csv'), 'utf8');
    expect(cases).toMatch(/x0,y0,x1,y1,z0,z1/);
  });

  it('goes on without a report of another series, and without a SEG that has none of its labels', async () => {
    const elsewhere = readFileSync(join(set, 'report.json'), 'utf8').replaceAll(
      /"space": "[^"]+"/g,
      '"space": "1.2.3"',
    );
    execFileSync('/usr/bin/python3', ['-W', 'ignore', script('write_sr.py'), join(set, 'elsewhere.dcm')], {
      input: elsewhere,
    });
    const { code, out } = await evaluated('some', [
      'case,patient,mask,report,split',
      'table,one,,,test',
      'segments,two,report.dcm,,test',
      'report,two,,elsewhere.dcm,test',
    ]);
    expect(code).toBe(5);
    const said = JSON.parse(out);
    expect(said.cases).toBe(1);
    const { results } = JSON.parse(readFileSync(join(home, 'some', 'evaluation.json'), 'utf8')) as Evaluation;
    expect(results.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      'truth-without-segments',
      'truth-elsewhere',
    ]);
  });
});
