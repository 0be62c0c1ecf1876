import type { DataSet } from '../dicom/index.ts';
import type { Demand } from './demand.ts';
import { type Sources, seriesOf } from './evidence.ts';
import { copiedKeywords, REQUIRED_EMPTY } from './modules.ts';

/** Attributes of type 1 in every object that we write (PS3.3 C.12.1, C.7.2.1, C.7.3.1 and ours). */
const REQUIRED = [
  ...['SOPClassUID', 'SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID', 'Modality', 'SeriesNumber'],
  ...['InstanceNumber', 'ContentDate', 'ContentTime', 'Manufacturer', 'ManufacturerModelName', 'DeviceSerialNumber'],
  ...['SoftwareVersions', 'TimezoneOffsetFromUTC', 'SeriesDescription'],
];

/** What every DICOM object of a set must be: of this patient and study, new, without private tags, paths, dangling references. */
export function checkInstance(object: DataSet, of: Sources, own: Set<string>, host: string, demand: Demand): void {
  const { study, studyHeader: source } = of;
  for (const keyword of REQUIRED) demand(object.text(keyword) !== undefined, keyword);
  for (const keyword of REQUIRED_EMPTY) demand(object.has(keyword), keyword);
  for (const keyword of [...REQUIRED_EMPTY, ...copiedKeywords(source).filter((name) => !name.endsWith('Sequence'))])
    demand(same(object.texts(keyword), source.texts(keyword)), keyword);
  demand(object.text('SpecificCharacterSet') === 'ISO_IR 192', 'SpecificCharacterSet');
  demand(object.text('ContentQualification') === 'RESEARCH', 'ContentQualification');
  demand(object.text('StudyInstanceUID') === study.studyInstanceUid, 'StudyInstanceUID');

  const read = seriesOf(of);
  const sources = new Set(read.flatMap(({ headers }) => headers.map((header) => header.text('SOPInstanceUID'))));
  demand(!sources.has(object.text('SOPInstanceUID')), 'SOPInstanceUID');
  const seriesUids = read.map(({ series }) => series.seriesInstanceUid);
  demand(!seriesUids.includes(object.text('SeriesInstanceUID') ?? ''), 'SeriesInstanceUID');
  for (const item of itemsWithin(object)) {
    for (const keyword of item.keywords()) {
      demand(!isPrivate(keyword), `private tag ${keyword}`);
      if (item.vr(keyword) === 'UI') for (const uid of item.texts(keyword)) demand(isUid(uid), `${keyword} ${uid}`);
    }
    const referenced = item.text('ReferencedSOPInstanceUID');
    if (referenced) demand(sources.has(referenced) || own.has(referenced), `reference to ${referenced}`);
    const ours = [item.text('AlgorithmParameters'), item.text('SeriesDescription')].join(' ');
    demand(!/(^|\s)(\/|[A-Za-z]:\\)\w/.test(ours) && !(host.length > 3 && ours.includes(host)), 'path or host name');
  }
}

/** Trailing spaces and empty components carry nothing (PS3.5 6.2). */
const same = (a: string[], b: string[]): boolean => {
  const plain = (texts: string[]) => texts.map((text) => text.normalize('NFC').replace(/[ ^=]+$/, '')).join('\\');
  return plain(a) === plain(b);
};

/** Keywords outside the dictionary are eight hexadecimal digits; the group of a private tag is odd (PS3.5 7.8). */
const isPrivate = (keyword: string): boolean =>
  /^[0-9A-Fa-f]{8}$/.test(keyword) && Number.parseInt(keyword.slice(0, 4), 16) % 2 === 1;

/** PS3.5 9.1. */
const isUid = (uid: string): boolean => uid.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(uid);

/** A data set and every item below it. */
export function* itemsWithin(dataSet: DataSet): Generator<DataSet> {
  yield dataSet;
  for (const keyword of dataSet.keywords()) for (const item of dataSet.items(keyword)) yield* itemsWithin(item);
}
