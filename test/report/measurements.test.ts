import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Measurement, Reading } from '../../core/contract/index.ts';
import { exportMeasurements } from '../../core/report/index.ts';
import type { DrawnMeasurement } from '../../core/review/index.ts';
import {
  data,
  dicom,
  exported,
  HIPPOCAMPUS,
  hippocampusFound,
  judge,
  openSeries,
  pneumoniaFound,
  RADIOGRAPH,
  runOn,
  type Series,
} from './fixture.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'measurements-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

type Point = [column: number, row: number];

/** A measurement on an image as acquired, at pixels of which whole numbers are the middles. */
function drawnOn(
  { input: { infos, study, series } }: Series,
  frame: number,
  tool: Measurement['tool'],
  pixels: Point[],
  readings: Reading[],
): DrawnMeasurement {
  const { plane, spacing, sopInstanceUid, frame: number, frameOfReferenceUid } = infos[frame]!;
  const unit = spacing?.source === 'PixelSpacing' ? 1 : (spacing?.columns ?? 1);
  const { position, rowDirection, columnDirection } = plane ?? {
    ...{ position: [0, 0, 0], rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
  };
  const point = ([column, row]: Point) =>
    [0, 1, 2].map(
      (n) =>
        position[n]! +
        (rowDirection[n]! * column * (spacing?.columns ?? 1)) / unit +
        (columnDirection[n]! * row * (spacing?.rows ?? 1)) / unit,
    ) as [number, number, number];
  const measurement: Measurement = {
    ...{ id: `${tool}-${frame}`, tool, plane: 'acquired', sopInstanceUid, frame: number, readings },
    ...{ studyInstanceUid: study.studyInstanceUid, seriesInstanceUid: series.seriesInstanceUid, frameOfReferenceUid },
    points: pixels.map(point),
    spacing: spacing?.source ?? 'none',
  };
  return { measurement, by: 'R. Reader', at: '2026-03-14T11:00:00Z' };
}

/** One of every tool on the middle of a series. */
function oneOfEach(series: Series, unit: 'mm' | 'px', values: string): DrawnMeasurement[] {
  const frame = series.input.infos.length >> 1;
  const one = (tool: Measurement['tool'], pixels: Point[], readings: Reading[]) =>
    drawnOn(series, frame, tool, pixels, readings);
  const inUnit = (quantity: Reading['quantity'], value: number): Reading => ({ quantity, value, unit });
  const statistics: Reading[] = [
    { quantity: 'area', value: 80.25, unit: `${unit}²` },
    { quantity: 'mean', value: 12.3456, unit: values },
    { quantity: 'deviation', value: 4.5, unit: values },
    { quantity: 'least', value: -3, unit: values },
    { quantity: 'greatest', value: 40, unit: values },
  ];
  const [a, b, c, d]: [Point, Point, Point, Point] = [
    [4, 6],
    [14, 6],
    [9, 3],
    [9, 16.5],
  ];
  return [
    one('length', [a, b], [inUnit('length', 10)]),
    one('angle', [a, c, b], [{ quantity: 'angle', value: 118.072, unit: '°' }]),
    one('cobb', [a, b, c, d], [{ quantity: 'angle', value: 90, unit: '°' }]),
    one('bidirectional', [a, b, c, d], [inUnit('length', 13.5), inUnit('width', 10)]),
    one('rectangle', [a, d], statistics),
    one('ellipse', [a, d], statistics),
    one('freehand', [a, b, d], statistics),
    one('probe', [c], [{ quantity: 'value', value: 17, unit: values }]),
  ];
}

/** Drawn on the sagittal reformat of a volume: on no image. */
function onReformat(series: Series): DrawnMeasurement {
  const one = drawnOn(series, 0, 'rectangle', [], [{ quantity: 'area', value: 20, unit: 'mm²' }]);
  const { sopInstanceUid: _, frame: __, ...measurement } = one.measurement;
  return {
    ...one,
    measurement: {
      ...measurement,
      id: 'reformat',
      plane: 'sagittal',
      directions: [
        [0, 1, 0],
        [0, 0, -1],
      ],
      points: [
        [1, 2, 30],
        [1, 7, 26],
      ],
      slab: { mode: 'max', mm: 5 },
    },
  };
}

const judged = (source: string) =>
  spawnSync('/usr/bin/python3', [judge, out, '--source', source], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => !line.startsWith('warn'));
const groupsIn = (folder: string) =>
  JSON.parse(
    execFileSync('/usr/bin/python3', [
      join(import.meta.dirname, 'measurements.py'),
      join(folder, 'measurements.sr.dcm'),
    ]).toString(),
  );
const errorsOf = (folder: string) => {
  const said = (tool: string, name: string) => spawnSync(tool, [join(folder, name)], { encoding: 'utf8' }).stderr;
  return [
    said('dciodvfy', 'measurements.sr.dcm'),
    said('dciodvfy', 'report.pdf.dcm'),
    said('dsrdump', 'measurements.sr.dcm'),
  ].flatMap((text) => text.split('\n').filter((line) => /^(Error|[EF]:)/.test(line)));
};
const alone = (series: Series, drawn: DrawnMeasurement[], language: 'en' | 'ar' = 'en') =>
  exportMeasurements(
    { ...series.input, drawn },
    { folder: out, language, now: () => new Date('2026-03-14T14:52:00Z'), softwareVersion: '0.1.0' },
  );
const page = (folder: string) =>
  execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' }).replaceAll(
    '\u00a0',
    ' ',
  );

describe.skipIf(!data)('What a reader measured', () => {
  it.each(['en', 'ar'] as const)('is exported with a run and passes the judge of exports (%s)', async (language) => {
    const series = await openSeries(HIPPOCAMPUS, 'hippocampus-mr');
    const run = runOn(series, hippocampusFound());
    const drawn = [...oneOfEach(series, 'mm', ''), onReformat(series)];
    const only = ['csv', 'sr', 'seg', 'pdf', 'pdf-dcm', 'fhir'];
    const { folder } = await exported({ ...run, drawn }, out, { language, only });
    expect(judged(HIPPOCAMPUS).join('\n')).toMatch(/^[1-9]\d* passed, 0 failed\n$/);
    const { measurements } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    expect(measurements.map(({ id }: Measurement) => id)).toEqual(drawn.map(({ measurement }) => measurement.id));
    const observed = JSON.parse(readFileSync(join(folder, 'fhir.json'), 'utf8')).entry.filter(
      ({ resource }: { resource: { performer?: unknown } }) => resource.performer,
    );
    expect(observed).toHaveLength(drawn.flatMap(({ measurement }) => measurement.readings).length);
    if (language === 'en') expect(page(folder)).toMatch(/Length\s+10\.0 mm\s+Image 17/);
  });

  it('stands in the document as it was drawn: on its image, to the digit, read by pydicom, dcmtk and dciodvfy', async () => {
    const series = await openSeries(HIPPOCAMPUS, 'hippocampus-mr');
    await alone(series, [...oneOfEach(series, 'mm', ''), onReformat(series)]);
    expect(errorsOf(out)).toEqual([]);
    const groups = groupsIn(out);
    const { sopInstanceUid, frameOfReferenceUid } = series.input.infos[16]!;
    const on = { on: sopInstanceUid, frame: null };
    expect(groups['length-16']).toMatchObject({
      template: '1501',
      by: 'R. Reader',
      regions: [],
      numbers: [
        {
          ...{ what: 'Length (410668003, SCT)', value: 10, unit: 'mm' },
          from: [{ type: 'SCOORD POLYLINE', points: [4.5, 6.5, 14.5, 6.5], ...on }],
        },
      ],
    });
    expect(groups['cobb-16'].numbers).toMatchObject([
      { what: 'Cobb angle (285285000, SCT)', value: 90, unit: 'deg', from: [{}, {}] },
    ]);
    expect(groups['bidirectional-16'].numbers).toMatchObject([
      { what: 'Long Axis (103339001, SCT)', value: 13.5, from: [{ points: [9.5, 3.5, 9.5, 17] }] },
      { what: 'Short Axis (103340004, SCT)', value: 10, from: [{ points: [4.5, 6.5, 14.5, 6.5] }] },
    ]);
    expect(groups['rectangle-16']).toMatchObject({
      template: '1410',
      regions: [{ type: 'SCOORD POLYLINE', points: [4.5, 6.5, 9.5, 6.5, 9.5, 17, 4.5, 17, 4.5, 6.5], ...on }],
    });
    expect(groups['ellipse-16'].regions).toMatchObject([
      { type: 'SCOORD ELLIPSE', points: [7, 6.5, 7, 17, 4.5, 11.75, 9.5, 11.75], ...on },
    ]);
    expect(groups['freehand-16'].numbers).toMatchObject([
      { what: 'Area (42798000, SCT)', value: 80.25, unit: 'mm2' },
      { what: 'MR signal intensity (110852, DCM)', value: 12.3456, derivation: 'Mean (373098007, SCT)' },
      { value: 4.5, derivation: 'Standard Deviation (386136009, SCT)' },
      { value: -3, derivation: 'Minimum (255605001, SCT)' },
      { value: 40, derivation: 'Maximum (56851009, SCT)' },
    ]);
    expect(groups['probe-16'].numbers[0].from).toMatchObject([{ type: 'SCOORD POINT', points: [9.5, 3.5] }]);
    expect(groups.reformat.regions).toEqual([
      {
        type: 'SCOORD3D POLYLINE',
        points: [1, 2, 30, 1, 7, 30, 1, 7, 26, 1, 2, 26, 1, 2, 30],
        ...{ on: frameOfReferenceUid, frame: null },
      },
    ]);
  });

  it('keeps its Tracking UID from one export to the next', async () => {
    const series = await openSeries(HIPPOCAMPUS, 'hippocampus-mr');
    const drawn = oneOfEach(series, 'mm', '');
    await alone(series, drawn);
    const { folder } = await exported({ ...runOn(series, hippocampusFound()), drawn }, join(out, 'run'));
    const uids = (where: string) => Object.values<{ uid: string }>(groupsIn(where)).map(({ uid }) => uid);
    expect(uids(folder)).toEqual(uids(out));
    expect(new Set(uids(out)).size).toBe(drawn.length);
  });

  it.each(['en', 'ar'] as const)('alone is a document, a table and a page (%s)', async (language) => {
    const series = await openSeries(dicom('ct-head-93-slices'), 'hippocampus-mr');
    const files = await alone(series, oneOfEach(series, 'mm', 'HU'), language);
    expect(files.map(({ name }) => name)).toEqual([
      ...['measurements.csv', 'measurements.sr.dcm', 'report.pdf', 'report.pdf.dcm', 'measurements.json'],
    ]);
    expect(readdirSync(out).sort()).toEqual(files.map(({ name }) => name).sort());
    expect(errorsOf(out)).toEqual([]);
    expect(groupsIn(out)['ellipse-46'].numbers[1]).toMatchObject({
      ...{ what: 'Attenuation Coefficient (112031, DCM)', unit: "[hnsf'U]", value: 12.3456 },
    });
    const rows = readFileSync(join(out, 'measurements.csv'), 'utf8').split('\r\n');
    expect(rows[0]).toBe(
      '\ufeffid,tool,quantity,value,unit,spacing,plane,slab,slabMm,sopInstanceUid,frame,trackingUid,by,at',
    );
    expect(rows).toContainEqual(
      expect.stringMatching(/^ellipse-46,ellipse,mean,12\.3456,HU,PixelSpacing,acquired,,,1\./),
    );
    expect(page(out)).toContain('Pixel Spacing');
    expect(page(out)).not.toMatch(/Not reviewed|لم يراجعه/);
  });

  it('on an image without spacing in the patient is in pixels, and says why', async () => {
    const series = await openSeries(dicom('cornerstone-tests/no-pixel-spacing.dcm'), 'chest-pneumonia');
    await alone(series, oneOfEach(series, 'px', ''));
    expect(errorsOf(out)).toEqual([]);
    const [{ from, unit }] = groupsIn(out)['length-0'].numbers;
    expect({ unit, points: from[0].points }).toEqual({ unit: '{pixels}', points: [4.5, 6.5, 14.5, 6.5] });
    expect(page(out)).toContain('so lengths are in pixels');
  });

  it('on a frame of a file with many frames names the frame, from 1', async () => {
    const series = await openSeries(dicom('mr-enhanced/5_anat-T1w_acq-tfl'), 'hippocampus-mr');
    await alone(series, oneOfEach(series, 'mm', ''));
    expect(errorsOf(out)).toEqual([]);
    const middle = series.input.infos.length >> 1;
    expect(groupsIn(out)[`length-${middle}`].numbers[0].from[0].frame).toBe(series.input.infos[middle]!.frame + 1);
  });

  it.each(['ct-head-93-slices', 'cornerstone-tests/no-pixel-spacing.dcm'])(
    'is drawn at its place over a picture of its image (%s)',
    async (name) => {
      const series = await openSeries(dicom(name), 'hippocampus-mr');
      const frame = series.input.infos.length >> 1;
      const { rows, columns } = series.input.infos[frame]!;
      const share = (column: number, row: number): Point => [column * columns - 0.5, row * rows - 0.5];
      const around = drawnOn(series, frame, 'rectangle', [share(0, 0), share(1, 1)], []);
      const line = drawnOn(series, frame, 'length', [share(0.25, 0.375), share(0.75, 0.625)], []);
      await alone(series, [around, line]);
      const script = join(import.meta.dirname, 'strokes.py');
      const seen = execFileSync('/usr/bin/python3', [script, join(out, 'report.pdf'), join(out, 'page')]).toString();
      const ends = (JSON.parse(seen) as Point[]).flat();
      [0.25, 0.375, 0.75, 0.625].forEach((expected, n) => {
        expect(ends[n]).toBeCloseTo(expected, 2 - 0.3);
      });
      expect(page(out)).toMatch(new RegExp(`${frame + 1} of ${series.input.infos.length} · 1, 2`));
    },
  );

  it.each(['pydicom-tests/test_files/examples_palette.dcm', 'cornerstone-tests/TestPattern_Palette_16.dcm'])(
    'has its picture in the colours that pydicom gives the image (%s)',
    async (name) => {
      const series = await openSeries(dicom(name), 'chest-pneumonia');
      await alone(series, [drawnOn(series, 0, 'probe', [[9, 9]], [])]);
      const colours = execFileSync('/usr/bin/python3', [
        ...[join(import.meta.dirname, 'colours.py'), dicom(name), join(out, 'report.pdf'), join(out, 'picture')],
      ]).toString();
      const { picture, image } = JSON.parse(colours) as Record<'picture' | 'image', number[]>;
      picture.forEach((mean, channel) => {
        expect(Math.abs(mean - image[channel]!)).toBeLessThan(1);
      });
    },
  );

  it('on a reformat has no picture, which the report says', async () => {
    const series = await openSeries(HIPPOCAMPUS, 'hippocampus-mr');
    await alone(series, [onReformat(series)]);
    expect(page(out)).toContain('What was measured on reformats has no picture.');
    expect(
      execFileSync('pdfimages', ['-list', join(out, 'report.pdf')])
        .toString()
        .trim()
        .split('\n'),
    ).toHaveLength(2);
  });

  it('has pictures of at most twelve images, which the report says', async () => {
    const series = await openSeries(HIPPOCAMPUS, 'hippocampus-mr');
    const drawn = Array.from({ length: 14 }, (_, frame) => drawnOn(series, frame, 'probe', [[9, 9]], []));
    await alone(series, drawn);
    expect(page(out)).toContain('Pictures of the first 12 measured images.');
    expect(page(out).match(/\d+ of \d+ · \d+/g)).toHaveLength(12);
  });

  it('stands in run.json of a run that failed as well', async () => {
    const series = await openSeries(HIPPOCAMPUS, 'hippocampus-mr');
    const input = { ...runOn(series, hippocampusFound()), drawn: oneOfEach(series, 'mm', '') };
    const problem = { code: 'run-cancelled', values: {} } as const;
    const run = { ...input.run, status: 'failed' as const, findings: [], artefacts: [], problem };
    const { folder } = await exported({ ...input, run }, out);
    const { measurements } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    expect(measurements.map(({ tool }: Measurement) => tool)).toEqual(input.drawn.map((one) => one.measurement.tool));
  });

  it('is refused where nothing was measured, and is then no part of the report of a run', async () => {
    const series = await openSeries(RADIOGRAPH, 'chest-pneumonia');
    await expect(alone(series, [])).rejects.toMatchObject({ problem: { code: 'nothing-measured' } });
    expect(readdirSync(out)).toEqual([]);
    const { folder } = await exported({ ...runOn(series, pneumoniaFound(series)), drawn: [] }, out);
    expect(readdirSync(folder)).not.toContain('measurements.sr.dcm');
    expect(judged(dirname(RADIOGRAPH)).join('\n')).toContain(' 0 failed');
  });
});
