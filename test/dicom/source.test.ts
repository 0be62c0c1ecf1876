import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type DataSet, decodeFrame, readHeader, readInstance, writeInstance } from '../../core/dicom/index.ts';
import { dataFile, hasData } from './shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'skiagraph-source-'));
const codeOf = (promise: Promise<unknown>) =>
  promise.then(() => 'done').catch((error) => error.problem?.code ?? String(error));

/** Everything above the pixels, as text. */
const header = (dataSet: DataSet) =>
  dataSet
    .keywords()
    .filter((keyword) => !/PixelData$|^FFFC|^FFFA|DataSetTrailingPadding|DigitalSignatures/.test(keyword))
    .map((keyword) => [keyword, dataSet.texts(keyword).join('\\'), dataSet.items(keyword).length]);

test.runIf(hasData)('the header read from the first bytes is that of the whole file', async () => {
  const files = readdirSync(dataFile('pydicom-data')).filter((name) => name.endsWith('.dcm'));
  for (const name of files) {
    const source = { path: dataFile(`pydicom-data/${name}`) };
    const [beginning, whole] = [await readHeader(source), await readInstance(source)];
    expect(header(beginning)).toEqual(header(whole));
    expect(beginning.transferSyntaxUid).toBe(whole.transferSyntaxUid);
    expect(beginning.pixels()?.keyword).toBe(whole.pixels()?.keyword);
  }
});

test('folders, devices, pipes and missing files are refused by name, without being opened', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const path of [folder, pipe, '/dev/zero']) {
    expect(await codeOf(readHeader({ path }))).toBe('not-a-file');
    expect(await codeOf(readInstance({ path }))).toBe('not-a-file');
  }
  expect(await codeOf(readHeader({ path: join(folder, 'none') }))).toBe('file-unreadable');
});

const tiny = () =>
  writeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: '2.25.7',
    Rows: 1,
    Columns: 2,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: Uint8Array.of(3, 200),
  });

test('an instance inside a ZIP is read in place', async () => {
  writeFileSync(join(folder, 'a.dcm'), tiny());
  execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-c', 'study.zip', 'a.dcm'], { cwd: folder });
  const path = join(folder, 'study.zip');
  const before = readFileSync(path);
  const frame = await decodeFrame(await readInstance({ path, entry: 'a.dcm' }), 0);
  expect([...frame.pixels]).toEqual([3, 200]);
  expect((await readHeader({ path, entry: 'a.dcm' })).text('SOPInstanceUID')).toBe('2.25.7');
  expect(await codeOf(readInstance({ path, entry: 'b.dcm' }))).toBe('archive-unreadable');
  expect(readFileSync(path).equals(before)).toBe(true);
});
