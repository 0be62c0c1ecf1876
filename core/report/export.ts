import type { Language, Run } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import { type Elements, newUid, writeInstance } from '../dicom/index.ts';
import { assessmentSr } from './assessment.ts';
import { writeCsv } from './csv.ts';
import { encapsulatedPdf } from './encapsulated.ts';
import { collectEvidence, type Evidence, type ExportInput } from './evidence.ts';
import { writeFhir } from './fhir.ts';
import { checkFiles } from './gate-files.ts';
import { checkEvidence, checkInputs, checkSources } from './gate-inputs.ts';
import { keyImages } from './key-images.ts';
import type { Making } from './modules.ts';
import { writePdf } from './pdf.ts';
import { releaseFiles, type SetFile } from './release.ts';
import { reportData } from './report-data.ts';
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
    if (files) checkFiles(written, files.evidence, o.language);
  };
  return releaseFiles(o, files?.files ?? [], check, (released) => runJson(input, o, released));
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
  const files: SetFile[] = [];
  const add = (name: string, bytes: Uint8Array) => files.push({ name, bytes });

  if (formats.has('csv')) add('findings.csv', writeCsv(evidence));
  const objects = formats.has('seg') || formats.has('sr') ? dicomResults(evidence, making, formats) : [];
  for (const { name, elements } of objects) add(name, writeInstance(elements));
  if (formats.has('pdf')) {
    const images = await keyImages(evidence);
    const last = input.events.at(-1);
    const data = reportData(evidence, images, o.language, now, making, last && { entry: last.seq });
    const pdf = writePdf(data, images, now);
    add('report.pdf', pdf);
    if (formats.has('pdf-dcm'))
      add('report.pdf.dcm', writeInstance(encapsulatedPdf(evidence, making, pdf, data.title)));
  }
  if (formats.has('fhir')) add('fhir.json', writeFhir(evidence, now));
  return { evidence, making, files };
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

/** The run as `CLI.md` has it, with what was decided, what wrote it and the files beside it. */
function runJson(
  { run, review }: ExportInput,
  o: ExportOptions,
  files: { name: string; sha256: string }[],
): Uint8Array {
  const more = { review: review.findings, softwareVersion: o.softwareVersion, files };
  const text = JSON.stringify({ ...(run satisfies Run), ...more }, undefined, 2);
  return new TextEncoder().encode(`${text}\n`);
}
