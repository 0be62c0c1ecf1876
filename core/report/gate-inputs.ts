import { type FrameInfo, ProblemError } from '../contract/index.ts';
import { inputsSha256, pixelsSha256 } from '../inference/index.ts';
import { alongNormal, type Evidence, type ExportInput, type MeasuredInput } from './evidence.ts';

const differ = (what: string) => new ProblemError('export-inputs-differ', { what });

/** Point 1 of the gate: one patient, one study. */
export function checkMeasuredInput({ headers, studyHeader, infos, study, series }: MeasuredInput): void {
  if (!headers.length || !infos.length) throw differ('no images');
  for (const keyword of ['PatientID', 'IssuerOfPatientID', 'StudyInstanceUID', 'SeriesInstanceUID'])
    if (new Set(headers.map((header) => header.text(keyword) ?? '')).size > 1) throw differ(keyword);
  const [header] = headers;
  for (const keyword of ['PatientID', 'StudyInstanceUID'])
    if (studyHeader && studyHeader.text(keyword) !== header?.text(keyword)) throw differ(keyword);
  if (header?.text('StudyInstanceUID') !== study.studyInstanceUid) throw differ('StudyInstanceUID');
  if (header?.text('SeriesInstanceUID') !== series.seriesInstanceUid) throw differ('SeriesInstanceUID');
}

/** Points 1 and 2 of the gate: one patient, one study; the run is in the journal; its model is the installed one. */
export function checkInputs(input: ExportInput): void {
  const { run, infos, events, model, study, series } = input;
  checkMeasuredInput(input);
  if (!run.inputs.length) throw differ('no images');
  if (study.studyInstanceUid !== run.studyInstanceUid) throw differ('StudyInstanceUID');
  if (new Set(infos.map(({ frameOfReferenceUid }) => frameOfReferenceUid)).size > 1)
    throw differ('FrameOfReferenceUID');
  if (series.seriesInstanceUid !== run.seriesInstanceUid) throw differ('SeriesInstanceUID');
  checkChannels(input);
  const { id, version } = model.manifest;
  if (id !== run.model.id || version !== run.model.version || model.sha256 !== run.model.sha256)
    throw differ(`${run.model.id} ${run.model.version}`);
  if (!events.some(({ action }) => action.kind === 'run-recorded' && action.runId === run.id))
    throw new ProblemError('export-not-in-journal', { run: run.id });
}

/** The series of further channels are those of the run, of the same patient and study, in the same space. */
function checkChannels({ further = [], ...input }: ExportInput): void {
  const wanted = input.run.channels?.slice(1).map(({ seriesInstanceUid }) => seriesInstanceUid) ?? [];
  if (further.map(({ series }) => series.seriesInstanceUid).join() !== wanted.join()) throw differ('channels');
  for (const read of further) {
    checkMeasuredInput({ ...input, ...read });
    if (read.infos.some(({ frameOfReferenceUid }) => frameOfReferenceUid !== input.infos[0]!.frameOfReferenceUid))
      throw differ('FrameOfReferenceUID');
  }
}

/** How many frames are decoded at once. */
const AT_ONCE = 8;

/** Point 2: the stored values are still those that were analysed. */
export async function checkSources({ run, further, ...first }: Evidence): Promise<void> {
  const inputs: Parameters<typeof inputsSha256>[0] = [];
  for (const { frames, decode } of [first, ...further])
    for (let from = 0; from < frames.length; from += AT_ONCE)
      inputs.push(
        ...(await Promise.all(
          frames.slice(from, from + AT_ONCE).map(async ({ info, index }) => ({
            sopInstanceUid: info.sopInstanceUid,
            frame: info.frame,
            sha256: pixelsSha256(await decode(index)),
          })),
        )),
      );
  if (inputsSha256(inputs) !== run.inputsSha256) throw new ProblemError('export-source-changed');
}

/** Point 3 and what the masks must be: numbers that can be, boxes inside, masks of the grid with as many voxels. */
export function checkEvidence(evidence: Evidence): void {
  const { info } = evidence.frames[0]!;
  const ids = evidence.findings.map(({ finding }) => finding.id);
  if (new Set(ids).size !== ids.length) throw differ('finding ids');
  const trackingUids = evidence.findings.map(({ finding }) => finding.trackingUid);
  if (new Set(trackingUids).size !== trackingUids.length) throw differ('tracking UIDs');
  for (const finding of evidence.findings.flatMap(({ found, finding }) => [found, finding])) {
    const wrong = (what: string, value: unknown) =>
      new ProblemError('export-number-wrong', { finding: finding.id, what, value: String(value) });
    for (const [what, value] of Object.entries(finding))
      if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) throw wrong(what, value);
    for (const what of ['probability', 'operatingPoint'] as const)
      if ((finding[what] ?? 0) > 1) throw wrong(what, finding[what]);
    if (finding.boxPx && !isInside(finding.boxPx, info)) throw wrong('boxPx', finding.boxPx.join(', '));
    const [from, to] = finding.boxSlices ?? [0, evidence.frames.length];
    if (!(0 <= from && from < to && to <= evidence.frames.length)) throw wrong('boxSlices', `${from}, ${to}`);
    checkMask(evidence, finding.id);
  }
}

const isInside = ([x0, y0, x1, y1]: number[], { columns, rows }: FrameInfo) =>
  0 <= x0! && x0! < x1! && x1! <= columns && 0 <= y0! && y0! < y1! && y1! <= rows;

function checkMask({ findings, frames, sliceGapMm, run }: Evidence, id: string): void {
  const { finding, mask } = findings.find((item) => item.finding.id === id)!;
  if (finding.voxels && !mask) throw differ(`mask of ${id}`);
  if (!mask) return;
  const { info } = frames[0]!;
  const artefact = run.artefacts.find(({ kind, of }) => kind === 'mask' && of === id);
  const shape = [info.columns, info.rows, frames.length];
  if (mask.length !== shape[0]! * shape[1]! * shape[2]! || artefact?.shape.join() !== shape.join())
    throw differ(`mask of ${id}: ${artefact?.shape.join(' × ')}`);
  if (frames.some((frame) => frame.info.rows !== info.rows || frame.info.columns !== info.columns))
    throw differ('rows and columns');
  let voxels = 0;
  for (const value of mask) {
    if (value > 1) throw differ(`mask of ${id}: ${value}`);
    voxels += value;
  }
  if (voxels !== finding.voxels)
    throw new ProblemError('export-number-wrong', { finding: id, what: 'voxels', value: finding.voxels! });
  // Slice k of a mask lies on input k, and volumes are built in the order of position.
  const along = frames.map((frame) => alongNormal(frame.info));
  if (finding.volumeMl !== undefined && sliceGapMm && along.some((at, k) => k > 0 && !(at! > along[k - 1]!)))
    throw differ('order of slices');
}
