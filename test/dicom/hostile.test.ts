import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeProblem, ProblemError, problemOf } from '../../core/contract/index.ts';
import { decodeFrame, describeFrames, readDataSet } from '../../core/dicom/index.ts';
import { concat, element, item, latin1, part10, pixels, slice, UNDEFINED, us, words } from './part10.ts';

/** What the user is told, or the stored values. */
async function open(bytes: Uint8Array) {
  try {
    return [...(await decodeFrame(readDataSet(bytes), 0)).pixels];
  } catch (error) {
    return describeProblem(problemOf(error), 'en').text;
  }
}
const values = [...words];
const fragments = (...parts: Uint8Array[]) =>
  concat(
    element(0x7fe00010, 'OB', new Uint8Array(0), UNDEFINED),
    ...parts.flatMap((part) => [item(0xfffee000, part.length), part]),
    item(0xfffee0dd, 0),
  );

test('what is no DICOM says what it is instead', async () => {
  expect(await open(new Uint8Array(0))).toBe('The file is empty.');
  expect(await open(latin1('<!doctype html><title>404</title>'))).toBe('This is a web page, not a DICOM image.');
  expect(await open(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0, 0, 0, 0))).toBe(
    'This is a JPEG file, not a DICOM image.',
  );
});

test('a file without preamble, or one whose preamble is a program, opens', async () => {
  expect(await open(concat(slice(), pixels()))).toEqual(values);
  const program = latin1('MZ'.padEnd(128, '\0'));
  expect(await open(part10(concat(slice(), pixels()), '1.2.840.10008.1.2.1', program))).toEqual(values);
});

test('an element that is longer than the file is named', async () => {
  const lie = element(0x00081030, 'UT', '', 0x7ffffffe);
  expect(await open(part10(concat(slice({ 528432: lie }), pixels())))).toBe(
    'Element (0008,1030) is longer than the file.',
  );
});

test('sixty thousand nested sequences are refused, twenty-four are read', async () => {
  const opening = concat(element(0x00081140, 'SQ', new Uint8Array(0), UNDEFINED), item(0xfffee000, UNDEFINED));
  const closing = concat(item(0xfffee00d, 0), item(0xfffee0dd, 0));
  const nest = (levels: number, close: number) =>
    concat(...Array<Uint8Array>(levels).fill(opening), ...Array<Uint8Array>(close).fill(closing));
  expect(await open(part10(concat(slice({ 528704: nest(60_000, 0) }))))).toMatch(/^The file is nested too deeply/);
  expect(await open(part10(concat(slice({ 528704: nest(24, 24) }), pixels())))).toEqual(values);
});

test('sizes that the file cannot hold are refused before anything is allocated', async () => {
  const large = { 2621456: us(0x00280010, 65535), 2621457: us(0x00280011, 65535) };
  expect(await open(part10(concat(slice(large), pixels())))).toBe(
    'The header promises 8 GB of picture, the file has 512 bytes.',
  );
  expect(await open(part10(concat(slice({ 2621456: us(0x00280010, 0) }), pixels())))).toMatch(/0 × 16/);
  expect(await open(part10(concat(slice({ 2621696: us(0x00280100, 65535) }), pixels())))).toMatch(
    /Bits Allocated 65535/,
  );
});

test('a cut picture says how much of it is there', async () => {
  const whole = part10(concat(slice(), pixels()));
  expect(await open(whole.slice(0, -200))).toBe('The picture is cut off (312 of 512 bytes).');
});

test('more frames than the file can hold are refused without being listed', async () => {
  const many = { 2621448: element(0x00280008, 'IS', '2147483648') };
  const dataSet = readDataSet(part10(concat(slice(many), pixels())));
  expect(() => describeFrames(dataSet)).toThrow(ProblemError);
});

test('bits above those stored are cleared, or take the sign', async () => {
  const dirty = new Uint8Array(words.map((value, i) => value | ((i % 16) << 12)).buffer);
  expect(await open(part10(concat(slice(), pixels(dirty))))).toEqual(values);
  const signed = { 2621699: us(0x00280103, 1) };
  expect(await open(part10(concat(slice(signed), pixels(dirty))))).toEqual(
    values.map((v) => (v & 0x800 ? v - 4096 : v)),
  );
});

test('padding behind the picture and a missing last delimiter are forgiven', async () => {
  expect(await open(part10(concat(slice(), pixels(), new Uint8Array(513))))).toEqual(values);
  const planes = [8, 0].map((shift) => Uint8Array.from(words, (value) => value >> shift));
  const literal = (plane: Uint8Array) =>
    concat(Uint8Array.of(127), plane.subarray(0, 128), Uint8Array.of(127), plane.subarray(128));
  const [high, low] = planes.map(literal) as [Uint8Array, Uint8Array];
  const header = new Uint8Array(Uint32Array.of(2, 64, 64 + high.length, ...Array<number>(13).fill(0)).buffer);
  const frame = concat(header, high, low);
  const rle = '1.2.840.10008.1.2.5';
  expect(await open(part10(concat(slice(), fragments(new Uint8Array(0), frame)), rle))).toEqual(values);
  expect(await open(part10(concat(slice(), fragments(new Uint8Array(0), frame).slice(0, -8)), rle))).toEqual(values);
  expect(await open(part10(concat(slice(), fragments(new Uint8Array(0))), rle))).toBe(
    'The compressed picture is damaged.',
  );
});

test('a codestream of another size never reaches its codec', async () => {
  const jpegLs = latin1(
    '\xff\xd8\xff\xf7\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00',
  );
  const file = part10(concat(slice(), fragments(new Uint8Array(0), jpegLs)), '1.2.840.10008.1.2.4.80');
  expect(await open(file)).toBe('The picture inside is 65535 × 65535, the header says 16 × 16.');
});

test('an honest deflated data set opens, one that never ends does not', async () => {
  const deflated = '1.2.840.10008.1.2.1.99';
  expect(await open(part10(deflateRawSync(concat(slice(), pixels())), deflated))).toEqual(values);
  const flushed = (bytes: Uint8Array) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
  const zeros = Array<Uint8Array>(600).fill(flushed(new Uint8Array(2 ** 20)));
  const bomb = concat(flushed(slice()), ...zeros, Uint8Array.of(3, 0));
  expect(await open(part10(bomb, deflated))).toBe('The file unpacks to far more than an image needs.');
});

test('video, pixels at an address and reports say why there is no picture', async () => {
  expect(await open(part10(slice(), '1.2.840.10008.1.2.4.102'))).toBe('Video is not supported.');
  expect(await open(part10(slice(), '1.2.840.10008.1.2.4.94'))).toMatch(/network address/);
  expect(await open(part10(slice()))).toBe('There is no picture in this file.');
});

test('any byte of a file may be wrong, and the answer is values or a sentence', async () => {
  const whole = part10(concat(slice(), pixels()));
  const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(change, fc.nat(whole.length), async (changes, length) => {
      const bytes = whole.slice(0, length);
      for (const [at, value] of changes) if (at < length) bytes[at] = value;
      try {
        const dataSet = readDataSet(bytes);
        for (const keyword of dataSet.keywords()) dataSet.texts(keyword);
        describeFrames(dataSet);
        await decodeFrame(dataSet, 0);
      } catch (error) {
        expect(problemOf(error).code).not.toBe('bug');
      }
    }),
    { numRuns: 500 },
  );
});
