import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Series } from '../../core/contract/index.ts';
import { groupHeaders, type Header } from '../../core/library/index.ts';

/** A CT slice at z mm of a study of one patient. */
function slice(n: number, more: Partial<Header> = {}): Header {
  return {
    source: { path: `/study/${n}.dcm` },
    bytes: 1000,
    modified: 0,
    sopInstanceUid: `1.2.3.${n}`,
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    studyInstanceUid: '1.2',
    seriesInstanceUid: '1.2.3',
    instanceNumber: n,
    study: {
      patientName: 'Phantom^Anna',
      patientId: 'A',
      patientBirthDate: '',
      patientSex: '',
      patientAge: '',
      date: '20260101',
      time: '',
      description: '',
      accessionNumber: '',
    },
    series: { modality: 'CT', description: '' },
    images: true,
    localiser: false,
    brokenGeometry: false,
    frames: 1,
    rows: 512,
    columns: 512,
    samplesPerPixel: 1,
    spacing: { rows: 0.7, columns: 0.7, source: 'PixelSpacing' },
    frameOfReferenceUid: '1.2.9',
    planes: [{ position: [0, 0, n], rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] }],
    references: [],
    notes: [],
    ...more,
  };
}
const slices = (count: number, change: (n: number) => Partial<Header> = () => ({})) =>
  Array.from({ length: count }, (_, i) => slice(i + 1, change(i + 1)));
const only = (headers: Header[]) => groupHeaders(headers)[0]!.series[0]!;
const codes = (headers: Header[]) => only(headers).notes.map(({ code }) => code);

describe('a series', () => {
  it('of overlays says whether the images that they name are here', () => {
    const seg = (instances: string[], seriesInstanceUid = '1.2.3') =>
      slice(9, {
        sopClassUid: '1.2.840.10008.5.1.4.1.1.66.4',
        seriesInstanceUid: '1.2.4',
        references: [{ seriesInstanceUid, instances }],
      });
    const notesOf = (headers: Header[]) =>
      groupHeaders(headers)[0]!.series.find(({ kind }) => kind === 'overlay')!.notes;
    expect(notesOf([...slices(3), seg(['1.2.3.1', '1.2.3.3'])])).toEqual([]);
    expect(notesOf([...slices(3), seg(['1.2.3.1', '1.2.3.4'])])).toEqual([
      { code: 'source-incomplete', values: { present: 1, referenced: 2 } },
    ]);
    expect(notesOf([...slices(3), seg(['1.2.3.1'], '1.2.5')])).toEqual([
      { code: 'source-missing', values: { series: '1.2.5' } },
    ]);
  });
  it('is a volume only where everything is alike', () => {
    const odd: [string, (n: number) => Partial<Header>][] = [
      ['mixed-sizes', (n) => (n === 3 ? { rows: 256 } : {})],
      ['mixed-pixel-spacing', (n) => (n === 3 ? { spacing: { rows: 1, columns: 1, source: 'PixelSpacing' } } : {})],
      ['mixed-frames-of-reference', (n) => (n === 3 ? { frameOfReferenceUid: '1.2.10' } : {})],
      ['two-patients', (n) => (n === 3 ? { study: { ...slice(1).study, patientId: 'B' } } : {})],
      ['colour-series', () => ({ samplesPerPixel: 3 })],
      ['no-pixel-spacing', () => ({ spacing: undefined })],
      ['detector-spacing', () => ({ spacing: { rows: 1, columns: 1, source: 'ImagerPixelSpacing' } })],
      ['no-position', (n) => (n === 3 ? { planes: [] } : {})],
      ['broken-geometry', (n) => (n === 3 ? { planes: [], brokenGeometry: true } : {})],
      ['localiser', (n) => (n === 3 ? { localiser: true } : {})],
      ['same-identifier', (n) => (n === 3 ? { sopInstanceUid: '1.2.3.2' } : {})],
    ];
    expect(only(slices(6))).toMatchObject({ volume: true, sliceSpacing: 1, notes: [] });
    for (const [code, change] of odd) {
      expect(codes(slices(6, change)), code).toEqual([code]);
      expect(only(slices(6, change)), code).toMatchObject({ volume: false, sliceSpacing: undefined });
    }
  });

  it('of another patient in the same study is noted and stays what it is', () => {
    const other = slice(9, { seriesInstanceUid: '1.2.4', study: { ...slice(1).study, patientId: 'B' } });
    const [study] = groupHeaders([...slices(4), other]);
    expect(study!.series.map(({ notes }) => notes.map(({ code }) => code))).toEqual([
      ['study-two-patients'],
      ['study-two-patients'],
    ]);
    expect(study!.series[0]!.volume).toBe(true);
  });

  it('without positions is read by number', () => {
    const numbers = [5, 3, 9, 1];
    const headers = numbers.map((n) => slice(n, { planes: [], series: { modality: 'US', description: '' } }));
    expect(only(headers).instances.map(({ instanceNumber }) => instanceNumber)).toEqual([1, 3, 5, 9]);
    expect(codes(headers)).toEqual([]);
  });

  it('can have a hundred thousand slices, or as many orientations', () => {
    expect(only(slices(100_000))).toMatchObject({ volume: true, frames: 100_000 });
    const turned = slices(5_000, (n) => ({
      planes: [
        {
          position: [0, 0, n],
          rowDirection: [Math.cos(n), Math.sin(n), 0],
          columnDirection: [-Math.sin(n), Math.cos(n), 0],
        },
      ],
    }));
    expect(codes(turned)).toEqual(['mixed-orientations']);
  });

  it('never breaks the contract, whatever its headers say', () => {
    const number = fc.double({ min: -1e5, max: 1e5, noNaN: true });
    const vector = fc.tuple(number, number, number);
    const header = fc.record({
      instanceNumber: fc.option(fc.integer(), { nil: undefined }),
      sopInstanceUid: fc.constantFrom('1.2.3.1', '1.2.3.2', '1.2.3.3'),
      content: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
      images: fc.boolean(),
      frames: fc.constant(1),
      localiser: fc.boolean(),
      frameOfReferenceUid: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
      spacing: fc.option(
        fc.record({
          rows: fc.double({ min: 1e-3, max: 10, noNaN: true }),
          columns: fc.constant(1),
          source: fc.constant('PixelSpacing' as const),
        }),
        { nil: undefined },
      ),
      planes: fc.array(
        fc.record({
          position: vector,
          rowDirection: fc.constantFrom<[number, number, number]>([1, 0, 0], [0, 1, 0]),
          columnDirection: fc.constant<[number, number, number]>([0, 0, -1]),
        }),
        { maxLength: 1 },
      ),
    });
    fc.assert(
      fc.property(fc.array(header, { minLength: 1, maxLength: 12 }), (all) => {
        const series = only(all.map((one, i) => slice(i, one)));
        expect(() => Series.parse(series)).not.toThrow();
        expect(JSON.stringify(series)).not.toMatch(/null|NaN|Infinity/);
        if (series.volume) expect(series.sliceSpacing).toBeGreaterThan(0);
      }),
    );
  });
});
