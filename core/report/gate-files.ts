import { hostname } from 'node:os';
import type { Language } from '../contract/index.ts';
import { type DataSet, readDataSet } from '../dicom/index.ts';
import { type Demand, demandFor } from './demand.ts';
import { decimal, type Evidence } from './evidence.ts';
import { checkInstance } from './gate-instance.ts';
import { checkPdf } from './gate-pdf.ts';
import { checkSegmentation } from './gate-seg.ts';
import { checkAssessmentSr, checkFindingsSr } from './gate-sr.ts';
import type { SetFile } from './release.ts';

/**
 * Points 5 to 8 of the gate: the files as they lie on the disk, read by our own readers, against the evidence. Throws
 * `export-check-failed` with the file and what is wrong in it.
 */
export function checkFiles(written: SetFile[], evidence: Evidence, language: Language): void {
  const objects = new Map<string, DataSet>();
  for (const { name, bytes } of written)
    if (name.endsWith('.dcm') && name !== 'measurements.sr.dcm') objects.set(name, readDataSet(bytes));
  const bytesOf = (name: string) => written.find((file) => file.name === name)?.bytes;

  const own = new Set([...objects.values()].map((object) => object.text('SOPInstanceUID') ?? ''));
  for (const [name, object] of objects) checkInstance(object, evidence, own, hostname(), demandFor(name));
  demandFor('run.json')(own.size === objects.size, 'SOP Instance UID');

  const segmentation = objects.get('segmentation.seg.dcm');
  if (segmentation) checkSegmentation(segmentation, evidence, demandFor('segmentation.seg.dcm'));
  const findings = objects.get('findings.sr.dcm');
  if (findings) checkFindingsSr(findings, segmentation, evidence, demandFor('findings.sr.dcm'));
  const assessment = objects.get('assessment.sr.dcm');
  if (assessment) checkAssessmentSr(assessment, findings, evidence, demandFor('assessment.sr.dcm'));
  const csv = bytesOf('findings.csv');
  if (csv) checkCsv(csv, evidence, demandFor('findings.csv'));
  const pdf = bytesOf('report.pdf');
  if (pdf) checkPdf(pdf, evidence, language, demandFor('report.pdf'));
  const encapsulated = objects.get('report.pdf.dcm');
  if (encapsulated) checkEncapsulated(encapsulated, pdf, demandFor('report.pdf.dcm'));
  const fhir = bytesOf('fhir.json');
  if (fhir) checkFhir(fhir, evidence, demandFor('fhir.json'));
}

export function checkEncapsulated(object: DataSet, pdf: Uint8Array | undefined, demand: Demand): void {
  const length = object.number('EncapsulatedDocumentLength');
  const document = object.bytes('EncapsulatedDocument')?.subarray(0, length);
  demand(pdf !== undefined && document !== undefined && Buffer.from(document).equals(pdf), 'EncapsulatedDocument');
}

/** Types, states, numbers, and that no reference dangles. */
function checkFhir(bytes: Uint8Array, { findings }: Evidence, demand: Demand): void {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const bundle = JSON.parse(text) as { entry: { fullUrl: string; resource: Record<string, unknown> }[] };
  const known = new Set(bundle.entry.map(({ fullUrl }) => fullUrl));
  for (const [, target = ''] of text.matchAll(/"reference": "([^"]*)"/g)) demand(known.has(target), target);
  const observations = bundle.entry.map(({ resource }) => resource).filter((r) => r.resourceType === 'Observation');
  for (const { finding, review } of findings) {
    const own = observations.filter((o) => JSON.stringify(o.identifier).includes(`urn:oid:${finding.trackingUid}"`));
    const values = own.map((o) => (o.valueQuantity as { value: unknown }).value);
    const wanted = [finding.probability, finding.volumeMl ?? finding.voxels].filter((value) => value !== undefined);
    demand(values.join() === wanted.join(), `${finding.id}: ${values.join()}`);
    const decided = review.status !== 'unreviewed';
    demand(
      own.every(({ status }) => decided || status === 'preliminary'),
      `${finding.id}: status`,
    );
  }
}

const CSV_NUMBERS = ['probability', 'operatingPoint', 'voxels', 'volumeMl'] as const;

function checkCsv(bytes: Uint8Array, { findings }: Evidence, demand: Demand): void {
  const [header = [], ...rows] = parseCsv(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  demand(rows.length === findings.length, 'rows');
  for (const [n, { finding, review }] of findings.entries()) {
    const cell = (name: string) => rows[n]![header.indexOf(name)]?.replace(/^'/, '');
    const numberCell = (value: number | undefined) => (value === undefined ? '' : decimal(value));
    demand(cell('id') === finding.id && cell('label') === finding.label, `row ${n + 1}`);
    for (const key of CSV_NUMBERS) demand(cell(key) === numberCell(finding[key]), `${finding.id}: ${key}`);
    for (const [m, key] of ['x0', 'y0', 'x1', 'y1'].entries())
      demand(cell(key) === numberCell(finding.boxPx?.[m]), `${finding.id}: ${key}`);
    for (const [m, key] of ['z0', 'z1'].entries())
      demand(cell(key) === numberCell(finding.boxSlices?.[m]), `${finding.id}: ${key}`);
    demand(cell('trackingUid') === finding.trackingUid && cell('review') === review.status, `row ${n + 1}`);
  }
}

/** Cells of RFC 4180. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows.slice(0, -1);
}
