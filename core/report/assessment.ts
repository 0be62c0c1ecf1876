import type { Elements } from '../dicom/index.ts';
import { type Code, codesOf, dcm, own, sct } from './codes.ts';
import { coded, composite, container, personName, rootContainer, text, uidReference } from './content.ts';
import type { Evidence, EvidenceFinding } from './evidence.ts';
import { instanceReference, type Making } from './modules.ts';
import {
  boxRegions,
  deviceObserver,
  documentHeader,
  language,
  personObserver,
  procedureReported,
  regionTemplate,
  type Written,
} from './sr.ts';

/**
 * What a reader can say of a model's finding, after IHE's supplement "AI Result Assessment". The supplement's codes were
 * not at hand: these are our own until they are taken from its text.
 */
const ASSESSMENT = {
  concept: own('assessment', 'Assessment of an AI result'),
  accepted: own('accepted', 'Accepted'),
  rejected: own('rejected', 'Rejected'),
  edited: own('modified', 'Modified'),
  reason: own('reason', 'Reason of the assessment'),
  modelResult: own('ai-result', 'AI result assessed'),
} as const satisfies Record<string, Code>;

type Decision = 'accepted' | 'rejected' | 'edited';
type Decided = EvidenceFinding & { review: { status: Decision } };
export const isDecided = (item: EvidenceFinding): item is Decided => item.review.status !== 'unreviewed';

/** The reader's decisions as a second TID 1500 document: persons and the recording device as observers, unverified. */
export function assessmentSr(evidence: Evidence, making: Making, model: Written): Elements {
  const decided = evidence.findings.filter(isDecided);
  const readers = [...new Set(decided.flatMap(({ review }) => review.decidedBy ?? []))];
  return {
    ...documentHeader(evidence, making, 2, [model]),
    PreliminaryFlag: decided.length === evidence.findings.length ? 'FINAL' : 'PRELIMINARY',
    ...rootContainer(dcm('126000', 'Imaging Measurement Report'), '1500', [
      language(),
      ...readers.flatMap(personObserver),
      ...deviceObserver(evidence, making),
      procedureReported(evidence),
      container(
        dcm('126010', 'Imaging Measurements'),
        decided.map((item) => assessedGroup(evidence, item, model)),
      ),
    ]),
  };
}

/** TID 1501; with a reader's box, the group of a region. */
function assessedGroup(evidence: Evidence, { finding, label, review }: Decided, model: Written): Elements {
  const { type, anatomicRegion } = codesOf(label);
  const children = [
    text('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), finding.id),
    uidReference('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), finding.trackingUid),
    ...(review.decidedBy
      ? [personName('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), review.decidedBy)]
      : []),
    coded('CONTAINS', dcm('121071', 'Finding'), type),
    ...(anatomicRegion ? [coded('HAS CONCEPT MOD', sct('363698007', 'Finding Site'), anatomicRegion)] : []),
    composite('CONTAINS', ASSESSMENT.modelResult, instanceReference(model.sopClassUid, model.sopInstanceUid)),
    coded('CONTAINS', ASSESSMENT.concept, ASSESSMENT[review.status]),
    ...(review.status === 'edited' ? boxRegions(evidence, finding) : []),
    ...(review.reason ? [text('CONTAINS', ASSESSMENT.reason, review.reason)] : []),
    ...review.comments.map((comment) => text('CONTAINS', dcm('121106', 'Comment'), `${comment.by}: ${comment.text}`)),
  ];
  return container(
    dcm('125007', 'Measurement Group'),
    children,
    review.status === 'edited' ? regionTemplate(evidence, finding) : '1501',
  );
}

/** The decision as the documents say it: the concept and its value. */
export const assessmentOf = (status: Decision): { concept: Code; value: Code } => ({
  concept: ASSESSMENT.concept,
  value: ASSESSMENT[status],
});
