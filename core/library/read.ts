import { createHash } from 'node:crypto';
import { constants, open } from 'node:fs/promises';
import type { InstanceSource, Note, Plane, Skipped } from '../contract/index.ts';
import { problemOf } from '../contract/problems/index.ts';
import { type DataSet, describeFrames, readHeader } from '../dicom/index.ts';
import { listArchive, placeIn } from './archive.ts';
import type { Header } from './header.ts';
import type { FoundFile } from './walk.ts';

/** What one file gave: one header, or many for an archive, and what was left out. */
export type FileReading = { file: FoundFile; headers: Header[]; skipped: Skipped[] };

/** mm; nothing on a scanner's table is farther from its isocentre, so farther positions are nonsense. */
const FARTHEST_MM = 100_000;
const ZIP_MAGIC = 0x504b;

export type ReadOptions = {
  signal?: AbortSignal;
  /** How far the entries of an archive are read. */
  onEntries?(path: string, done: number, total: number): void;
};

/** Reads the headers of a file, or of every entry of an archive. Never throws for what the file holds. */
export async function readFile(file: FoundFile, options: ReadOptions = {}): Promise<FileReading> {
  const named = /\.zip$/i.test(file.path);
  if (named && (await isArchive(file.path))) return readArchive(file, options);
  const reading = await readSource({ path: file.path }, file);
  // An archive under another name is only looked for where there was no image, which spares a second opening of each.
  if (reading.headers.length === 0 && !named && (await isArchive(file.path))) return readArchive(file, options);
  return reading;
}

async function isArchive(path: string): Promise<boolean> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return bytesRead === 4 && buffer.readUInt16BE(0) === ZIP_MAGIC && buffer[2]! <= 8;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

async function readArchive(file: FoundFile, { signal, onEntries }: ReadOptions): Promise<FileReading> {
  const { path } = file;
  const { entries, skipped } = await listArchive(path);
  const readings: FileReading[] = [];
  for (const entry of entries) {
    signal?.throwIfAborted();
    readings.push(await readSource({ path, entry }, file));
    onEntries?.(path, readings.length, entries.length);
  }
  return {
    file,
    headers: readings.flatMap((reading) => reading.headers),
    skipped: [...skipped, ...readings.flatMap((reading) => reading.skipped)],
  };
}

async function readSource(source: InstanceSource, file: FoundFile): Promise<FileReading> {
  const path = source.entry === undefined ? source.path : placeIn(source.path, source.entry);
  try {
    const dataSet = await readHeader(source);
    if (dataSet.has('DirectoryRecordSequence')) return { file, headers: [], skipped: [judgeDirectory(path, dataSet)] };
    return { file, headers: [headerOf(dataSet, source, file)], skipped: [] };
  } catch (error) {
    const { code, values } = problemOf(error);
    return { file, headers: [], skipped: [{ path, code, values }] };
  }
}

/**
 * A DICOMDIR (PS3.3 F) is never followed: its folder is read instead, so that loops, wrong offsets and missing files
 * cannot matter. One that names a file outside of its disc is told as such.
 */
function judgeDirectory(path: string, directory: DataSet): Skipped {
  const targets = directory.items('DirectoryRecordSequence').map((record) => record.texts('ReferencedFileID'));
  const outside = targets.find((parts) => parts.some((part) => part === '..' || /[/\\:]/.test(part)));
  if (outside) return { path, code: 'dicomdir-outside', values: { target: outside.join('\\') } };
  return { path, code: 'dicomdir', values: {} };
}

/** A UID that follows from a text, for files that lack theirs (PS3.5 B.2: 2.25 and a number of up to 128 bits). */
const standIn = (text: string) =>
  `2.25.${BigInt(`0x${createHash('sha256').update(text).digest('hex').slice(0, 32)}`).toString()}`;

function headerOf(dataSet: DataSet, source: InstanceSource, file: FoundFile): Header {
  const text = (keyword: string) => dataSet.text(keyword) ?? '';
  const path = JSON.stringify([source.path, source.entry]);
  const own = { study: text('StudyInstanceUID'), series: text('SeriesInstanceUID'), instance: text('SOPInstanceUID') };
  const seriesInstanceUid = own.series || standIn(`series ${own.study || path}`);
  const notes: Note[] = [...dataSet.notes];
  if (!own.study || !own.series || !own.instance) notes.push({ code: 'stand-in-identifier', values: {} });
  return {
    source,
    bytes: file.bytes,
    modified: file.modified,
    sopInstanceUid: own.instance || standIn(`instance ${path}`),
    sopClassUid: text('SOPClassUID'),
    studyInstanceUid: own.study || standIn(`study ${own.series || path}`),
    seriesInstanceUid,
    instanceNumber: dataSet.number('InstanceNumber'),
    study: {
      patientName: text('PatientName'),
      patientId: text('PatientID'),
      patientBirthDate: text('PatientBirthDate'),
      patientSex: text('PatientSex'),
      patientAge: text('PatientAge'),
      date: text('StudyDate'),
      time: text('StudyTime'),
      description: text('StudyDescription'),
      accessionNumber: text('AccessionNumber'),
    },
    series: {
      modality: text('Modality'),
      number: dataSet.number('SeriesNumber'),
      description: text('SeriesDescription'),
      bodyPart: dataSet.text('BodyPartExamined'),
    },
    localiser: dataSet.texts('ImageType').includes('LOCALIZER'),
    ...pictureOf(dataSet),
    notes,
  };
}

/** What `Header` says of the pictures of an instance. */
function pictureOf(dataSet: DataSet) {
  const rows = dataSet.number('Rows');
  const columns = dataSet.number('Columns');
  const infos = rows && columns ? describeFrames(dataSet) : [];
  if (infos.length === 0) return { images: false, brokenGeometry: false, frames: 0, planes: [] };
  const first = infos[0];
  const planes = infos.flatMap(({ plane }) => (plane && isNear(plane) ? [plane] : []));
  const claims = dataSet.has('ImagePositionPatient') || dataSet.has('ImageOrientationPatient');
  const claimsSpacing = dataSet.has('PixelSpacing');
  return {
    images: true,
    brokenGeometry: (claims && planes.length === 0) || (claimsSpacing && !first?.spacing),
    frames: infos.length,
    rows,
    columns,
    samplesPerPixel: dataSet.number('SamplesPerPixel'),
    spacing: first?.spacing,
    frameOfReferenceUid: first?.frameOfReferenceUid,
    planes: planes.length === infos.length ? planes : [],
  };
}

const isNear = (plane: Plane) => plane.position.every((value) => Math.abs(value) <= FARTHEST_MM);
