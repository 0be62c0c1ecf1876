import { type BoxPx, type Finding, type FindingReview, figureName, type Language } from '../contract/index.ts';
import { type Label, type Manifest, reasonsOf } from '../models/index.ts';
import { isImageOf } from './box-frames.ts';
import type { Evidence, EvidenceFinding, SourceSeries, Sources } from './evidence.ts';
import type { MeasuredImage } from './measured-images.ts';
import { measurementTable } from './measurement-table.ts';
import type { Making } from './modules.ts';
import { imagesPart, measuredImagesPart, type ReportImages } from './report-images.ts';
import { dateInWords, instantInWords, nameInWords, sexAndAge, type Words, wordsIn } from './words.ts';

/** Probabilities with 3 decimals, millilitres with 2, Western digits, `.` as the mark, in every language. */
export const probabilityText = (value: number) => value.toFixed(3);
export const millilitreText = (value: number) => value.toFixed(2);

const shortHash = (hash: string) => (hash.length > 16 ? `${hash.slice(0, 8)}…${hash.slice(-4)}` : hash);

type Cell =
  | { kind: 'name'; colour: string; text: string }
  | { kind: 'number'; text: string; unit: string | null }
  | { kind: 'bar'; text: string; share: number; tick: number | null; colour: string }
  | { kind: 'plain' | 'ids'; text: string }
  | { kind: 'status'; status: string; text: string };
type Column = { name: string; width: number; cell(item: EvidenceFinding): Cell | null };

/** Text from outside keeps its own direction inside a sentence (Unicode Bidirectional Algorithm, first strong isolate). */
const isolate = (text: string) => (text ? `\u2068${text}\u2069` : '');

/** What `report.typ` shows of every report, as plain data. */
function pageData(sources: Sources, images: MeasuredImage[], language: Language, now: Date, making: Making) {
  const w = wordsIn(language);
  return {
    language,
    words: w,
    noticeEnglish: wordsIn('en').notice,
    madeAt: instantInWords(now, language),
    softwareVersion: making.softwareVersion,
    patientId: sources.study.patientId,
    facts: facts(sources, language, w),
    measurements: {
      ...measurementTable(sources.measured, language, w),
      ...measuredImagesPart(sources.measured, images, language, w),
    },
    substituted: false,
  };
}

/** The report of what a reader measured, where there is no run. */
export const measurementsReport = (
  sources: Sources,
  images: MeasuredImage[],
  language: Language,
  now: Date,
  making: Making,
) => ({
  ...pageData(sources, images, language, now, making),
  title: wordsIn(language).measurements,
  reviewNotice: null,
  run: null,
});

/** The report of a run. Pictures are raw files beside it (`pictureFile`). */
export function reportData(
  evidence: Evidence,
  images: ReportImages,
  language: Language,
  now: Date,
  making: Making,
  journal: { entry: number } | undefined,
) {
  const w = wordsIn(language);
  const { run, modelSha256 } = evidence;
  const kept = evidence.findings.filter(({ review }) => review.status !== 'rejected');
  const columns = columnsFor(kept, evidence, language, w);
  const runPart = {
    shortRun: shortHash(run.id),
    shortModel: shortHash(modelSha256),
    findings: {
      columns: columns.map(({ name, width }) => ({ name, width })),
      rows: kept.map((item) => columns.map(({ cell }) => cell(item))),
    },
    summary: summary(evidence, w),
    ...imagesPart(evidence, images.image, language, w),
    model: modelPart(evidence, language, w),
    overruled: run.overruled.map((reason) => isolate(inLanguage(reason, evidence, language))),
    edited: evidence.findings
      .filter(({ review }) => review.status === 'edited')
      .map((item) => editedPart(item, evidence, language, w)),
    rejected: evidence.findings
      .filter(({ review }) => review.status === 'rejected')
      .map((item) => rejectedPart(item, language, w)),
    reviewers: reviewers(evidence, language),
    comments: evidence.findings.flatMap(({ label, review }) =>
      review.comments.map(({ by, at, text }) => ({
        finding: label.name[language],
        text: isolate(text),
        by: isolate(by),
        at: instantInWords(new Date(at), language),
      })),
    ),
    journal: journal ? `${w.journal} ${journal.entry}.` : '',
    provenance: [
      [w.run, [run.id]],
      [w.modelHash, halves(modelSha256)],
      ...(run.model.networks ?? []).map(({ file, sha256 }): [string, string[]] => [file, halves(sha256)]),
      [w.inputs, halves(run.inputsSha256)],
    ] satisfies [string, string[]][],
  };
  return {
    ...pageData(evidence, images.measured, language, now, making),
    title: w.title,
    reviewNotice: reviewNotice(evidence, w),
    run: runPart,
  };
}
export type ReportData = ReturnType<typeof reportData | typeof measurementsReport>;

const halves = (hash: string) => [hash.slice(0, 32), hash.slice(32)].filter(Boolean);

/** A reason that was set aside, in the language of the report where the model's rules have it. */
function inLanguage(reason: string, { manifest }: Evidence, language: Language): string {
  const known = reasonsOf(manifest).find(({ en, ar }) => en === reason || ar === reason);
  return known?.[language] ?? reason;
}

/** Stands on every page until each finding has been decided on. */
export function reviewNotice({ decided, findings }: Evidence, w: Words): string | null {
  if (decided === 0) return w.unreviewed;
  return decided < findings.length ? w.partlyReviewed : null;
}

function facts(sources: Sources, language: Language, w: Words): [string, string][] {
  const { study, images, sliceGapMm, manifest } = sources;
  const comma = language === 'ar' ? '، ' : ', ';
  const gap = sliceGapMm
    ? `${comma}${w.apart.replace('#', isolate(`${Number(sliceGapMm.toPrecision(3))}\u00a0${w.mm}`))}`
    : '';
  const birth = [
    dateInWords(study.patientBirthDate, language),
    sexAndAge(study.patientSex, study.patientAge, language),
  ];
  return [
    [w.patient, isolate(nameInWords(study.patientName)) || w.none],
    [w.patientId, isolate(study.patientId) || w.none],
    [w.birthSexAge, birth.filter(Boolean).join(comma) || w.none],
    [w.studyDate, dateInWords(study.date, language) || w.none],
    [w.study, isolate(study.description) || w.none],
    [w.series, seriesInWords(sources)],
    [w.images, `${images}${gap}`],
    [w.accession, isolate(study.accessionNumber) || w.none],
    ...sources.further.map((one, n): [string, string] => [
      `${w.series}: ${manifest!.input.channels![n + 1]!.name[language]}`,
      seriesInWords(one),
    ]),
  ];
}

const seriesInWords = ({ series }: SourceSeries): string =>
  isolate([series.number, series.description || series.modality].filter((part) => part !== undefined).join(' · '));

/** The columns that some finding has something for. */
function columnsFor(kept: EvidenceFinding[], evidence: Evidence, language: Language, w: Words): Column[] {
  const any = (has: (item: EvidenceFinding) => unknown) => kept.some((item) => has(item) !== undefined);
  const optional = (wanted: boolean, column: Column): Column[] => (wanted ? [column] : []);
  return [
    {
      name: w.finding,
      width: 2.6,
      cell: ({ label }) => ({ kind: 'name', colour: label.colour, text: label.name[language] }),
    },
    ...optional(
      any(({ finding }) => finding.probability),
      {
        name: w.probability,
        width: 1.7,
        cell: ({ finding, label }) => probabilityCell(finding.probability, finding.operatingPoint, label),
      },
    ),
    ...optional(
      any(({ finding }) => finding.operatingPoint),
      {
        name: w.threshold,
        width: 1.2,
        cell: ({ finding }) => thresholdCell(finding, w),
      },
    ),
    ...optional(
      any(({ finding }) => finding.volumeMl),
      {
        name: w.volume,
        width: 1,
        cell: ({ finding: { volumeMl } }) =>
          volumeMl === undefined ? null : { kind: 'number', text: millilitreText(volumeMl), unit: w.ml },
      },
    ),
    ...optional(
      any(({ finding }) => finding.voxels),
      {
        name: evidence.sliceGapMm ? w.voxels : w.pixels,
        width: 0.9,
        cell: ({ finding: { voxels } }) => (voxels === undefined ? null : { kind: 'ids', text: String(voxels) }),
      },
    ),
    ...optional(
      any(({ finding }) => finding.boxPx),
      {
        name: w.box,
        width: 1.4,
        cell: ({ finding: { boxPx } }) => (boxPx ? { kind: 'ids', text: edgesText(boxPx) } : null),
      },
    ),
    ...optional(
      any(({ finding }) => finding.boxMm),
      {
        name: w.size,
        width: 1.3,
        cell: ({ finding: { boxMm } }) =>
          boxMm ? { kind: 'ids', text: boxMm.size.map(Math.round).join(' × ') } : null,
      },
    ),
    ...optional(evidence.frames.length > 1 && any(({ finding }) => finding.sopInstanceUid), {
      name: w.image,
      width: 1,
      cell: (item) => imageCell(item, evidence, w),
    }),
    {
      name: w.decision,
      width: 1.1,
      cell: ({ review }) => ({ kind: 'status', status: review.status, text: statusWord(review.status, w) }),
    },
  ];
}

const statusWord = (status: FindingReview['status'], w: Words) =>
  ({ unreviewed: w.toReview, accepted: w.accepted, edited: w.edited, rejected: w.rejected })[status];

const probabilityCell = (probability: number | undefined, point: number | undefined, { colour }: Label): Cell | null =>
  probability === undefined
    ? null
    : { kind: 'bar', text: probabilityText(probability), share: probability, tick: point ?? null, colour };

function thresholdCell({ operatingPoint, positive }: EvidenceFinding['finding'], w: Words): Cell | null {
  if (operatingPoint === undefined) return null;
  const relation = positive === undefined ? '' : ` · ${positive ? w.above : w.below}`;
  return { kind: 'plain', text: `${probabilityText(operatingPoint)}${relation}` };
}

const edgesText = (edges: BoxPx) =>
  `${edges.slice(0, 2).map(Math.round).join(', ')} – ${edges.slice(2).map(Math.round).join(', ')}`;

/** The slices that a box in a volume reaches, from 1. */
function slicesText([from, to]: [number, number], { frames }: Evidence, w: Words): string {
  const [first, last] = [Math.floor(from) + 1, Math.ceil(to)];
  return `${first === last ? first : isolate(`${first}–${last}`)} ${w.of} ${frames.length}`;
}

function imageCell({ finding }: EvidenceFinding, evidence: Evidence, w: Words): Cell | null {
  const { frames } = evidence;
  if (finding.boxSlices) return { kind: 'plain', text: slicesText(finding.boxSlices, evidence, w) };
  const k = frames.findIndex(({ info }) => isImageOf(info, finding));
  return k < 0 ? null : { kind: 'plain', text: `${k + 1} ${w.of} ${frames.length}` };
}

function summary({ findings }: Evidence, w: Words): string | null {
  const counted = (['accepted', 'edited', 'rejected', 'unreviewed'] as const)
    .map((status) => ({ status, count: findings.filter(({ review }) => review.status === status).length }))
    .filter(({ count }) => count > 0);
  if (findings.length === 0 || counted.every(({ status }) => status === 'unreviewed')) return null;
  return counted.map(({ status, count }) => `${statusWord(status, w)}: ${count}`).join(' · ');
}

function modelPart({ manifest, run }: Evidence, language: Language, w: Words) {
  const { requested, actual, reason } = run.provider;
  return {
    name: manifest.name[language],
    id: manifest.id,
    version: manifest.version,
    intendedUse: manifest.intendedUse[language],
    notFor: manifest.notFor[language],
    measured: measuredPart(manifest, language),
    ran: `${w.ranOn} ${providerName(actual)} (${w.requested}: ${isolate(providerName(requested))})${reason ? `. ${isolate(reason)}` : ''}`,
  };
}

const PROVIDERS: Record<string, string> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
};
const providerName = (provider: string) => PROVIDERS[provider] ?? provider;

/** Rows of a table of measurements that still leave room for the review on the page. */
const MOST_MEASURED = 6;

/** What was measured, by data set: its name once, then a row a metric. */
function measuredPart(manifest: Manifest, language: Language) {
  const bySet = Map.groupBy(manifest.measured.slice(0, MOST_MEASURED), ({ dataSet, split }) => `${dataSet}, ${split}`);
  return [...bySet].map(([where, rows]) => ({
    where: isolate(where),
    rows: rows.map(({ metric, value, low, high }) => ({
      name: isolate(figureName(manifest, metric, language)),
      value: `${significant(value)}${low === undefined || high === undefined ? '' : ` (${significant(low)}–${significant(high)})`}`,
    })),
  }));
}

const significant = (value: number) => (Math.abs(value) < 1000 ? value.toPrecision(3) : String(Math.round(value)));

function rejectedPart({ finding, label, review }: EvidenceFinding, language: Language, w: Words) {
  const numbers = [
    ...(finding.probability === undefined ? [] : [`${w.probability} ${probabilityText(finding.probability)}`]),
    ...(finding.volumeMl === undefined ? [] : [`${w.volume} ${millilitreText(finding.volumeMl)} ${w.ml}`]),
  ];
  const who = decider(review, language);
  const reason = review.reason ? `${w.reason}: ${isolate(review.reason)}` : '';
  return { name: label.name[language], detail: [...numbers, reason, who].filter(Boolean).join(' · ') };
}

/** Where the model had the box, and where the reader laid it. */
function editedPart(
  { finding, found, label, review }: EvidenceFinding,
  evidence: Evidence,
  language: Language,
  w: Words,
) {
  const box = ({ boxPx, boxSlices }: Finding) =>
    [
      ...(boxPx ? [isolate(edgesText(boxPx))] : []),
      ...(boxSlices ? [`${w.image} ${slicesText(boxSlices, evidence, w)}`] : []),
    ].join(language === 'ar' ? '، ' : ', ');
  const boxes = [`${w.boxOfModel}: ${box(found)}`, `${w.boxOfReader}: ${box(finding)}`];
  return { name: label.name[language], detail: [...boxes, decider(review, language)].filter(Boolean).join(' · ') };
}

const decider = ({ decidedBy, decidedAt }: FindingReview, language: Language): string =>
  decidedBy ? `${isolate(decidedBy)} · ${isolate(instantInWords(new Date(decidedAt ?? 0), language))}` : '';

/** Who decided, with the time of their last decision. */
function reviewers({ findings }: Evidence, language: Language) {
  const last = new Map<string, string>();
  for (const { review } of findings)
    if (review.decidedBy && review.decidedAt && review.decidedAt > (last.get(review.decidedBy) ?? ''))
      last.set(review.decidedBy, review.decidedAt);
  return [...last].map(([name, at]) => ({ name: isolate(name), at: isolate(instantInWords(new Date(at), language)) }));
}
