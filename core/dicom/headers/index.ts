/*
 * What reading headers takes, without the codecs, threads and writers that the whole station loads: most of the time of
 * a short `index` is loading.
 */
export type { DataSet } from '../data-set.ts';
export { describeGeometry } from '../describe-frames.ts';
export { readBeginning } from '../read.ts';
export { type Reference, referencesOf } from '../references.ts';
export { readHeader, withHeaderSync } from '../source.ts';
export { tarMembers } from '../tar.ts';
