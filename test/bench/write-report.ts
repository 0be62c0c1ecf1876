/*
 * `node write-report.ts <recorded run> <folder> <format>`: writes one format through the gate six times and prints the
 * median milliseconds of the last five. A process of its own, so that its peak memory is that of the writing.
 */
import { readFile } from 'node:fs/promises';
import { deserialize } from 'node:v8';
import type { Run } from '../../core/contract/index.ts';
import { createFrameDecoder, describeFrames, readInstance } from '../../core/dicom/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import { readPackage } from '../../core/models/index.ts';
import { exportRun } from '../../core/report/index.ts';
import { reviewOf } from '../../core/review/index.ts';
import { median } from './pair.ts';

/** What the bench hands over. */
export type RecordedRun = { run: Run; kept: Map<string, Uint8Array>; modelFolder: string; study: string };

const [recorded, folder, format] = process.argv.slice(2);
const { run, kept, modelFolder, study: path } = deserialize(await readFile(recorded!)) as RecordedRun;
const { studies } = await indexPaths([path]);
const study = studies.find(({ studyInstanceUid }) => studyInstanceUid === run.studyInstanceUid)!;
const series = study.series.find(({ seriesInstanceUid }) => seriesInstanceUid === run.seriesInstanceUid)!;
const headers = await Promise.all(series.instances.map(({ source }) => readInstance(source)));
const seq = { seq: 1, at: run.startedAt, by: 'Skiagraph', previous: '', hash: '' };
const events = [{ ...seq, action: { kind: 'run-recorded' as const, runId: run.id, runSha256: '' } }];
const decoder = createFrameDecoder();
const input = {
  ...{ run, review: reviewOf(run, events), events, model: await readPackage(modelFolder), study, series, headers },
  infos: headers.flatMap(describeFrames),
  decode: async (n: number) => (await decoder.decode(series.instances[n]!.source, 0)).frame,
  artefact: async (sha256: string) => kept.get(sha256)!,
  drawn: [],
};
const options = { folder: folder!, language: 'en' as const, force: true, now: () => new Date(), only: [format!] };
const times: number[] = [];
for (let n = 0; n < 6; n++) {
  const started = performance.now();
  await exportRun(input, { ...options, softwareVersion: 'bench' });
  times.push(performance.now() - started);
}
console.log(median(times.slice(1)));
await decoder.close();
