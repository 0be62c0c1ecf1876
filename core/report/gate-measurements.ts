import { hostname } from 'node:os';
import { type Language, readingText } from '../contract/index.ts';
import { type DataSet, readDataSet } from '../dicom/index.ts';
import { type Demand, demandFor } from './demand.ts';
import { decimal, type Sources } from './evidence.ts';
import { checkEncapsulated, parseCsv } from './gate-files.ts';
import { checkInstance } from './gate-instance.ts';
import { checkNotices, plain } from './gate-pdf.ts';
import { checkSrEvidence, childOf, groupsOf } from './gate-sr.ts';
import type { Measured } from './measured.ts';
import { MEASUREMENT_COLUMNS } from './measurements-csv.ts';
import { readPdf } from './pdf-text.ts';
import type { SetFile } from './release.ts';

/**
 * Points 5 to 8 of the gate for what a reader measured: the files as they lie on the disk against what stands in the
 * journal. `language` is set where the report holds nothing else. Throws `export-check-failed`.
 */
export function checkMeasurementFiles(written: SetFile[], sources: Sources, language?: Language): void {
  const bytesOf = (name: string) => written.find((file) => file.name === name)?.bytes;
  const { measured } = sources;
  const instance = (name: string) => {
    const bytes = bytesOf(name);
    const object = bytes && readDataSet(bytes);
    if (object) checkInstance(object, sources, new Set(), hostname(), demandFor(name));
    return object;
  };
  const document = instance('measurements.sr.dcm');
  if (document) checkDocument(document, measured, demandFor('measurements.sr.dcm'));
  const csv = bytesOf('measurements.csv');
  if (csv) checkTable(csv, measured, demandFor('measurements.csv'));
  const pdf = bytesOf('report.pdf');
  if (!pdf) return;
  checkPage(pdf, measured, demandFor('report.pdf'));
  if (!language) return;
  checkNotices(readPdf(pdf), sources, language, [], demandFor('report.pdf'));
  const encapsulated = instance('report.pdf.dcm');
  if (encapsulated) checkEncapsulated(encapsulated, pdf, demandFor('report.pdf.dcm'));
}

/** One group a measurement, with its Tracking UID and its numbers to the digit. */
function checkDocument(document: DataSet, measured: Measured[], demand: Demand): void {
  demand(document.text('VerificationFlag') === 'UNVERIFIED', 'VerificationFlag');
  demand(document.items('ContentTemplateSequence')[0]?.text('TemplateIdentifier') === '1500', 'TemplateIdentifier');
  checkSrEvidence(document, demand);
  const groups = groupsOf(document);
  demand(groups.size === measured.length, 'measurement groups');
  for (const { measurement, trackingUid } of measured) {
    const group = groups.get(measurement.id);
    demand(group !== undefined && childOf(group, '112040')?.text('UID') === trackingUid, `${measurement.id}: UID`);
    const numbers = group?.items('ContentSequence').flatMap((item) => item.items('MeasuredValueSequence')) ?? [];
    demand(
      numbers.map((number) => number.text('NumericValue')).join() ===
        measurement.readings.map(({ value }) => decimal(value)).join(),
      `${measurement.id}: numbers`,
    );
  }
}

function checkTable(bytes: Uint8Array, measured: Measured[], demand: Demand): void {
  const [header = [], ...rows] = parseCsv(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  demand(header.join() === MEASUREMENT_COLUMNS.join(), 'columns');
  const cell = (row: string[], name: (typeof MEASUREMENT_COLUMNS)[number]) =>
    row[MEASUREMENT_COLUMNS.indexOf(name)]?.replace(/^'/, '');
  for (const { measurement, trackingUid } of measured) {
    const own = rows.filter((row) => cell(row, 'trackingUid') === trackingUid);
    const wanted = measurement.readings.map(({ value, unit }) => `${decimal(value)} ${unit}`);
    const found = own.flatMap((row) => (cell(row, 'quantity') ? [`${cell(row, 'value')} ${cell(row, 'unit')}`] : []));
    demand(own.length > 0 && found.join() === wanted.join(), `${measurement.id}: numbers`);
  }
}

function checkPage(bytes: Uint8Array, measured: Measured[], demand: Demand): void {
  const whole = plain(readPdf(bytes).pages.join(' '));
  for (const { measurement } of measured)
    for (const reading of measurement.readings)
      demand(whole.includes(plain(readingText({ ...reading, unit: '' }))), `${measurement.id}: ${reading.quantity}`);
}
