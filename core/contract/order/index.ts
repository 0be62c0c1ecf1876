/* A door of its own, without the schemas of the contract: indexing loads none. */
type Dated = { date: string; time: string; studyInstanceUid: string };

/** The order of a list of studies: newest first. */
export function newestFirst(a: Dated, b: Dated): number {
  const [left, right] = [b.date + b.time + b.studyInstanceUid, a.date + a.time + a.studyInstanceUid];
  return left < right ? -1 : left > right ? 1 : 0;
}
