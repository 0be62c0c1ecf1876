import type { Language, Run } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import { type Elements, newUid, writeInstance } from '../dicom/index.ts';
import { assessmentSr } from './assessment.ts';
import { writeCsv } from './csv.ts';
import { encapsulatedPdf } from './encapsulated.ts';
import {
  collectEvidence,
  type Evidence,
  type ExportInput,
  type MeasuredInput,
  measuredOf,
  measuredSources,
  type Sources,
} from './evidence.ts';
import { writeFhir } from './fhir.ts';
import { checkFiles } from './gate-files.ts';
import { checkEvidence, checkInputs, checkMeasuredInput, checkSources } from './gate-inputs.ts';
import { checkMeasurementFiles } from './gate-measurements.ts';
import { keyImages } from './key-images.ts';
import type { Measured } from './measured.ts';
import { measuredImages } from './measured-images.ts';
import { writeMeasurementsCsv } from './measurements-csv.ts';
import { measurementsSr } from './measurements-sr.ts';
import type { Making } from './modules.ts';
import { writePdf } from './pdf.ts';
import { releaseFiles, type SetFile } from './release.ts';
import { measurementsReport, reportData } from './report-data.ts';
import { segmentationOf } from './seg.ts';
import { findingsSr, type Written } from './sr.ts';

/** What `--only` may name. Without it all but `fhir` are written; `sr` brings the `seg` that it refers to, `pdf-dcm` the `pdf` that it holds. */
export const FORMATS = ['csv', 'sr', 'seg', 'pdf', 'pdf-dcm', 'fhir'] as const;
type Format = (typeof FORMATS)[number];

export type ExportOptions = {
  folder: string;
  language: Language;
  only?: string[];
  /** Replace what an earlier export left in the folder. */
  force?: boolean;
  now(): Date;
  softwareVersion: string;
};

/**
 * Writes one run as a set of files through the gate of EXPORT.md: all are written aside, read back and compared with
 * the evidence before the first bears its name; `run.json` comes last, so that a folder with it is complete. A run that
 * failed or was cancelled gives `run.json` only. Answers the names and SHA-256 of what was written, for the journal.
 * Throws a `ProblemError` for whatever the gate finds (`export-…`), for a full disk and for a folder that may not be
 * written; then nothing new stands in the folder.
 */
export async function exportRun(input: ExportInput, o: ExportOptions): Promise<{ name: string; sha256: string }[]> {
  const formats = formatsOf(o.only);
  const files = input.run.status === 'done' ? await resultFiles(input, o, formats) : undefined;
  const check = async (written: SetFile[]) => {
    if (!files) return;
    checkFiles(written, files.evidence, o.language);
    checkMeasurementFiles(written, files.measured);
  };
  return releaseFiles(o, files?.files ?? [], check, {
    name: 'run.json',
    bytes: (released) => runJson(input, o, released),
  });
}

/**
 * Writes what a reader measured on a series, where there is no run to report: the document, the table and the page,
 * and `measurements.json` last. Through the same gate, with the same refusals; `nothing-measured` where nothing was.
 */
export async function exportMeasurements(
  input: MeasuredInput,
  o: ExportOptions,
): Promise<{ name: string; sha256: string }[]> {
  checkMeasuredInput(input);
  const sources = measuredSources(input);
  if (sources.measured.length === 0) throw new ProblemError('nothing-measured');
  const now = o.now();
  const making = makingAt(now, o.softwareVersion);
  const images = await measuredImages(sources.measured, { count: input.infos.length, decode: input.decode });
  const data = measurementsReport(sources, images, o.language, now, making);
  const pdf = writePdf(data, { image: [], measured: images }, now);
  const files: SetFile[] = [
    ...measurementFiles(sources, making, new Set(FORMATS)),
    { name: 'report.pdf', bytes: pdf },
    { name: 'report.pdf.dcm', bytes: writeInstance(encapsulatedPdf(sources, making, pdf, data.title)) },
  ];
  const { studyInstanceUid } = sources.study;
  const { seriesInstanceUid } = sources.series;
  const check = async (written: SetFile[]) => checkMeasurementFiles(written, sources, o.language);
  return releaseFiles(o, files, check, {
    name: 'measurements.json',
    bytes: (released) =>
      json({
        studyInstanceUid,
        seriesInstanceUid,
        measurements: plainMeasurements(sources.measured),
        softwareVersion: o.softwareVersion,
        files: released,
      }),
  });
}

function measurementFiles(sources: Sources, making: Making, formats: Set<Format>): SetFile[] {
  if (sources.measured.length === 0) return [];
  const files: SetFile[] = [];
  if (formats.has('csv')) files.push({ name: 'measurements.csv', bytes: writeMeasurementsCsv(sources.measured) });
  if (formats.has('sr'))
    files.push({ name: 'measurements.sr.dcm', bytes: writeInstance(measurementsSr(sources, making, 3)) });
  return files;
}

function formatsOf(only: string[] | undefined): Set<Format> {
  if (!only) return new Set(FORMATS.filter((format) => format !== 'fhir'));
  const unknown = only.find((format) => !(FORMATS as readonly string[]).includes(format));
  if (unknown !== undefined) throw new ProblemError('no-such-format', { format: unknown, formats: FORMATS.join(', ') });
  const wanted = new Set(only as Format[]);
  if (wanted.has('sr')) wanted.add('seg');
  if (wanted.has('pdf-dcm')) wanted.add('pdf');
  return wanted;
}

async function resultFiles(input: ExportInput, o: ExportOptions, formats: Set<Format>) {
  checkInputs(input);
  const evidence = await collectEvidence(input);
  checkEvidence(evidence);
  await checkSources(evidence);
  const now = o.now();
  const making = makingAt(now, o.softwareVersion);
  const measured = measuredSources(input, evidence.manifest);
  const files = measurementFiles(measured, making, formats);
  const add = (name: string, bytes: Uint8Array) => files.push({ name, bytes });

  if (formats.has('csv')) add('findings.csv', writeCsv(evidence));
  const objects = formats.has('seg') || formats.has('sr') ? dicomResults(evidence, making, formats) : [];
  for (const { name, elements } of objects) add(name, writeInstance(elements));
  if (formats.has('pdf')) {
    const frames = { count: input.infos.length, decode: input.decode };
    const images = { image: await keyImages(evidence), measured: await measuredImages(evidence.measured, frames) };
    const last = input.events.at(-1);
    const data = reportData(evidence, images, o.language, now, making, last && { entry: last.seq });
    const pdf = writePdf(data, images, now);
    add('report.pdf', pdf);
    if (formats.has('pdf-dcm'))
      add('report.pdf.dcm', writeInstance(encapsulatedPdf(evidence, making, pdf, data.title)));
  }
  if (formats.has('fhir')) add('fhir.json', writeFhir(evidence, now));
  return { evidence, measured, files };
}

/** The segmentation, the model's document that refers to it, and the reader's document that refers to that. */
function dicomResults(
  evidence: Evidence,
  making: Making,
  formats: Set<Format>,
): { name: string; elements: Elements }[] {
  const results: { name: string; elements: Elements }[] = [];
  const add = (name: string, elements: Elements): Written => {
    results.push({ name, elements });
    return {
      sopClassUid: String(elements.SOPClassUID),
      sopInstanceUid: String(elements.SOPInstanceUID),
      seriesInstanceUid: String(elements.SeriesInstanceUID),
    };
  };
  const masked = evidence.findings.some(({ mask }) => mask);
  const segmentation = masked ? add('segmentation.seg.dcm', segmentationOf(evidence, making)) : undefined;
  if (formats.has('sr')) {
    const findings = add('findings.sr.dcm', findingsSr(evidence, making, segmentation));
    if (evidence.decided > 0) add('assessment.sr.dcm', assessmentSr(evidence, making, findings));
  }
  return results;
}

function makingAt(now: Date, softwareVersion: string): Making {
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  const east = -now.getTimezoneOffset();
  const seriesUids = new Map<string, string>();
  return {
    date: `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`,
    time: `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`,
    timezone: `${east < 0 ? '-' : '+'}${two(Math.abs(east) / 60)}${two(Math.abs(east) % 60)}`,
    softwareVersion,
    seriesUid(modality) {
      const uid = seriesUids.get(modality) ?? newUid();
      seriesUids.set(modality, uid);
      return uid;
    },
    newUid,
  };
}

/** The run as `CLI.md` has it, with what was decided and measured, what wrote it and the files beside it. */
function runJson(input: ExportInput, o: ExportOptions, files: { name: string; sha256: string }[]): Uint8Array {
  const { run, review } = input;
  const measurements = plainMeasurements(measuredOf(input));
  const more = { review: review.findings, measurements, softwareVersion: o.softwareVersion, files };
  return json({ ...(run satisfies Run), ...more });
}

const plainMeasurements = (measured: Measured[]) =>
  measured.map(({ measurement, trackingUid, by, at }) => ({ ...measurement, trackingUid, by, at }));

const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`);
