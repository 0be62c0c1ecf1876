import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, newUid, readDataSet, writeInstance } from '../../core/dicom/index.ts';
import { formatDecimal } from '../../core/dicom/write-values.ts';
import { hasPython, python } from './shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'skiagraph-write-'));
const hasTools =
  spawnSync('dciodvfy', ['-version']).error === undefined && spawnSync('dcmdump', ['--version']).error === undefined;

/** A whole Secondary Capture image (PS3.3 A.8.1), 8 bit. */
const capture = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
  SOPInstanceUID: newUid(),
  StudyInstanceUID: newUid(),
  SeriesInstanceUID: newUid(),
  PatientName: 'قباني^نزار',
  PatientID: 'Ü1',
  PatientBirthDate: '',
  PatientSex: '',
  StudyDate: '20240229',
  StudyTime: '120000',
  StudyID: '1',
  AccessionNumber: '',
  ReferringPhysicianName: '',
  SeriesNumber: 1,
  InstanceNumber: 1,
  Modality: 'OT',
  Laterality: '',
  ConversionType: 'SYN',
  PatientOrientation: '',
  StudyDescription: 'x'.repeat(70),
  Rows: 3,
  Columns: 3,
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  PixelRepresentation: 0,
  PixelSpacing: [0.1234567890123456, 1],
  NominalScannedPixelSpacing: [0.1234567890123456, 1],
  PixelSpacingCalibrationType: 'GEOMETRY',
  PixelSpacingCalibrationDescription: 'none',
  PixelData: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 255),
};

test.runIf(hasTools)('dciodvfy finds no error in what is written, dcmdump reads it to the end', () => {
  const path = join(folder, 'capture.dcm');
  writeFileSync(path, writeInstance(capture));
  expect(
    spawnSync('dciodvfy', [path])
      .stderr.toString()
      .split('\n')
      .filter((line) => line.startsWith('Error')),
  ).toEqual([]);
  const dump = spawnSync('dcmdump', [path]);
  expect(dump.stderr.toString()).toBe('');
  expect(dump.status).toBe(0);
});

test.runIf(hasPython)('pydicom reads names, numbers and pixels as they were given', () => {
  const path = join(folder, 'pydicom.dcm');
  writeFileSync(path, writeInstance(capture));
  const [found] = python<Record<string, unknown>[]>('read_written.py', [path]);
  expect(found).toEqual({
    name: 'قباني^نزار',
    id: 'Ü1',
    spacing: [0.12345678901235, 1],
    pixels: [...capture.PixelData],
    vr: 'OB',
    syntax: '1.2.840.10008.1.2.1',
    preamble: true,
  });
});

test('what is written is read again, sequences in sequences too', async () => {
  const elements = {
    ...capture,
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: '2.25.3', ReferencedInstanceSequence: [{ ReferencedSOPInstanceUID: '2.25.5' }, {}] },
      { SeriesInstanceUID: '2.25.4' },
    ],
    ContentSequence: { ValueType: 'TEXT', TextValue: 'two\nlines\\with a backslash' },
    FrameIncrementPointer: 0x00201041,
  };
  const read = readDataSet(writeInstance(elements));
  const [first, second] = read.items('ReferencedSeriesSequence');
  expect(first!.items('ReferencedInstanceSequence').map((item) => item.text('ReferencedSOPInstanceUID'))).toEqual([
    '2.25.5',
    undefined,
  ]);
  expect(second!.text('SeriesInstanceUID')).toBe('2.25.4');
  expect(read.items('ContentSequence')[0]!.text('TextValue')).toBe('two\nlines\\with a backslash');
  expect(read.numbers('FrameIncrementPointer')).toEqual([0x00201041]);
  expect([...(await decodeFrame(read, 0)).pixels]).toEqual([...capture.PixelData]);
});

test('1-bit pixels come back as they were packed', async () => {
  const bits = {
    ...capture,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    NumberOfFrames: 2,
    PixelData: Uint8Array.of(0b10000001, 0b10, 0b11),
  };
  const read = readDataSet(writeInstance(bits));
  expect(read.vr('PixelData')).toBe('OB');
  expect([...(await decodeFrame(read, 0)).pixels]).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0]);
  expect([...(await decodeFrame(read, 1)).pixels]).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 1]);
});

test('texts of any length and letters stay within their representation and stay one value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const found = readDataSet(writeInstance({ ...capture, StudyDescription: `a${text}z` })).texts('StudyDescription');
      expect(found).toHaveLength(1);
      expect([...found[0]!].length).toBeLessThanOrEqual(64);
    }),
    { numRuns: 50 },
  );
});

test('a decimal string has at most 16 characters and loses nothing that they can hold', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
      const text = formatDecimal(value);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-8);
    }),
    { examples: [[-1.00001374e-6], [1e-7 / 3]] },
  );
});

test('a keyword that does not exist and a number that is none are bugs of the caller', () => {
  expect(() => writeInstance({ ...capture, PatientNmae: 'x' })).toThrow('not in the dictionary');
  expect(() => writeInstance({ ...capture, SliceThickness: Number.NaN })).toThrow('decimal string');
});

test('new UIDs are UUIDs as one number', () => {
  expect(newUid(() => '00000000-0000-0000-0000-0000000000ff')).toBe('2.25.255');
  expect(newUid()).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
});
