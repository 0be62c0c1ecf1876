import type { Series, Study } from '../core/contract/index.ts';

/** Another study of the patient, and the series of it that is most like the one in use. */
export type Prior = { study: Study; series: Series };

const wordsOf = (text: string) => new Set(text.toLocaleLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

/** How alike two series look by their headers. */
function likeness(a: Series, b: Series): number {
  const [mine, theirs] = [wordsOf(a.description), wordsOf(b.description)];
  const shared = [...mine].filter((word) => theirs.has(word)).length / Math.max(mine.size, theirs.size, 1);
  return shared + (a.bodyPart === b.bodyPart ? 0.5 : 0) + (a.volume === b.volume ? 0.25 : 0);
}

/** Does a study say at all whose it is? Two that say nothing are not of one patient. */
export const saysWhose = ({ patientId, patientName }: Study) => /[^\s^=]/.test(patientId + patientName);

const isSamePatient = (a: Study, b: Study) =>
  saysWhose(a) && a.patientId === b.patientId && a.patientName === b.patientName;

/** What can hang beside a series: of each other study of the patient, the latest first, the most alike of its modality. */
export function priorsOf(study: Study, series: Series, studies: Study[]): Prior[] {
  return studies
    .filter((one) => one.studyInstanceUid !== study.studyInstanceUid && isSamePatient(one, study))
    .toSorted((a, b) => `${b.date}${b.time}`.localeCompare(`${a.date}${a.time}`))
    .flatMap((other) => {
      const alike = other.series.filter(
        (one) => one.images && one.kind === 'images' && one.modality === series.modality,
      );
      const [best] = alike.toSorted((a, b) => likeness(series, b) - likeness(series, a));
      return best ? [{ study: other, series: best }] : [];
    });
}
