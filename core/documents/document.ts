import type { Document } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import type { DataSet } from '../dicom/index.ts';
import { attributeLines } from './attributes.ts';
import { meaningOf, reportLines } from './report.ts';
import { waveformsOf } from './waveform.ts';

/** What there is to read in an instance without picture. Throws `ProblemError` where its waveforms are cut off. */
export function describeDocument(dataSet: DataSet): Document {
  const page = dataSet.has('EncapsulatedDocument') ? mediaTypeOf(dataSet) : undefined;
  const report = dataSet.has('ContentSequence');
  return {
    sopInstanceUid: dataSet.text('SOPInstanceUID') ?? '',
    sopClassUid: dataSet.text('SOPClassUID') ?? '',
    title: titleOf(dataSet),
    lines: report ? reportLines(dataSet) : attributeLines(dataSet),
    waveforms: waveformsOf(dataSet),
    ...(page && { page }),
  };
}

const mediaTypeOf = (dataSet: DataSet) => dataSet.text('MIMETypeOfEncapsulatedDocument') ?? 'application/octet-stream';

/** What its writer called it, else what it is about. */
const titleOf = (dataSet: DataSet) =>
  ['DocumentTitle', 'ContentDescription', 'ContentLabel', 'StructureSetLabel', 'RTPlanLabel']
    .map((keyword) => dataSet.text(keyword))
    .find((title) => title) ||
  meaningOf(dataSet, 'ConceptNameCodeSequence') ||
  dataSet.text('SeriesDescription') ||
  '';

const PDF = '%PDF-';

/** The PDF that an instance encapsulates (PS3.3 A.45.1). Throws `ProblemError` where it holds none. */
export function encapsulatedPdf(dataSet: DataSet): Uint8Array {
  const bytes = dataSet.bytes('EncapsulatedDocument');
  if (!bytes || String.fromCharCode(...bytes.subarray(0, PDF.length)) !== PDF) throw new ProblemError('no-pdf');
  return bytes;
}
