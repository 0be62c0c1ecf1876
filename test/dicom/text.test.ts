import { expect, test } from 'vitest';
import { readInstance } from '../../core/dicom/index.ts';
import { decoderFor } from '../../core/dicom/text.ts';
import { dataFile, hasData } from './shared.ts';

const bytes = (latin1: string) => Uint8Array.from(latin1, (c) => c.charCodeAt(0));
const decode = (terms: string[], latin1: string) => decoderFor(terms).decode(bytes(latin1));

/** Names as PS3.5 H to K prints them. */
test.runIf(hasData).each([
  ['chrArab', 'قباني^لنزار'],
  ['chrHbrw', 'שרון^דבורה'],
  ['chrRuss', 'Люкceмбypг'],
  ['chrGerm', 'Äneas^Rüdiger'],
  ['chrFren', 'Buc^Jérôme'],
  ['chrH31', 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
  ['chrH32', 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう'],
  ['chrI2', 'Hong^Gildong=洪^吉洞=홍^길동'],
  ['chrX1', 'Wang^XiaoDong=王^小東='],
  ['chrJapMultiExplicitIR6', 'やまだ^たろう'],
])('the name in %s is read', async (name, wanted) => {
  const dataSet = await readInstance({ path: dataFile(`pydicom-tests/charset_files/${name}.dcm`) });
  expect(dataSet.text('PatientName')).toBe(wanted);
});

test.runIf(hasData)('a Chinese name in ISO 2022 IR 58, which pydicom cannot read, is read', async () => {
  const dataSet = await readInstance({ path: dataFile('fo-dicom-tests/charset/chrGB2312.dcm') });
  expect(dataSet.text('PatientName')).toBe('Zhang^XiaoDong=张^小东=');
});

test('a backslash inside a two-byte code does not separate values', () => {
  // 0x3D 0x5C in JIS X 0208 is 旬.
  expect(decode(['', 'ISO 2022 IR 87'], '\x1b$B=\\\x1b(B\\next')).toBe('旬\\next');
});

test('GB18030 and UTF-8 go without escapes', () => {
  expect(decode(['GB18030'], '\xcd\xf5\x5e\xd0\xa1\xb6\xab')).toBe('王^小东');
  expect(decode(['ISO_IR 192'], '\xe7\x8e\x8b')).toBe('王');
});

test('UTF-8 that is labelled Latin 1 is read as what it is, and Latin 1 as Latin 1', () => {
  expect(decode(['ISO_IR 100'], 'S\xc3\xb6hne')).toBe('Söhne');
  expect(decode(['ISO_IR 100'], 'S\xf6hne')).toBe('Söhne');
  expect(decode([], 'S\xf6hne')).toBe('S\ufffdhne');
});

test('katakana that happens to be valid UTF-8 stays katakana', () => {
  expect(decode(['ISO_IR 13'], '\xc5\xb6')).toBe('ﾅｶ');
});

test('an unknown character set, an open escape and a broken byte give a replacement and a note, no error', () => {
  const unknown = decoderFor(['ISO_IR 999']);
  expect(unknown.unknown).toEqual(['ISO_IR 999']);
  const open = decoderFor(['', 'ISO 2022 IR 87']);
  expect(open.decode(bytes('A^B=\x1b$B<s>'))).toMatch(/^A\^B=首\ufffd$/);
  expect(open.damaged).toBe(true);
});

test('after a delimiter of names the first character set is in force again', () => {
  expect(decode(['', 'ISO 2022 IR 149'], '\x1b$)C\xfb\xf3^Hong')).toBe('洪^Hong');
});
