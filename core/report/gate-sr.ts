import type { Finding } from '../contract/index.ts';
import type { DataSet } from '../dicom/index.ts';
import { assessmentOf, isDecided } from './assessment.ts';
import { boxFrames } from './box-frames.ts';
import type { Demand } from './demand.ts';
import { decimal, type Evidence, type EvidenceFinding } from './evidence.ts';
import { itemsWithin } from './gate-instance.ts';

const conceptOf = (item: DataSet): string | undefined => item.items('ConceptNameCodeSequence')[0]?.text('CodeValue');

/** Every content item below one, depth first. */
function* contentOf(item: DataSet): Generator<DataSet> {
  for (const child of item.items('ContentSequence')) {
    yield child;
    yield* contentOf(child);
  }
}

/** The measurement groups (125007) of a document by Tracking Identifier (112039). */
export function groupsOf(document: DataSet): Map<string, DataSet> {
  const groups = [...contentOf(document)].filter((item) => conceptOf(item) === '125007');
  return new Map(groups.map((group) => [childOf(group, '112039')?.text('TextValue') ?? '', group]));
}

export const childOf = (group: DataSet, concept: string): DataSet | undefined =>
  group.items('ContentSequence').find((item) => conceptOf(item) === concept);

/** Every instance that the tree of a document names is in its evidence (PS3.3 C.17.2.3). */
export function checkSrEvidence(document: DataSet, demand: Demand): void {
  const within = (roots: DataSet[]) =>
    roots.flatMap((root) => [...itemsWithin(root)]).flatMap((item) => item.text('ReferencedSOPInstanceUID') ?? []);
  const listed = new Set([
    ...within(document.items('CurrentRequestedProcedureEvidenceSequence')),
    ...within(document.items('PertinentOtherEvidenceSequence')),
  ]);
  for (const uid of within(document.items('ContentSequence'))) demand(listed.has(uid), `evidence misses ${uid}`);
}

/** The model's document against the evidence: one group a finding, its numbers to the digit, its segment, its box. */
export function checkFindingsSr(
  document: DataSet,
  segmentation: DataSet | undefined,
  evidence: Evidence,
  demand: Demand,
): void {
  demand(document.text('CompletionFlag') === 'COMPLETE', 'CompletionFlag');
  demand(document.text('VerificationFlag') === 'UNVERIFIED', 'VerificationFlag');
  demand(document.text('PreliminaryFlag') === 'PRELIMINARY', 'PreliminaryFlag');
  demand(document.items('ContentTemplateSequence')[0]?.text('TemplateIdentifier') === '1500', 'TemplateIdentifier');
  checkSrEvidence(document, demand);
  const groups = groupsOf(document);
  demand(groups.size === evidence.findings.length, 'measurement groups');
  for (const item of evidence.findings) {
    const group = groups.get(item.finding.id);
    demand(group !== undefined, `group of ${item.finding.id}`);
    if (group) checkGroup(group, { ...item, finding: item.found }, segmentation, evidence, demand);
  }
}

const nameOf = (sopInstanceUid: string, header: DataSet, frame: number) =>
  `${sopInstanceUid} ${(header.number('NumberOfFrames') ?? 1) > 1 ? frame + 1 : 1}`;

function checkGroup(
  group: DataSet,
  item: EvidenceFinding,
  segmentation: DataSet | undefined,
  evidence: Evidence,
  demand: Demand,
): void {
  const { finding, segment } = item;
  demand(childOf(group, '112040')?.text('UID') === finding.trackingUid, `${finding.id}: Tracking UID`);
  const number = (concept: string) => childOf(group, concept)?.items('MeasuredValueSequence')[0]?.text('NumericValue');
  for (const [concept, value] of [
    ['122157', finding.probability],
    ['118565006', finding.volumeMl],
  ] as const)
    demand(number(concept) === (value === undefined ? undefined : decimal(value)), `${finding.id}: ${concept}`);
  if (segment !== undefined) {
    const [reference] = childOf(group, '121191')?.items('ReferencedSOPSequence') ?? [];
    demand(
      reference?.number('ReferencedSegmentNumber') === segment &&
        reference.text('ReferencedSOPInstanceUID') === segmentation?.text('SOPInstanceUID'),
      `${finding.id}: Referenced Segment`,
    );
  }
  if (segment === undefined) checkRegions(group, finding, evidence, demand);
}

/** The box of a finding, corner by corner on each of its images. */
function checkRegions(group: DataSet, finding: Finding, evidence: Evidence, demand: Demand): void {
  const regions = group.items('ContentSequence').filter((child) => conceptOf(child) === '111030');
  const on = boxFrames(evidence, finding).map(({ info, header }) => nameOf(info.sopInstanceUid, header, info.frame));
  const told = regions.map((region) => {
    const [image] = region.items('ContentSequence').flatMap((child) => child.items('ReferencedSOPSequence'));
    return `${image?.text('ReferencedSOPInstanceUID')} ${image?.number('ReferencedFrameNumber') ?? 1}`;
  });
  demand(told.join() === on.join(), `${finding.id}: images of its regions`);
  if (!finding.boxPx) return;
  const [x0, y0, x1, y1] = finding.boxPx.map(Math.fround);
  const corners = [x0, y0, x1, y0, x1, y1, x0, y1, x0, y0].join();
  demand(
    regions.every((region) => region.numbers('GraphicData').join() === corners),
    `${finding.id}: Image Region`,
  );
}

/** The reader's document: one group a decided finding, with the decision, about the model's document, by a person. */
export function checkAssessmentSr(
  document: DataSet,
  model: DataSet | undefined,
  evidence: Evidence,
  demand: Demand,
): void {
  checkSrEvidence(document, demand);
  demand(document.text('VerificationFlag') === 'UNVERIFIED', 'VerificationFlag');
  const groups = groupsOf(document);
  const decided = evidence.findings.filter(isDecided);
  demand(groups.size === decided.length, 'measurement groups');
  for (const { finding, review } of decided) {
    const group = groups.get(finding.id);
    const { concept, value } = assessmentOf(review.status);
    const code = group && childOf(group, concept.value)?.items('ConceptCodeSequence')[0]?.text('CodeValue');
    demand(code === value.value, `${finding.id}: assessment`);
    demand(group !== undefined && childOf(group, '112040')?.text('UID') === finding.trackingUid, `${finding.id}: UID`);
    const about = group && [...itemsWithin(group)].find((item) => item.has('ReferencedSOPInstanceUID'));
    demand(
      about?.text('ReferencedSOPInstanceUID') === model?.text('SOPInstanceUID'),
      `${finding.id}: the document assessed`,
    );
    if (group && review.status === 'edited') checkRegions(group, finding, evidence, demand);
  }
}
