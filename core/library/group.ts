import type { IndexedStudy, Note, Series } from '../contract/index.ts';
import type { Header } from './header.ts';
import { needsImages } from './kind.ts';
import { describeSeries, patientOf } from './series.ts';

/** Headers into studies and series: studies newest first, series by number, instances in reading order. */
export function groupHeaders(headers: Header[]): IndexedStudy[] {
  const byStudy = Map.groupBy(headers, (header) => header.studyInstanceUid);
  return [...byStudy.values()]
    .map(describeStudy)
    .sort((a, b) => order(b.date + b.time, a.date + a.time) || order(a.studyInstanceUid, b.studyInstanceUid));
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function describeStudy(headers: Header[]): IndexedStudy {
  const bySeries = Map.groupBy(headers, (header) => header.seriesInstanceUid);
  const patients = [...new Set(headers.map(patientOf))];
  const series = [...bySeries.values()].map(describeSeries).sort(byNumber);
  noteSources(headers, series);
  if (patients.length > 1) {
    const note = { code: 'study-two-patients', values: { count: patients.length, patients: patients.join(', ') } };
    for (const one of series) {
      if (!one.notes.some(({ code }) => code === 'two-patients')) one.notes.unshift(note);
    }
  }
  return { studyInstanceUid: headers[0]!.studyInstanceUid, ...headers[0]!.study, series };
}

const byNumber = (a: Series, b: Series) =>
  (a.number ?? 0) - (b.number ?? 0) || order(a.seriesInstanceUid, b.seriesInstanceUid);

/** Notes objects that can only be shown on images that are not here, or not all. */
function noteSources(headers: Header[], series: Series[]): void {
  const dependent = headers.filter(({ sopClassUid, references }) => needsImages(sopClassUid) && references.length > 0);
  if (dependent.length === 0) return;
  const here = new Map(series.map((one) => [one.seriesInstanceUid, one]));
  const instances = new Set(headers.map(({ sopInstanceUid }) => sopInstanceUid));
  for (const { seriesInstanceUid, references } of dependent) {
    const { notes } = here.get(seriesInstanceUid)!;
    const note = sourceNote(references, here, instances);
    if (note && !notes.some(({ code }) => code === note.code)) notes.push(note);
  }
}

function sourceNote(
  references: Header['references'],
  here: Map<string, Series>,
  instances: Set<string>,
): Note | undefined {
  const absent = references.find((reference) => !here.has(reference.seriesInstanceUid));
  if (absent) return { code: 'source-missing', values: { series: absent.seriesInstanceUid } };
  const named = references.flatMap((reference) => reference.instances);
  const present = named.filter((uid) => instances.has(uid)).length;
  if (present === named.length) return undefined;
  return { code: 'source-incomplete', values: { present, referenced: named.length } };
}
