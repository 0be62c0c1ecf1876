import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { InstanceSource } from '../contract/index.ts';
import { type DataSet, readEntry, readInstance } from '../dicom/index.ts';
import type { Header } from './header.ts';

/**
 * Gives every header whose SOP Instance UID occurs more than once the hash of its bytes, so that a copy can be told
 * from another picture; and, where those differ, what tells one picture under several headers from several pictures. A
 * source that cannot be read any more stays without: it is then told as different.
 */
export async function hashCopies(headers: Header[], signal?: AbortSignal): Promise<void> {
  for (const copies of Map.groupBy(headers, (header) => header.sopInstanceUid).values()) {
    if (copies.length < 2) continue;
    for (const header of copies) {
      signal?.throwIfAborted();
      header.content ??= await hashSource(header.source).catch(() => undefined);
    }
    if (new Set(copies.map(({ content }) => content)).size < 2) continue;
    for (const header of copies) {
      signal?.throwIfAborted();
      header.picture ??= await describePicture(header.source).catch(() => undefined);
    }
  }
}

async function hashSource({ path, entry }: InstanceSource): Promise<string> {
  const hash = createHash('sha256');
  if (entry === undefined) await pipeline(createReadStream(path), hash);
  else hash.update(await readEntry(path, entry));
  return hash.digest('hex');
}

async function describePicture(source: InstanceSource): Promise<Header['picture']> {
  const dataSet = await readInstance(source);
  const pixels = dataSet.pixels();
  if (!pixels) return undefined;
  const said = SAID.map((keyword) => [keyword, dataSet.texts(keyword).join('\\')]);
  return { content: hashPixels(dataSet, pixels), said: Object.fromEntries(said) };
}

/** Equal only for the same bytes in the same coding: a picture that was compressed again counts as another. */
function hashPixels({ transferSyntaxUid }: DataSet, { value }: { value: Uint8Array }): string {
  return createHash('sha256').update(transferSyntaxUid).update(value).digest('hex');
}

/** What a reader, or a model, believes of a picture. */
const SAID = [
  'Modality',
  'BodyPartExamined',
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'PatientAge',
  'StudyDate',
  'SeriesDescription',
  'ViewPosition',
  'ImageLaterality',
  'Laterality',
  'PatientPosition',
  'PatientOrientation',
  'ImagePositionPatient',
  'ImageOrientationPatient',
  'PixelSpacing',
  'PhotometricInterpretation',
  'RescaleSlope',
  'RescaleIntercept',
];
