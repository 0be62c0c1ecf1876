import { expect, test } from 'vitest';
import { listElements, readHeader } from '../../core/dicom/index.ts';
import { dataFile, hasData, hasPython, python } from './shared.ts';

const FILES = [
  'pydicom-tests/test_files/CT_small.dcm',
  'pydicom-data/emri_small.dcm',
  'pydicom-data/liver.dcm',
  'scanner-cases/hitachi/anatomical/001/004.dcm',
];
const PIXELS = new Set(['(7FE0,0008)', '(7FE0,0009)', '(7FE0,0010)']);

test.runIf(hasData && hasPython)(
  'every element is listed at the depth where pydicom finds it, private ones too',
  async () => {
    const wanted = python<[number, string, string][][]>('list_elements.py', FILES.map(dataFile));
    for (const [n, file] of FILES.entries()) {
      const { elements, complete } = listElements(await readHeader({ path: dataFile(file) }));
      expect(complete).toBe(true);
      const said = elements.filter(({ tag }) => !PIXELS.has(tag));
      expect(said.map(({ depth, tag }) => [depth, tag])).toEqual(wanted[n]!.map(([depth, tag]) => [depth, tag]));
      for (const [at, [, tag, vr]] of wanted[n]!.entries())
        if (vr !== 'UN') expect([tag, said[at]!.vr]).toEqual([tag, vr]);
    }
  },
);

test.runIf(hasData)('a private element is named by its creator, a long value is cut and says so', async () => {
  const { elements } = listElements(await readHeader({ path: dataFile('pydicom-tests/test_files/CT_small.dcm') }));
  const ofGems = elements.find(({ tag }) => tag === '(0009,1001)');
  expect(ofGems).toMatchObject({ name: 'GEMS_IDEN_01', value: 'GE_GENESIS_FF' });
  expect(elements.find(({ name }) => name === 'PatientName')?.value).toBe('CompressedSamples^CT1');
  for (const { value } of elements) expect(value.length).toBeLessThanOrEqual(1024);
  expect(elements.find(({ cut }) => cut)?.length).toBeGreaterThan(100);
});
