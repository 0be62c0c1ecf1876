import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeFrame, describeDecoded, readInstance } from '../../core/dicom/index.ts';
import { dataFile, hasData, hasPython, python } from './shared.ts';

const ct = (name: string) => `cornerstone-tests/CTImage.dcm_${name}.dcm`;
const tests = (name: string) => `pydicom-tests/test_files/${name}.dcm`;
const data = (name: string) => `pydicom-data/${name}.dcm`;

/** `exact`, or by how many levels a value may differ: lossy JPEG leaves the rounding of the inverse DCT open. */
const EXACT: [name: string, file: string, frame?: number][] = [
  ['explicit little endian', tests('CT_small')],
  ['implicit little endian', tests('MR_small_implicit')],
  ['explicit big endian', ct('BigEndianExplicitTransferSyntax_1.2.840.10008.1.2.2')],
  ['deflated', tests('image_dfl')],
  ['without meta header', data('OT-PAL-8-face')],
  ['12 bits in 16', 'pydicom-tests/test_files/dicomdirtests/77654033/CR1/6154'],
  ['1 bit', tests('liver_1frame')],
  ['1 bit, last of three frames', data('liver_nonbyte_aligned'), 2],
  ['1 bit, big endian', data('liver_expb'), 2],
  ['32 bits', tests('rtdose'), 14],
  ['32 bits, big endian', tests('rtdose_expb'), 14],
  ['float', data('parametric_map_float')],
  ['16-bit RGB, second frame', data('SC_rgb_16bit_2frame'), 1],
  ['32-bit RGB', data('SC_rgb_32bit')],
  ['colour by plane, big endian', tests('ExplVR_BigEnd')],
  ['palette colour as its index', tests('examples_palette')],
  ['RLE 8 bits', tests('SC_rgb_rle_2frame'), 1],
  ['RLE 16 bits', tests('MR_small_RLE')],
  ['RLE 32 bits', tests('rtdose_rle_1frame')],
  ['RLE 16-bit RGB', tests('SC_rgb_rle_16bit')],
  ['RLE palette, last of ten frames', 'dcm4che-tests/US-PAL-8-10x-echo', 9],
  ['JPEG lossless', ct('JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57')],
  ['JPEG lossless, first-order prediction', ct('JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70')],
  ['JPEG lossless RGB', 'cornerstone-tests/TestPattern_JPEG-Lossless_RGB.dcm'],
  ['JPEG lossless 8 bits in 16', 'dcm4che-tests/MR-JPEGLosslessSV1.dcm'],
  ['JPEG-LS', ct('JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80')],
  ['JPEG-LS RGB', 'cornerstone-tests/TestPattern_JPEG-LS-Lossless.dcm'],
  ['JPEG-LS near lossless', tests('JPEGLSNearLossless_16')],
  ['JPEG-LS of 7 bits', data('JLSL_08_07_0_1F')],
  ['JPEG 2000', ct('JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90')],
  ['JPEG 2000 RGB', tests('examples_jpeg2k')],
  ['JPEG 2000 in a JP2 file', tests('GDCMJ2K_TextGBR')],
];
const LOSSY: [name: string, file: string, most: number, frame?: number][] = [
  ['JPEG baseline', ct('JPEGProcess1TransferSyntax_1.2.840.10008.1.2.4.50'), 1],
  ['JPEG extended, 12 bits', tests('JPGExtended'), 1],
  ['JPEG extended, 12 bits, with restarts', tests('JPEG-lossy'), 1],
  ['JPEG extended, 10 bits', 'pylibjpeg-data/JPEGExtended/RG2_JPLY.dcm', 1],
  ['JPEG 2000 lossy', tests('693_J2KI'), 1],
];

const folder = mkdtempSync(join(tmpdir(), 'skiagraph-decode-'));

/** Decodes each file here and lets pydicom and GDCM say by how much it is off. */
async function differences(cases: { file: string; frame: number }[]) {
  const asked = [];
  for (const [n, { file, frame }] of cases.entries()) {
    const { pixels, type } = await decodeFrame(await readInstance({ path: dataFile(file) }), frame);
    const raw = join(folder, `${n}.bin`);
    writeFileSync(raw, new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
    asked.push({ file: dataFile(file), frame, raw, type });
  }
  return python<{ maximum: number; mean: number; error?: string }[]>('compare_pixels.py', asked);
}

test.runIf(hasData && hasPython)(
  'every lossless coding gives exactly the values that pydicom and GDCM give',
  async () => {
    const off = await differences(EXACT.map(([, file, frame = 0]) => ({ file, frame })));
    const wrong = EXACT.flatMap(([name], n) => (off[n]!.maximum === 0 ? [] : [{ name, ...off[n] }]));
    expect(wrong).toEqual([]);
  },
);

test.runIf(hasData && hasPython)('lossy codings are within one level of GDCM', async () => {
  const off = await differences(LOSSY.map(([, file, , frame = 0]) => ({ file, frame })));
  const wrong = LOSSY.flatMap(([name, , most], n) => (off[n]!.maximum <= most ? [] : [{ name, ...off[n] }]));
  expect(wrong).toEqual([]);
});

/** The same CT slice, compressed without loss in other ways that Debian's decoders do not know or know badly. */
test.runIf(hasData).each([
  ['HTJ2K', data('HTJ2KLossless_08_RGB'), undefined],
  ['1-bit JPEG 2000', data('liver_j2k'), data('liver')],
  ['1-bit RLE', data('liver_rle'), data('liver')],
  ['deflated frames', data('liver_deflate'), data('liver')],
])('%s opens and is what its uncompressed twin is', async (_name, file, twin) => {
  const found = await describeDecoded(await readInstance({ path: dataFile(file) }), 0);
  expect(found.max).toBeGreaterThan(0);
  if (!twin) return;
  const wanted = await describeDecoded(await readInstance({ path: dataFile(twin) }), 0);
  expect(found.sha256).toBe(wanted.sha256);
});

test.runIf(hasData)('retired progressive 12-bit JPEG is close to the uncompressed slice', async () => {
  const slice = await decodeFrame(
    await readInstance({ path: dataFile(ct('JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51')) }),
    0,
  );
  for (const name of [
    'JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53',
    'JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55',
  ]) {
    const { pixels } = await decodeFrame(await readInstance({ path: dataFile(ct(name)) }), 0);
    const furthest = Array.from(pixels).reduce(
      (most, value, i) => Math.max(most, Math.abs(value - slice.pixels[i]!)),
      0,
    );
    expect(furthest).toBeLessThanOrEqual(1);
  }
});

test.runIf(hasData)('a slide tile that is smaller at the edge keeps its place and leaves the rest empty', async () => {
  const slide = await readInstance({ path: dataFile('fo-dicom-tests/multiframe.dcm') });
  const { pixels, rows, columns } = await decodeFrame(slide, 139);
  expect([rows, columns]).toEqual([240, 240]);
  const at = (y: number, x: number) =>
    Array.from(pixels.subarray((y * 240 + x) * 3, (y * 240 + x + 1) * 3)).reduce((a, b) => a + b);
  expect(at(120, 54)).toBeGreaterThan(0);
  expect(at(121, 54)).toBe(0);
  expect(at(120, 55)).toBe(0);
});

test.runIf(hasData)('decoding leaves the bytes of the file as they were', async () => {
  for (const file of [tests('ExplVR_BigEnd'), tests('rtdose_expb'), tests('SC_ybr_full_422_uncompressed')]) {
    const path = dataFile(file);
    const before = readFileSync(path);
    const { readDataSet } = await import('../../core/dicom/index.ts');
    const given = readFileSync(path);
    const dataSet = readDataSet(given);
    const first = await describeDecoded(dataSet, 0);
    expect(await describeDecoded(dataSet, 0)).toEqual(first);
    expect(given.equals(before)).toBe(true);
  }
  rmSync(folder, { recursive: true, force: true });
});
