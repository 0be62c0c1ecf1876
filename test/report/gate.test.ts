import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../core/contract/index.ts';
import { readDataSet } from '../../core/dicom/index.ts';
import { collectEvidence, type Evidence } from '../../core/report/evidence.ts';
import { checkFiles } from '../../core/report/gate-files.ts';
import type { ExportInput } from '../../core/report/index.ts';
import type { SetFile } from '../../core/report/release.ts';
import { data, exported, HIPPOCAMPUS, hippocampusFound, openSeries, retold, runOn, type Series } from './fixture.ts';

describe.skipIf(!data)('The gate', () => {
  let out: string;
  let series: Series;
  let input: ExportInput;
  let evidence: Evidence;
  let files: SetFile[];
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'gate-'));
    series = await openSeries(HIPPOCAMPUS, 'hippocampus-mr');
    const found = hippocampusFound();
    found.findings[0]!.probability = 0.912346;
    const decided = { status: 'accepted' as const, decidedAt: '2026-03-14T12:00:00Z', decidedBy: 'Reader^R.' };
    input = runOn(series, found, { posterior: decided });
    evidence = await collectEvidence(input);
    const { folder } = await exported(input, out, { only: ['csv', 'sr', 'seg', 'pdf', 'pdf-dcm', 'fhir'] });
    files = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  const changed = (name: string, change: (bytes: Buffer) => Buffer | undefined) =>
    files.map((file) => (file.name === name ? { name, bytes: change(Buffer.from(file.bytes)) ?? file.bytes } : file));
  const replacing = (name: string, from: string, to: string) =>
    changed(name, (bytes) => {
      const at = bytes.indexOf(from, 0, 'latin1');
      expect(at, `${from} in ${name}`).toBeGreaterThan(0);
      bytes.write(to, at, 'latin1');
      return bytes;
    });
  const check = (set: SetFile[]) => () => checkFiles(set, evidence, 'en');
  const refusalOf = (file: string) =>
    expect.objectContaining({
      problem: expect.objectContaining({ code: 'export-check-failed', values: expect.objectContaining({ file }) }),
    });

  it('passes what was written', () => expect(check(files)).not.toThrow());

  it('finds any bit of a mask that is another', () => {
    const pixels = readDataSet(files.find(({ name }) => name === 'segmentation.seg.dcm')!.bytes).bytes('PixelData')!;
    const frames = evidence.findings.flatMap(({ mask }) =>
      Array.from({ length: 32 }, (_, k) => mask!.subarray(k * 1785, (k + 1) * 1785)),
    );
    const bits = frames.filter((frame) => frame.includes(1)).length * 1785;
    fc.assert(
      fc.property(fc.nat(bits - 1), (bit) => {
        const set = changed('segmentation.seg.dcm', (bytes) => {
          const at = bytes.length - pixels.length + (bit >> 3);
          bytes[at] = bytes[at]! ^ (1 << (bit & 7));
          return bytes;
        });
        expect(check(set)).toThrow(refusalOf('segmentation.seg.dcm'));
      }),
      { numRuns: 60 },
    );
  });

  const volume = () => String(input.run.findings[0]!.volumeMl);
  const oneMore = (text: string) => text.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  it.each(['findings.csv', 'findings.sr.dcm', 'fhir.json'])('finds a digit that is another in %s', (name) => {
    expect(check(replacing(name, volume(), oneMore(volume())))).toThrow(refusalOf(name));
    expect(check(replacing(name, '0.912346', '0.912347'))).toThrow(refusalOf(name));
  });

  it.each(['findings.sr.dcm', 'assessment.sr.dcm', 'segmentation.seg.dcm', 'report.pdf.dcm'])(
    'finds another patient, a missing notice, a private tag in %s',
    (name) => {
      expect(check(replacing(name, 'Avasarala', 'Avasarale'))).toThrow(refusalOf(name));
      expect(check(replacing(name, 'RESEARCH', 'PRODUCT '))).toThrow(refusalOf(name));
      // (0008,0090) Referring Physician's Name becomes a tag of an odd group.
      expect(check(replacing(name, '\x08\x00\x90\x00PN', '\x09\x00\x90\x00PN'))).toThrow(refusalOf(name));
    },
  );

  it('finds a moved slice, a reference to nowhere, a decision that is another', () => {
    const moved = changed('segmentation.seg.dcm', (bytes) => {
      const at = bytes.lastIndexOf('\x20\x00\x32\x00DS', bytes.length, 'latin1');
      const end = bytes.indexOf('\\', at);
      bytes.write('9', end - 1);
      return bytes;
    });
    expect(check(moved)).toThrow(refusalOf('segmentation.seg.dcm'));
    const [uid] = input.run.inputs.map(({ sopInstanceUid }) => sopInstanceUid);
    const nowhere = uid!.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
    expect(check(replacing('findings.sr.dcm', uid!, nowhere))).toThrow(refusalOf('findings.sr.dcm'));
    expect(check(replacing('assessment.sr.dcm', 'accepted', 'rejected'))).toThrow(refusalOf('assessment.sr.dcm'));
  });

  it('finds that the report is of another patient, or in another language, or not what the DICOM file holds', async () => {
    const headers = input.headers.map((header) => retold(header, { PatientName: 'Phantom^Anna' }));
    const other = await collectEvidence({ ...input, headers });
    expect(() =>
      checkFiles(
        files.filter(({ name }) => name === 'report.pdf'),
        other,
        'en',
      ),
    ).toThrow(refusalOf('report.pdf'));
    expect(() =>
      checkFiles(
        files.filter(({ name }) => name === 'report.pdf'),
        evidence,
        'ar',
      ),
    ).toThrow(refusalOf('report.pdf'));
    expect(check(replacing('report.pdf.dcm', 'FlateDecode', 'FlateDecodE'))).toThrow(refusalOf('report.pdf.dcm'));
  });

  describe('writes nothing', () => {
    const refused = async (changedInput: ExportInput, code: string) => {
      const folder = mkdtempSync(join(out, 'refused-'));
      await expect(exported(changedInput, folder)).rejects.toMatchObject({ problem: { code } });
      expect(readdirSync(folder, { recursive: true }).filter((name) => /\.\w+$/.test(String(name)))).toEqual([]);
    };
    const withFinding = (change: Partial<Finding>): ExportInput => ({
      ...input,
      run: { ...input.run, findings: [{ ...input.run.findings[0]!, ...change }, input.run.findings[1]!] },
    });

    it('where the images are no longer those that were analysed', () => {
      const decode = async (n: number) => {
        const frame = await input.decode(n);
        return n === 5 ? { ...frame, pixels: frame.pixels.with(100, 7) } : frame;
      };
      return refused({ ...input, decode }, 'export-source-changed');
    });
    it('where the images are of two patients', () => {
      const headers = input.headers.map((header, n) => (n === 3 ? retold(header, { PatientID: 'another' }) : header));
      return refused({ ...input, headers }, 'export-inputs-differ');
    });
    it('where the installed model is another', () =>
      refused({ ...input, model: { ...input.model, sha256: 'f'.repeat(64) } }, 'export-inputs-differ'));
    it('where the journal does not know the run', () => refused({ ...input, events: [] }, 'export-not-in-journal'));
    it.each([
      { probability: Number.NaN },
      { probability: 1.5 },
      { volumeMl: -1 },
      { voxels: 1 },
      { boxPx: [0, 0, 36, 10] as [number, number, number, number] },
    ])('where a number cannot be: %o', (change) => refused(withFinding(change), 'export-number-wrong'));
    it('where the slices are not in the order of the mask', () => {
      const inputs = input.run.inputs.toReversed();
      return refused({ ...input, run: { ...input.run, inputs } }, 'export-inputs-differ');
    });
  });
});
