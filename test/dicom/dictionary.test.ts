import dcmjs from 'dcmjs';
import { expect, test } from 'vitest';
import { keywordOf, tagOf, vrOf } from '../../core/dicom/dictionary/index.ts';

type Entry = { tag: string; vr: string; name: string };

/** The table is made from dcmjs's copy of PS3.6; `vitest -u` writes it again. */
const table = () => {
  const entries = Object.values(dcmjs.data.DicomMetaDictionary.nameMap as Record<string, Entry>);
  const lines = entries
    .filter(({ tag }) => /^\([0-9A-F]{4},[0-9A-F]{4}\)$/.test(tag))
    .map(({ tag, vr, name }) => `${tag.slice(1, 5)}${tag.slice(6, 10)} ${vr} ${name.replace(/^RETIRED_/, '')}`)
    .sort();
  return `/** Tag, value representation and keyword of every data element (PS3.6), from dcmjs (MIT). Written by test/dicom/dictionary.test.ts. */\nexport const elements = \`${lines.join('\n')}\`;\n`;
};

test('the dictionary is the one of PS3.6 as dcmjs has it', async () => {
  await expect(table()).toMatchFileSnapshot('../../core/dicom/dictionary/elements.ts');
});

test('keywords and tags lead to one another', () => {
  expect(tagOf('PixelData')).toBe(0x7fe00010);
  expect(keywordOf(0x00100010)).toBe('PatientName');
  expect(vrOf(0x00080100)).toBe('SH');
});

test('every tag of the dictionary is found, and none beside them', async () => {
  const { elements } = await import('../../core/dicom/dictionary/elements.ts');
  const lines = elements.split('\n');
  const found = lines.map((line) => {
    const tag = Number.parseInt(line.slice(0, 8), 16);
    return `${line.slice(0, 8)} ${keywordOf(tag)}`;
  });
  expect(found).toEqual(lines.map((line) => `${line.slice(0, 8)} ${line.slice(12)}`));
  expect(keywordOf(0xffffffff)).toBe('FFFFFFFF');
  expect(keywordOf(0x00000009)).toBe('00000009');
});

test('overlays of every repeating group, group lengths and private creators have a representation', () => {
  expect(vrOf(0x60023000)).toBeDefined();
  expect(vrOf(0x00280000)).toBe('UL');
  expect(vrOf(0x00090010)).toBe('LO');
  expect(vrOf(0x00091001)).toBeUndefined();
});

test('an element that the dictionary lacks is named by its tag', () => {
  expect(keywordOf(0x00091001)).toBe('00091001');
  expect(tagOf('00091001')).toBe(0x00091001);
});
