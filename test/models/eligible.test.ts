import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameInfo, Series, Study, Vector3 } from '../../core/contract/index.ts';
import type { DataSet } from '../../core/dicom/index.ts';
import {
  ageInYears,
  checkEligible,
  type EligibilityRule,
  type Manifest,
  type SeriesFacts,
} from '../../core/models/index.ts';

/** Elements by keyword; sequences as arrays of such. */
type Elements = { [keyword: string]: string | number | Elements[] };

const header = (elements: Elements): DataSet =>
  ({
    text: (keyword: string) => (elements[keyword] === undefined ? undefined : String(elements[keyword])),
    number: (keyword: string) => (typeof elements[keyword] === 'number' ? elements[keyword] : undefined),
    items: (keyword: string) => ((elements[keyword] ?? []) as Elements[]).map(header),
  }) as DataSet;

type Given = { study?: Partial<Study>; series?: Partial<Series>; info?: Partial<FrameInfo>; header?: Elements };

/** A crop of an MR volume, 32 × 48 × 40 voxels of 1 mm. */
const facts = (given: Given = {}): SeriesFacts => ({
  study: { patientAge: '', patientBirthDate: '', date: '20200102', ...given.study } as Study,
  series: {
    modality: 'MR',
    description: 'T1 MPRAGE',
    rows: 48,
    columns: 32,
    frames: 40,
    volume: true,
    images: true,
    kind: 'images',
    refersTo: [],
    sliceSpacing: 1,
    ...given.series,
  } as Series,
  header: header(given.header ?? {}),
  infos: [
    {
      photometric: 'MONOCHROME2',
      samplesPerPixel: 1,
      bitsStored: 12,
      spacing: { rows: 1, columns: 1, source: 'PixelSpacing' },
      ...given.info,
    } as FrameInfo,
  ],
});

const manifest = (rules: EligibilityRule[] = [], kind: 'image' | 'volume' = 'image', steps: string[] = []) =>
  ({
    input: { kind, frames: 'all' },
    eligible: rules,
    prepare: steps.map((step) => ({ step })),
  }) as unknown as Manifest;

const plane = (rowDirection: Vector3, columnDirection: Vector3) => ({
  position: [0, 0, 0] as Vector3,
  rowDirection,
  columnDirection,
});

const base = { severity: 'caution', missing: 'ask', reason: { en: 'r', ar: 'r' } } as const;
const rule = (attribute: string, more: object): EligibilityRule => ({ ...base, attribute, ...more }) as EligibilityRule;

/** The one check of one rule. */
function check(of: EligibilityRule, given: Given = {}) {
  return checkEligible(manifest([of]), facts(given)).checks.find((each) => each.rule === of.attribute)!;
}

describe('Every rule says what it found and what it wanted', () => {
  it.each<[string, object, Given, boolean, string, string]>([
    ['modality', { oneOf: ['MR'] }, {}, true, 'MR', 'MR'],
    ['modality', { oneOf: ['CR', 'DX'] }, {}, false, 'MR', 'CR, DX'],
    ['bodyPart', { oneOf: ['BRAIN'] }, { header: { BodyPartExamined: 'Brain ' } }, true, 'BRAIN', 'BRAIN'],
    [
      'bodyPart',
      { oneOf: ['BRAIN'] },
      { header: { AnatomicRegionSequence: [{ CodeMeaning: 'Chest' }] } },
      false,
      'CHEST',
      'BRAIN',
    ],
    ['viewPosition', { oneOf: ['AP', 'PA'] }, { header: { ViewPosition: 'LL' } }, false, 'LL', 'AP, PA'],
    [
      'viewPosition',
      { oneOf: ['AP', 'PA'] },
      { header: { ViewCodeSequence: [{ CodeMeaning: 'postero-anterior' }] } },
      true,
      'PA',
      'AP, PA',
    ],
    ['photometric', { oneOf: ['MONOCHROME2'] }, { info: { photometric: 'RGB' } }, false, 'RGB', 'MONOCHROME2'],
    ['samplesPerPixel', { value: 3 }, {}, false, '1', '3'],
    ['patientAge', { minYears: 1, maxYears: 5 }, { study: { patientAge: '004Y' } }, true, '4 y', '1–5 y'],
    ['patientAge', { minYears: 1, maxYears: 5 }, { study: { patientAge: '005Y' } }, true, '5 y', '1–5 y'],
    ['patientAge', { minYears: 1, maxYears: 5 }, { study: { patientAge: '006Y' } }, false, '6 y', '1–5 y'],
    ['patientAge', { minYears: 1, maxYears: 5 }, { study: { patientAge: '018M' } }, true, '18 mo', '1–5 y'],
    ['patientAge', { minYears: 1, maxYears: 5 }, { study: { patientAge: '000Y' } }, false, '0 y', '1–5 y'],
    ['patientAge', { minYears: 1, maxYears: 5 }, { study: { patientBirthDate: '20140103' } }, true, '5 y', '1–5 y'],
    ['patientAge', { minYears: 1, maxYears: 5 }, { study: { patientBirthDate: '20140102' } }, false, '6 y', '1–5 y'],
    ['laterality', { oneOf: ['L'] }, { header: { ImageLaterality: 'L', Laterality: 'R' } }, true, 'L', 'L'],
    [
      'orientation',
      { oneOf: ['coronal'] },
      { info: { plane: plane([1, 0, 0], [0, 0, -1]) } },
      true,
      'coronal',
      'coronal',
    ],
    [
      'orientation',
      { oneOf: ['coronal'] },
      { info: { plane: plane([1, 0, 0], [0, 0.9, 0.4]) } },
      false,
      'axial',
      'coronal',
    ],
    ['contrast', { given: false }, { header: { ContrastBolusAgent: 'Gadavist' } }, false, 'Gadavist', '—'],
    ['contrast', { given: true }, { header: { ContrastBolusAgent: 'Gadavist' } }, true, 'Gadavist', '+'],
    ['inversionTime', { min: 800, max: 1200 }, { header: { InversionTime: 900 } }, true, '900 ms', '800–1200 ms'],
    ['repetitionTime', { min: 0, max: 3500 }, { header: { RepetitionTime: 2300 } }, true, '2300 ms', '0–3500 ms'],
    ['echoTime', { min: 0, max: 30 }, { header: { EchoTime: 95 } }, false, '95 ms', '0–30 ms'],
    [
      'echoTime',
      { min: 0, max: 30 },
      { header: { SharedFunctionalGroupsSequence: [{ MREchoSequence: [{ EffectiveEchoTime: 2.98 }] }] } },
      true,
      '2.98 ms',
      '0–30 ms',
    ],
    [
      'description',
      { noneOf: ['T2', 'ADC'] },
      { series: { description: 'T1 HEADCOIL' } },
      true,
      'T1 HEADCOIL',
      '≠ T2, ≠ ADC',
    ],
    [
      'description',
      { noneOf: ['T2', 'ADC'] },
      { series: { description: 'ep2d_diff_adc' } },
      false,
      'ep2d_diff_adc',
      '≠ T2, ≠ ADC',
    ],
    ['description', { anyOf: ['T1'] }, { series: { description: 't1_mprage' } }, true, 't1_mprage', 'T1'],
    ['volume', {}, { series: { volume: false } }, false, '2-D', '3-D'],
    ['pixelSpacing', { min: 0.5, max: 2 }, {}, true, '1 mm', '0.5–2 mm'],
    [
      'pixelSpacing',
      { min: 0.5, max: 2 },
      { info: { spacing: { rows: 0.4, columns: 0.5, source: 'PixelSpacing' } } },
      false,
      '0.4 × 0.5 mm',
      '0.5–2 mm',
    ],
    ['sliceSpacing', { min: 0.5, max: 2 }, { series: { sliceSpacing: 5 } }, false, '5 mm', '0.5–2 mm'],
    ['fieldOfView', { min: 25, max: 90 }, {}, true, '48 × 32 × 40 mm', '25–90 mm'],
    [
      'fieldOfView',
      { min: 25, max: 90 },
      { series: { rows: 256, columns: 256 } },
      false,
      '256 × 256 × 40 mm',
      '25–90 mm',
    ],
    ['slices', { min: 20, max: 200 }, { series: { frames: 3 } }, false, '3', '20–200'],
    ['rows', { min: 40, max: 4096 }, {}, false, '48 × 32', '40–4096'],
    ['bitsStored', { min: 8, max: 16 }, {}, true, '12', '8–16'],
  ])('%s %j with %j', (attribute, more, given, passed, found, wanted) => {
    expect(check(rule(attribute, more), given)).toMatchObject({
      passed,
      found: expect.stringContaining(found),
      wanted,
    });
  });
});

describe('A missing attribute', () => {
  const age = (missing: string, severity = 'meaningless') =>
    rule('patientAge', { minYears: 1, maxYears: 5, missing, severity });
  it.each([
    ['refuse', false, 'meaningless'],
    ['ask', false, 'caution'],
    ['pass', true, 'meaningless'],
  ])('means what the rule says: %s', (missing, passed, severity) =>
    expect(check(age(missing))).toMatchObject({ passed, severity, found: '—' }),
  );

  it('is a spacing that only the detector has', () => {
    const spacing = rule('pixelSpacing', { min: 0.1, max: 2, missing: 'refuse' });
    expect(
      check(spacing, { info: { spacing: { rows: 0.2, columns: 0.2, source: 'ImagerPixelSpacing' } } }),
    ).toMatchObject({ passed: false, found: '—' });
  });

  it('is an age that the dates contradict', () =>
    expect(check(age('ask'), { study: { patientBirthDate: '20300101' } })).toMatchObject({
      passed: false,
      found: '—',
    }));
});

describe('What the input itself demands', () => {
  const failing = (given: Given, kind: 'image' | 'volume', steps: string[] = []) => {
    const { eligible, overrulable, checks } = checkEligible(manifest([], kind, steps), facts(given));
    return { eligible, overrulable, failed: checks.filter(({ passed }) => !passed).map((each) => each.rule) };
  };
  it.each<[string, Given, 'image' | 'volume', string[], string]>([
    ['pictures', { series: { images: false } }, 'image', [], 'images'],
    ['a volume', { series: { volume: false } }, 'volume', [], 'volume'],
    ['one value a pixel', { info: { samplesPerPixel: 3 } }, 'image', [], 'samplesPerPixel'],
    ['a spacing to resample from', { info: { spacing: undefined } }, 'volume', ['resample'], 'pixelSpacing'],
  ])('%s, never to be overruled', (_, given, kind, steps, failed) =>
    expect(failing(given, kind, steps)).toEqual({ eligible: false, overrulable: false, failed: [failed] }),
  );

  it('is met by an honest series', () => expect(failing({}, 'volume', ['resample']).eligible).toBe(true));
});

describe('A reader may overrule', () => {
  const adult = { study: { patientAge: '058Y' } };
  const age = rule('patientAge', { minYears: 1, maxYears: 5 });
  it('cautions alone', () =>
    expect(checkEligible(manifest([age]), facts(adult))).toMatchObject({ eligible: false, overrulable: true }));
  it('not where one failure is meaningless', () =>
    expect(
      checkEligible(manifest([age, rule('modality', { oneOf: ['CR'], severity: 'meaningless' })]), facts(adult))
        .overrulable,
    ).toBe(false));
});

describe('An age', () => {
  it.each([
    ['004Y', 4],
    ['018M', 1.5],
    ['000Y', 0],
    ['052W', 52 / (365.25 / 7)],
    ['4Y', 4],
    ['', undefined],
    ['four', undefined],
    ['-04Y', undefined],
  ])('%s', (patientAge, years) => expect(ageInYears({ patientAge, patientBirthDate: '', date: '' })).toBe(years));

  it('completes a year on the birthday, for those born on 29 February on 1 March', () => {
    const at = (patientBirthDate: string, date: string) =>
      Math.floor(ageInYears({ patientAge: '', patientBirthDate, date })!);
    expect(at('20000229', '20010228')).toBe(0);
    expect(at('20000229', '20010301')).toBe(1);
    expect(at('20000229', '20040228')).toBe(3);
    expect(at('20000229', '20040229')).toBe(4);
  });

  it('is never negative, and whole on every birthday', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    const da = (date: Date) => date.toISOString().slice(0, 10).replaceAll('-', '');
    fc.assert(
      fc.property(day, day, (born, seen) => {
        const years = ageInYears({ patientAge: '', patientBirthDate: da(born), date: da(seen) });
        if (da(seen) < da(born)) expect(years).toBeUndefined();
        else {
          expect(years).toBeGreaterThanOrEqual(0);
          const passedBirthday = da(seen).slice(4) >= da(born).slice(4);
          expect(Math.floor(years!)).toBe(seen.getUTCFullYear() - born.getUTCFullYear() - (passedBirthday ? 0 : 1));
        }
      }),
    );
  });
});
