import {
  type Artefact,
  asReviewed,
  type BoxPx,
  type Finding,
  type FindingReview,
  type Frame,
  type FrameInfo,
  type JournalEvent,
  ProblemError,
  type ReviewState,
  type Run,
  type Series,
  type Study,
} from '../contract/index.ts';
import type { DataSet } from '../dicom/index.ts';
import type { Label, Manifest } from '../models/index.ts';
import type { DrawnMeasurement } from '../review/index.ts';
import { type Measured, measuredOn } from './measured.ts';

/** The images of a series and what a reader measured on them. */
export type MeasuredInput = {
  study: Study;
  series: Series;
  /** One per instance of the series. */
  headers: DataSet[];
  /**
   * Of the study's first instance by path, where that is not of this series: series of one study may differ in what
   * they say of patient and study (a crop made elsewhere loses some), and results must agree with the study.
   */
  studyHeader?: DataSet;
  /** One per frame of the series in reading order; `decode(n)` gives the frame of `infos[n]`. */
  infos: FrameInfo[];
  decode(n: number): Promise<Frame>;
  /** What stands in the journal, of any series. */
  drawn: DrawnMeasurement[];
};

/** Everything an export is made of: the run, what the reader decided and measured, and the images it was made on. */
export type ExportInput = MeasuredInput & {
  run: Run;
  review: ReviewState;
  events: JournalEvent[];
  model: { manifest: Manifest; sha256: string };
  artefact(sha256: string): Promise<Uint8Array>;
  /** The series of the run's further channels, in their order. */
  further?: ReadSeries[];
};

/** A series as it was read: its images, and how to get them. */
type ReadSeries = Pick<MeasuredInput, 'series' | 'headers' | 'infos' | 'decode'>;

/** A series that results refer to. */
export type SourceSeries = {
  series: Series;
  /** Of the instances that are referred to, each once. */
  headers: DataSet[];
  firstInfo: FrameInfo;
};

/** What results are about and refer to. */
export type Sources = SourceSeries & {
  study: Study;
  /** Those that were further channels of the network, in their order. */
  further: SourceSeries[];
  /** What patient and study are copied from. */
  studyHeader: DataSet;
  /** How many the results are about. */
  images: number;
  /** mm between neighbouring slice positions along the normal; only for more than one slice with a position. */
  sliceGapMm?: number;
  /** Of the model whose results these are, if any. */
  manifest?: Manifest;
  measured: Measured[];
};

/** All series that results refer to; the first is the one that findings lie on. */
export const seriesOf = (sources: Sources): SourceSeries[] => [sources, ...sources.further];

/** One frame that the model read: slice k of every mask lies on frame k. */
export type SourceFrame = { info: FrameInfo; header: DataSet /** Index into `infos`. */; index: number };

/** An activation map on the network's grid, row by row, and the rectangle of the source image that it covers. */
export type ActivationMap = {
  columns: number;
  rows: number;
  values: Float32Array;
  coversPx: BoxPx;
  exact: boolean;
};

/** A finding with all that the formats show of it. No exporter computes a number; each renders these. */
export type EvidenceFinding = {
  /** As it stands after the review. */
  finding: Finding;
  /** As the model found it; it lies elsewhere only where a reader edited it. */
  found: Finding;
  label: Label;
  review: FindingReview;
  /** 0/1 on the source grid [columns, rows, frames]; only where a pixel is set. */
  mask?: Uint8Array;
  map?: ActivationMap;
  /** Number of its segment in the SEG, from 1; only where it has a mask. */
  segment?: number;
};

export type Evidence = Sources & {
  run: Run;
  manifest: Manifest;
  modelSha256: string;
  /** In the order of `run.inputs`. */
  frames: SourceFrame[];
  further: (SourceSeries & Pick<Evidence, 'frames' | 'decode'>)[];
  findings: EvidenceFinding[];
  /** How many findings a reader accepted or rejected. */
  decided: number;
  decode(n: number): Promise<Frame>;
};

/** Gathers the evidence of a finished run. Throws `export-inputs-differ` where run and images do not fit each other. */
export async function collectEvidence(input: ExportInput): Promise<Evidence> {
  const { run } = input;
  const { frames, ...source } = sourceOf(run.inputs, input);
  const further = (input.further ?? []).map((read, n) => sourceOf(run.channels![n + 1]!.inputs, read));
  const findings = await Promise.all(run.findings.map((finding) => withArtefacts(finding, input)));
  let segment = 0;
  return {
    run,
    manifest: input.model.manifest,
    modelSha256: input.model.sha256,
    study: asInSource(input.study, frames[0]?.header),
    ...source,
    frames,
    further,
    studyHeader: input.studyHeader ?? frames[0]!.header,
    images: frames.length,
    measured: measuredOf(input),
    findings: findings.map((finding) => (finding.mask ? { ...finding, segment: ++segment } : finding)),
    sliceGapMm: sliceGap(frames.map(({ info }) => info)),
    decided: findings.filter(({ review }) => review.status !== 'unreviewed').length,
  };
}

/** The frames of a series that a run has read. */
function sourceOf(inputs: Run['inputs'], { series, headers, infos, decode }: ReadSeries): Evidence['further'][number] {
  const headerOf = new Map(headers.map((header) => [header.text('SOPInstanceUID'), header]));
  const indexOf = new Map(infos.map((info, index) => [`${info.sopInstanceUid} ${info.frame}`, index]));
  const frames = inputs.map(({ sopInstanceUid, frame }): SourceFrame => {
    const index = indexOf.get(`${sopInstanceUid} ${frame}`);
    const header = headerOf.get(sopInstanceUid);
    const info = index === undefined ? undefined : infos[index];
    if (!info || !header || index === undefined)
      throw new ProblemError('export-inputs-differ', { what: sopInstanceUid });
    return { info, header, index };
  });
  return {
    ...{ series, frames, decode },
    headers: [...new Set(frames.map(({ header }) => header))],
    firstInfo: frames[0]!.info,
  };
}

/** What a reader measured on the series. */
export const measuredOf = ({ drawn, series, headers, infos }: MeasuredInput): Measured[] =>
  measuredOn(drawn, { seriesInstanceUid: series.seriesInstanceUid, headers, infos });

/** What the document of measurements refers to: the images that were drawn on; where a reformat was, all. */
export function measuredSources(input: MeasuredInput, manifest?: Manifest): Sources {
  const measured = measuredOf(input);
  const drawnOn = new Set(measured.map(({ image }) => image?.header));
  const [first] = input.headers;
  return {
    study: asInSource(input.study, first),
    series: input.series,
    further: [],
    headers: drawnOn.has(undefined) ? input.headers : input.headers.filter((header) => drawnOn.has(header)),
    studyHeader: input.studyHeader ?? first!,
    firstInfo: input.infos[0]!,
    images: input.infos.length,
    sliceGapMm: input.series.volume ? sliceGap(input.infos) : undefined,
    ...(manifest && { manifest }),
    measured,
  };
}

/** The patient and study as the images that were read have them; the library may have met other spellings. */
function asInSource(study: Study, header: DataSet | undefined): Study {
  const text = (keyword: string) => header?.text(keyword) ?? '';
  return {
    ...study,
    patientName: text('PatientName'),
    patientId: text('PatientID'),
    patientBirthDate: text('PatientBirthDate'),
    patientSex: text('PatientSex'),
    patientAge: text('PatientAge'),
    date: text('StudyDate'),
    time: text('StudyTime'),
    description: text('StudyDescription'),
    accessionNumber: text('AccessionNumber'),
  };
}

async function withArtefacts(
  finding: Finding,
  { run, model, review, artefact }: ExportInput,
): Promise<EvidenceFinding> {
  const label = model.manifest.labels.find(({ key }) => key === finding.label);
  if (!label) throw new ProblemError('export-inputs-differ', { what: finding.label });
  const reviewed = review.findings[finding.id] ?? { status: 'unreviewed', comments: [] };
  const result: EvidenceFinding = {
    finding: asReviewed(finding, reviewed),
    found: finding,
    label,
    review: reviewed,
  };
  const mask = run.artefacts.find(({ kind, of }) => kind === 'mask' && of === finding.id);
  if (mask && finding.voxels) result.mask = await artefact(mask.sha256);
  const map = run.artefacts.find((artefact) => isMapOf(artefact, finding));
  if (map?.coversPx) {
    const bytes = await artefact(map.sha256);
    const [columns = 0, rows = 0] = map.shape;
    const values = new Float32Array(Uint8Array.from(bytes).buffer);
    result.map = { columns, rows, values, coversPx: map.coversPx, exact: map.exact ?? false };
  }
  return result;
}

/** Of several images each has maps of its own. */
const isMapOf = (map: Artefact, finding: Finding): boolean =>
  map.kind === 'map' &&
  map.of === finding.label &&
  (map.sopInstanceUid ?? finding.sopInstanceUid) === finding.sopInstanceUid &&
  (map.frame ?? finding.frame) === finding.frame;

type Vector = readonly [number, number, number];
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Where a plane lies along its own normal, mm. */
export function alongNormal({ plane }: FrameInfo): number | undefined {
  if (!plane) return undefined;
  const [a, b] = [plane.rowDirection, plane.columnDirection];
  return dot(plane.position, [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]);
}

/** Median distance between the positions of neighbouring slices along the normal, never from Slice Thickness. */
function sliceGap(infos: FrameInfo[]): number | undefined {
  const along = infos.map(alongNormal);
  if (!along.every((at) => at !== undefined)) return undefined;
  const sorted = along.sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((at, n) => at - sorted[n]!);
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
}

/** A number as its one decimal text: the shortest that reads back as the same number (at most 16 characters for DS). */
export const decimal = (value: number): string => {
  const text = String(value);
  return text.length <= 16 ? text : value.toPrecision(9);
};
