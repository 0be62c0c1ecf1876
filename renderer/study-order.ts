import type { RunWithReview, Study } from '../core/contract/index.ts';
import type { StudyWords } from './study-words.ts';

export const SORTINGS = ['newest', 'oldest', 'name', 'waiting'] as const;
export const STATES = ['all', 'waiting', 'decided', 'unread'] as const;

/** Which studies a reader wants to see, and in which order. */
export type Asked = {
  query: string;
  sorting: (typeof SORTINGS)[number];
  state: (typeof STATES)[number];
  modality?: string;
  tag?: string;
};

export const EVERY: Asked = { query: '', sorting: 'newest', state: 'all' };

/** What is known of studies beside their headers, by Study Instance UID. */
export type Known = { words: Map<string, StudyWords>; found: Map<string, Found> };
export type Found = { findings: number; waiting: number };

/** How many findings the runs on each study have, and how many of them wait for a decision. */
export function foundIn(runs: RunWithReview[]): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const { run, review } of runs) {
    const states = Object.values(review.findings);
    const { findings, waiting } = found.get(run.studyInstanceUid) ?? { findings: 0, waiting: 0 };
    found.set(run.studyInstanceUid, {
      findings: findings + states.length,
      waiting: waiting + states.filter(({ status }) => status === 'unreviewed').length,
    });
  }
  return found;
}

/** Those that a reader asked for, in the order asked for; `studies` newest first, which holds among equals. */
export function arranged(studies: Study[], asked: Asked, { words, found }: Known): Study[] {
  const waiting = ({ studyInstanceUid }: Study) => found.get(studyInstanceUid)?.waiting ?? 0;
  const chosen = studies.filter(
    (study) =>
      matches(study, asked.query, words.get(study.studyInstanceUid)) &&
      isIn(asked.state, found.get(study.studyInstanceUid)) &&
      (asked.modality === undefined || study.series.some(({ modality }) => modality === asked.modality)) &&
      (asked.tag === undefined || words.get(study.studyInstanceUid)?.tags.includes(asked.tag)),
  );
  switch (asked.sorting) {
    case 'newest':
      return chosen;
    case 'oldest':
      return chosen.reverse();
    case 'name': {
      const { compare } = new Intl.Collator(undefined, { numeric: true });
      return chosen.sort((a, b) => compare(a.patientName, b.patientName));
    }
    case 'waiting':
      return chosen.sort((a, b) => waiting(b) - waiting(a));
  }
}

function isIn(state: Asked['state'], { findings, waiting }: Found = { findings: 0, waiting: 0 }): boolean {
  if (state === 'waiting') return waiting > 0;
  if (state === 'decided') return findings > 0 && waiting === 0;
  return state === 'all' || findings === 0;
}

const matches = (study: Study, query: string, words?: StudyWords) =>
  [
    study.patientName.replaceAll('^', ' '),
    study.patientId,
    study.description,
    study.date,
    ...study.series.map((one) => `${one.description} ${one.modality}`),
    ...(words ? [...words.tags, words.note] : []),
  ]
    .join(' ')
    .toLocaleLowerCase()
    .includes(query.trim().toLocaleLowerCase());
