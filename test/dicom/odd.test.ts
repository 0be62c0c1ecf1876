import { expect, test } from 'vitest';
import { readBeginning } from '../../core/dicom/index.ts';
import { concat, element, item, latin1, part10, pixels, slice, UNDEFINED } from './part10.ts';

const JPEG_LS = '1.2.840.10008.1.2.4.80';
const RLE = '1.2.840.10008.1.2.5';
const notesOf = (file: Uint8Array) => readBeginning(file, file.length).notes.map(({ code }) => code);
const whole = (more: Record<number, Uint8Array> = {}) => part10(concat(slice(more), pixels()));

/** Encapsulated pixel data: an empty offset table, these fragments and, if wanted, the delimiter. */
const encapsulated = (fragments: number[], syntax: string, end = true, lie = 0) => {
  const parts = fragments.map((size, n) => {
    const more = n === fragments.length - 1 ? lie : 0;
    return concat(item(0xfffee000, size + more), new Uint8Array(size));
  });
  const head = element(0x7fe00010, 'OB', new Uint8Array(0), UNDEFINED);
  const delimiter = end ? item(0xfffee0dd, 0) : new Uint8Array(0);
  return part10(concat(slice(), head, item(0xfffee000, 0), ...parts, delimiter), syntax);
};

test('a representation that is not the standard’s is noted, one that is unknown too, and UN is not', () => {
  const noted = readBeginning(whole({ 1048608: element(0x00100020, 'SH', 'x ') }), 2000).notes;
  expect(noted).toContainEqual({
    code: 'vr-wrong',
    values: { tag: '(0010,0020)', written: 'SH', expected: 'LO', count: 1 },
  });
  const unknown = concat(latin1('\x10\0\x20\0ZZ\0\0\x02\0\0\0x '));
  expect(notesOf(whole({ 1048608: unknown }))).toContain('vr-wrong');
  expect(notesOf(whole({ 1048608: element(0x00100020, 'UN', latin1('x ')) }))).not.toContain('vr-wrong');
});

test('an element without a representation among those that have one is noted', () => {
  const implicit = concat(item(0x00100020, 2), latin1('x '));
  expect(notesOf(whole({ 1048608: implicit }))).toContain('vr-unexpected');
  expect(notesOf(whole())).not.toContain('vr-unexpected');
});

test('encapsulated pixels that end as they should have no note, and others say how they end', () => {
  const ends = ['delimiter-missing', 'picture-cut-off', 'rle-fragments'];
  const of = (file: Uint8Array) => notesOf(file).filter((code) => ends.includes(code));
  expect(of(encapsulated([8, 6], JPEG_LS))).toEqual([]);
  expect(of(encapsulated([8, 6], JPEG_LS, false))).toEqual(['delimiter-missing']);
  expect(of(encapsulated([8, 6], JPEG_LS, false, 100))).toEqual(['picture-cut-off']);
  expect(of(concat(encapsulated([8, 6], JPEG_LS), element(0xfffcfffc, 'OB', new Uint8Array(8))))).toEqual([]);
  expect(of(encapsulated([8], RLE))).toEqual([]);
  expect(of(encapsulated([8, 6], RLE))).toEqual(['rle-fragments']);
});
