import type { Series, Study } from '../contract/index.ts';
import type { Header } from './header.ts';
import { describeSeries, patientOf } from './series.ts';

/** Headers into studies and series: studies newest first, series by number, instances in reading order. */
export function groupHeaders(headers: Header[]): Study[] {
  const byStudy = Map.groupBy(headers, (header) => header.studyInstanceUid);
  return [...byStudy.values()]
    .map(describeStudy)
    .sort((a, b) => order(b.date + b.time, a.date + a.time) || order(a.studyInstanceUid, b.studyInstanceUid));
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function describeStudy(headers: Header[]): Study {
  const bySeries = Map.groupBy(headers, (header) => header.seriesInstanceUid);
  const patients = [...new Set(headers.map(patientOf))];
  const series = [...bySeries.values()].map(describeSeries).sort(byNumber);
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
