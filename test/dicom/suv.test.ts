import { expect, test } from 'vitest';
import type { DataSet } from '../../core/dicom/index.ts';
import { describeFrames, readHeader } from '../../core/dicom/index.ts';
import { suvOf } from '../../core/dicom/suv.ts';
import { dataFile, hasData, hasPython, python } from './shared.ts';

const PET = 'fo-dicom-tests/GH184.dcm';

test.runIf(hasData && hasPython)(
  'the factor of SUV by body weight is that of the QIBA pseudo-code in pydicom',
  async () => {
    const [wanted] = python<number[]>('suv.py', [dataFile(PET)]);
    const [info] = describeFrames(await readHeader({ path: dataFile(PET) }));
    expect(info!.suv).toEqual({ factor: expect.closeTo(wanted!, 12) });
    expect(info!.modality.units).toBe('BQML');
    const [ct] = describeFrames(await readHeader({ path: dataFile('pydicom-tests/test_files/CT_small.dcm') }));
    expect(ct!.suv).toBeUndefined();
  },
);

/** The data set with some of its texts replaced; undefined takes one away. */
function withTexts(dataSet: DataSet, texts: Record<string, string | undefined>): DataSet {
  const over = (of: DataSet): DataSet =>
    Object.assign(Object.create(of) as DataSet, {
      text: (keyword: string) => (keyword in texts ? texts[keyword] : of.text(keyword)),
      texts: (keyword: string) => (keyword in texts ? [texts[keyword] ?? ''] : of.texts(keyword)),
      number: (keyword: string) =>
        keyword in texts ? (texts[keyword] === undefined ? undefined : Number(texts[keyword])) : of.number(keyword),
      items: (keyword: string) => of.items(keyword).map(over),
    });
  return over(dataSet);
}

test.runIf(hasData)(
  'no SUV is made where a condition of it is not met, and the attribute that lacks is named',
  async () => {
    const header = await readHeader({ path: dataFile(PET) });
    const cases: [Record<string, string | undefined>, string][] = [
      [{ Units: 'CNTS' }, 'Units'],
      [{ CorrectedImage: 'ATTN' }, 'CorrectedImage'],
      [{ DecayCorrection: 'NONE' }, 'DecayCorrection'],
      [{ PatientWeight: undefined }, 'PatientWeight'],
      [{ PatientWeight: '0' }, 'PatientWeight'],
      [{ RadionuclideTotalDose: undefined }, 'RadionuclideTotalDose'],
      [{ RadionuclideHalfLife: undefined }, 'RadionuclideHalfLife'],
      [{ RadiopharmaceuticalStartTime: undefined }, 'RadiopharmaceuticalStartTime'],
      [{ SeriesTime: '235959' }, 'SeriesTime'],
    ];
    for (const [texts, lacks] of cases) expect(suvOf(withTexts(header, texts))).toEqual({ lacks });
  },
);

test.runIf(hasData)(
  'a scan after midnight counts from the day before, decay to the injection needs no clock',
  async () => {
    const header = await readHeader({ path: dataFile(PET) });
    const factorOf = (texts: Record<string, string | undefined>) => {
      const suv = suvOf(withTexts(header, texts));
      return suv && 'factor' in suv ? suv.factor : Number.NaN;
    };
    const plain = factorOf({ RadiopharmaceuticalStartTime: '010000', SeriesTime: '020000', AcquisitionTime: '020000' });
    const over = factorOf({ RadiopharmaceuticalStartTime: '233000', SeriesTime: '003000', AcquisitionTime: '003000' });
    expect(over).toBeCloseTo(plain, 12);
    expect(factorOf({ DecayCorrection: 'ADMIN', SeriesTime: undefined })).toBeCloseTo(90_000 / 474592928, 12);
    expect(factorOf({ Units: 'GML' })).toBe(1);
  },
);
