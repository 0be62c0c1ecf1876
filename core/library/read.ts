import type { InstanceSource, Note, Plane, Skipped } from '../contract/index.ts';
import { type Problem, problemOf } from '../contract/problems/index.ts';
import {
  type DataSet,
  describeGeometry,
  readBeginning,
  readHeader,
  referencesOf,
  tarMembers,
  withHeaderSync,
} from '../dicom/headers/index.ts';
import type { Header } from './header.ts';
import { isImageClass } from './kind.ts';
import { placeOf, standIn } from './place.ts';
import { type FoundFile, isLitter, placeIn } from './walk.ts';

/** What one file gave: one header, or many for an archive, and what was left out. */
export type FileReading = { file: FoundFile; headers: Header[]; skipped: Skipped[] };

/** mm; nothing on a scanner's table is farther from its isocentre, so farther positions are nonsense. */
const FARTHEST_MM = 100_000;

export type ReadOptions = {
  signal?: AbortSignal;
  /** Research pictures (NIfTI, PNG, JPEG) are taken in too, and not only told as no DICOM. */
  pictures?: boolean;
  /** How far the entries of an archive are read. */
  onEntries?(path: string, done: number, total: number): void;
};

/**
 * Reads the headers of a file, or of every entry of an archive, which is known by its first bytes and not by its name.
 * Never throws for what the file holds. Blocks its thread for a file, answers a promise for an archive.
 */
export function readFile(file: FoundFile, options: ReadOptions = {}): FileReading | Promise<FileReading> {
  const source = { path: file.path };
  try {
    return withHeaderSync(file.path, (header) => readingOf(header, source, file));
  } catch (error) {
    if (options.pictures && namesPicture(file.path)) return pictureOr(leftOut(error, source, file), source, file);
    const format = archiveFormat(problemOf(error));
    if (format === 'ZIP') return readArchive(file, options);
    return format ? readTapeArchive(file, error, options) : leftOut(error, source, file);
  }
}

/** A cheap look at the name, before the readers of pictures are loaded. */
const namesPicture = (path: string) => /\.(nii|nii\.gz|png|jpe?g|tiff?)$/i.test(path);

/** A research picture by its name, or the refusal of what is none. */
async function pictureOr(refusal: FileReading, source: InstanceSource, file: FoundFile): Promise<FileReading> {
  const { isPicture, pictureHeader } = await import('./picture.ts');
  if (!isPicture(source)) return refusal;
  try {
    return { file, headers: [await pictureHeader(source, file)], skipped: [] };
  } catch (error) {
    return leftOut(error, source, file);
  }
}

/** ZIP, TAR or GZIP, which is a tape archive or a file of its own. */
const archiveFormat = ({ code, values }: Problem) =>
  code === 'other-format' && ['ZIP', 'TAR', 'GZIP'].includes(String(values.format)) ? values.format : undefined;

async function readArchive(file: FoundFile, options: ReadOptions): Promise<FileReading> {
  const { path } = file;
  const { signal, onEntries } = options;
  const { listArchive } = await import('./archive.ts');
  const { entries, skipped } = await listArchive(path);
  const readings: FileReading[] = [];
  for (const entry of entries) {
    signal?.throwIfAborted();
    readings.push(await readEntry({ path, entry }, file, options));
    onEntries?.(path, readings.length, entries.length);
  }
  return {
    file,
    headers: readings.flatMap((reading) => reading.headers),
    skipped: [...skipped, ...readings.flatMap((reading) => reading.skipped)],
  };
}

/**
 * A tape archive has no directory: it is read once from start to end, member by member. One that is cut off gives what
 * came before; a gzipped file that is no archive is told as what it is (`refusal`).
 */
async function readTapeArchive(file: FoundFile, refusal: unknown, options: ReadOptions): Promise<FileReading> {
  const { path } = file;
  const { memberFault } = await import('./archive.ts');
  const whole: FileReading = { file, headers: [], skipped: [] };
  const seen = new Set<string>();
  try {
    for await (const member of tarMembers(path, (name) => !name.split('/').some(isLitter))) {
      options.signal?.throwIfAborted();
      const { name, bytes } = member;
      if (name.split('/').some(isLitter)) continue;
      const reading = seen.has(name)
        ? { headers: [], skipped: [{ path: placeIn(path, name), code: 'archive-twice', values: { entry: name } }] }
        : readMember(member.kind === 'file' ? bytes : undefined, { path, entry: name }, file, memberFault(name));
      seen.add(name);
      whole.headers.push(...reading.headers);
      whole.skipped.push(...reading.skipped);
      options.onEntries?.(path, seen.size, seen.size + 1);
    }
  } catch (error) {
    if (options.signal?.aborted) throw error;
    if (seen.size === 0) return leftOut(refusal, { path }, file);
    whole.skipped.push({ path, code: 'archive-damaged', values: {} });
  }
  if (seen.size === 0) whole.skipped.push({ path, code: 'archive-empty', values: {} });
  options.onEntries?.(path, seen.size, seen.size);
  return whole;
}

function readMember(
  bytes: Uint8Array | undefined,
  source: InstanceSource,
  file: FoundFile,
  fault: Pick<Skipped, 'code' | 'values'> | undefined,
): FileReading {
  const entry = source.entry!;
  const reason = fault ?? (bytes ? undefined : ({ code: 'archive-link', values: { entry } } as const));
  if (reason) return { file, headers: [], skipped: [{ path: placeOf(source), ...reason }] };
  try {
    return readingOf(readBeginning(bytes!, bytes!.length), source, file);
  } catch (error) {
    return leftOut(error, source, file);
  }
}

async function readEntry(source: InstanceSource, file: FoundFile, { pictures }: ReadOptions): Promise<FileReading> {
  try {
    return readingOf(await readHeader(source), source, file);
  } catch (error) {
    const refusal = leftOut(error, source, file);
    return pictures && namesPicture(source.entry!) ? pictureOr(refusal, source, file) : refusal;
  }
}

function leftOut(error: unknown, source: InstanceSource, file: FoundFile): FileReading {
  const { code, values } = problemOf(error);
  return { file, headers: [], skipped: [{ path: placeOf(source), code, values }] };
}

function readingOf(dataSet: DataSet, source: InstanceSource, file: FoundFile): FileReading {
  if (dataSet.has('DirectoryRecordSequence')) {
    return { file, headers: [], skipped: [judgeDirectory(placeOf(source), dataSet)] };
  }
  return { file, headers: [headerOf(dataSet, source, file)], skipped: [] };
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

function headerOf(dataSet: DataSet, source: InstanceSource, file: FoundFile): Header {
  const text = (keyword: string) => dataSet.text(keyword) ?? '';
  const place = () => JSON.stringify([source.path, source.entry]);
  const own = { study: text('StudyInstanceUID'), series: text('SeriesInstanceUID'), instance: text('SOPInstanceUID') };
  const seriesInstanceUid = own.series || standIn(`series ${own.study || place()}`);
  const notes: Note[] = [...dataSet.notes];
  if (!own.study || !own.series || !own.instance) notes.push({ code: 'stand-in-identifier', values: {} });
  return {
    source,
    bytes: file.bytes,
    modified: file.modified,
    sopInstanceUid: own.instance || standIn(`instance ${place()}`),
    sopClassUid: text('SOPClassUID'),
    studyInstanceUid: own.study || standIn(`study ${own.series || place()}`),
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
      viewPosition: dataSet.text('ViewPosition'),
      laterality: dataSet.text('ImageLaterality') ?? dataSet.text('Laterality'),
    },
    localiser: dataSet.texts('ImageType').includes('LOCALIZER'),
    ...pictureOf(dataSet),
    references: isImageClass(text('SOPClassUID')) ? [] : referencesOf(dataSet),
    notes,
  };
}

/** What `Header` says of the pictures of an instance. */
function pictureOf(dataSet: DataSet) {
  const geometry = describeGeometry(dataSet);
  if (!geometry) return { images: false, brokenGeometry: false, frames: 0, planes: [] };
  const { rows, columns, spacing } = geometry;
  const planes = geometry.planes.filter((plane) => plane !== undefined).filter(isNear);
  const claims = dataSet.has('ImagePositionPatient') || dataSet.has('ImageOrientationPatient');
  const frames = geometry.planes.length;
  return {
    images: true,
    brokenGeometry: (claims && planes.length === 0) || (dataSet.has('PixelSpacing') && !spacing),
    frames,
    rows,
    columns,
    samplesPerPixel: dataSet.number('SamplesPerPixel'),
    spacing,
    frameOfReferenceUid: dataSet.text('FrameOfReferenceUID'),
    planes: planes.length === frames ? planes : [],
  };
}

const isNear = (plane: Plane) => plane.position.every((value) => Math.abs(value) <= FARTHEST_MM);
