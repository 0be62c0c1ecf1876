import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../core/contract/index.ts';
import { newUid, readDataSet, readInstance, writeInstance } from '../../core/dicom/index.ts';
import { describeDocument, encapsulatedPdf } from '../../core/documents/index.ts';
import { dataFile, hasData, hasPython } from '../dicom/shared.ts';

const REPORTS = [
  'pydicom-tests/test_files/test-SR.dcm',
  'pydicom-tests/test_files/reportsi.dcm',
  'seg-sr-dcmqi/sr-example/sr.dcm',
  'seg-sr-highdicom/sr_document.dcm',
  'seg-sr-dcmjs/test/sample-sr.dcm',
];
const RECORDINGS = ['pydicom-tests/test_files/waveform_ecg.dcm'];

type Said = {
  lines: [number, string, string, string][];
  waveforms: { frequency: number; names: string[]; values: number[][] }[];
};
function pydicom(files: string[]): Said[] {
  const script = fileURLToPath(new URL('describe_documents.py', import.meta.url));
  const input = JSON.stringify(files.map(dataFile));
  return JSON.parse(
    execFileSync('/usr/bin/python3', [script], {
      input,
      maxBuffer: 2 ** 28,
      stdio: ['pipe', 'pipe', 'ignore'],
    }).toString(),
  );
}
const documentOf = async (file: string): Promise<Document> =>
  describeDocument(await readInstance({ path: dataFile(file) }));

describe.runIf(hasData && hasPython)('beside pydicom', () => {
  it('a report has the same content tree, line by line', async () => {
    const said = pydicom(REPORTS);
    for (const [n, file] of REPORTS.entries()) {
      const { lines } = await documentOf(file);
      expect(
        lines.map(({ depth }) => depth),
        file,
      ).toEqual(said[n]!.lines.map(([depth]) => depth));
      for (const [at, [, name, kind, value]] of said[n]!.lines.entries()) {
        if (name) expect(lines[at]!.name, file).toBe(name);
        if (kind === 'NUM') expect(lines[at]!.value, file).toMatch(new RegExp(`^${value.trim().replace('.', '\\.')}`));
        else if (value) expect(lines[at]!.value?.trim(), file).toBe(value.trim());
      }
    }
  });

  it('a recording has the same channels with the same values in their units', async () => {
    const said = pydicom(RECORDINGS);
    for (const [n, file] of RECORDINGS.entries()) {
      const { waveforms } = await documentOf(file);
      expect(waveforms).toHaveLength(said[n]!.waveforms.length);
      for (const [group, { frequency, names, values }] of said[n]!.waveforms.entries()) {
        expect(waveforms[group]!.frequency).toBe(frequency);
        expect(waveforms[group]!.channels.map(({ name }) => name)).toEqual(names);
        expect(waveforms[group]!.channels.map((channel) => channel.values)).toEqual(values);
        expect(new Set(waveforms[group]!.channels.map(({ unit }) => unit))).toEqual(new Set(['uV']));
      }
    }
  });
});

describe.runIf(hasData)('of the open data', () => {
  it('plans, structure sets and value maps are named and read as attributes', async () => {
    const plan = await documentOf('pydicom-tests/test_files/rtplan.dcm');
    expect(plan).toMatchObject({ title: 'Plan1', waveforms: [] });
    expect(plan.lines).toContainEqual({ depth: 0, name: 'Manufacturer', value: 'Manufacturer name here' });
    const structures = await documentOf('rt-dicompyler/rtss.dcm');
    expect(structures.lines.map(({ value }) => value)).toContain('Heart');
    const map = await documentOf('seg-sr-dcmqi/sr-example/rwvm.dcm');
    expect(map.title).toBe('RWV');
    expect(map.lines.some(({ depth, name }) => depth > 0 && name === 'Real World Value Slope')).toBe(true);
  });
});

const text = (value: string) => ({ ValueType: 'TEXT', TextValue: value, RelationshipType: 'CONTAINS' });

describe('a document', () => {
  it('that encapsulates a PDF gives its bytes, and another refuses', () => {
    const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
    const common = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.104.1', SOPInstanceUID: newUid(), DocumentTitle: 'Letter' };
    const whole = writeInstance({
      ...common,
      MIMETypeOfEncapsulatedDocument: 'application/pdf',
      EncapsulatedDocument: pdf,
    });
    const dataSet = readDataSet(whole);
    expect(describeDocument(dataSet)).toMatchObject({ title: 'Letter', page: 'application/pdf' });
    expect([...encapsulatedPdf(dataSet).subarray(0, pdf.length)]).toEqual([...pdf]);
    const page = readDataSet(
      writeInstance({ ...common, EncapsulatedDocument: new TextEncoder().encode('<html></html>') }),
    );
    expect(() => encapsulatedPdf(page)).toThrow(/no-pdf/);
  });

  it('that is a presentation state or a key object is named and readable', () => {
    const image = { ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.2', ReferencedSOPInstanceUID: '1.2.3.4' };
    const series = [{ SeriesInstanceUID: '1.2.3', ReferencedImageSequence: [image] }];
    const layer = { GraphicLayer: 'NOTES', TextObjectSequence: [{ UnformattedTextValue: 'Follow up this nodule' }] };
    const state = describeDocument(
      readDataSet(
        writeInstance({
          SOPClassUID: '1.2.840.10008.5.1.4.1.1.11.1',
          SOPInstanceUID: newUid(),
          ContentLabel: 'MARKED',
          ContentDescription: 'Nodule in the left lower lobe',
          ReferencedSeriesSequence: series,
          GraphicAnnotationSequence: [layer],
        } as never),
      ),
    );
    expect(state.title).toBe('Nodule in the left lower lobe');
    expect(state.lines).toContainEqual({ depth: 2, name: 'Unformatted Text Value', value: 'Follow up this nodule' });
    expect(state.lines).toContainEqual({ depth: 2, name: 'Referenced SOP Instance UID', value: '1.2.3.4' });

    const code = (CodeValue: string, CodeMeaning: string) => [
      { CodeValue, CodingSchemeDesignator: 'DCM', CodeMeaning },
    ];
    const keys = describeDocument(
      readDataSet(
        writeInstance({
          SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.59',
          SOPInstanceUID: newUid(),
          ValueType: 'CONTAINER',
          ConceptNameCodeSequence: code('113000', 'Of Interest'),
          ContentSequence: [
            { ...text('For the conference'), ConceptNameCodeSequence: code('113012', 'Key Object Description') },
            { RelationshipType: 'CONTAINS', ValueType: 'IMAGE', ReferencedSOPSequence: [image] },
          ],
        } as never),
      ),
    );
    expect(keys).toMatchObject({ title: 'Of Interest' });
    expect(keys.lines.slice(1)).toEqual([
      { depth: 1, name: 'Key Object Description', value: 'For the conference' },
      { depth: 1, name: 'IMAGE', value: '1.2.3.4' },
    ]);
  });

  it('of forty levels is read without recursion, in its order', () => {
    let content: Record<string, unknown> = text('40');
    for (let n = 39; n > 0; n--) content = { ...text(`${n}`), ContentSequence: [content] };
    const report = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.33', SOPInstanceUID: newUid(), ValueType: 'CONTAINER' };
    const bytes = writeInstance({ ...report, ContentSequence: [content] } as never);
    const { lines } = describeDocument(readDataSet(bytes));
    expect(lines.map(({ depth }) => depth)).toEqual(Array.from({ length: 41 }, (_, n) => n));
    expect(lines.at(-1)!.value).toBe('40');
  });

  it('whose recording is cut off is refused', () => {
    const channel = { ChannelLabel: 'I', WaveformBitsStored: 16 };
    const group = {
      WaveformOriginality: 'ORIGINAL',
      NumberOfWaveformChannels: 1,
      NumberOfWaveformSamples: 1000,
      SamplingFrequency: 500,
      ChannelDefinitionSequence: [channel],
      WaveformBitsAllocated: 16,
      WaveformSampleInterpretation: 'SS',
      WaveformData: new Uint8Array(100),
    };
    const bytes = writeInstance({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.9.1.1',
      SOPInstanceUID: newUid(),
      WaveformSequence: [group],
    } as never);
    expect(() => describeDocument(readDataSet(bytes))).toThrow(/waveform-cut-off/);
  });
});
