import type { Job, Language, Study } from '../core/contract/index.ts';
import type { Translate } from './words.ts';

export const NBSP = '\u00a0';

/** Numbers with units and ranges keep their order among words from right to left (Unicode isolates). */
export const leftToRight = (text: string) => `\u2066${text}\u2069`;

/** A DICOM person name as readers write it: "Family, Given" (PS3.5 6.2.1.2); other groups follow the first that is filled. */
export function personName(value: string): string {
  const group = value.split('=').find((part) => part.replaceAll('^', '').trim()) ?? '';
  const [family = '', given = '', middle = ''] = group.split('^').map((part) => part.trim());
  const rest = [given, middle].filter(Boolean).join(' ');
  return [family, rest].filter(Boolean).join(', ');
}

/** DA of a file (YYYYMMDD) as a date with the month in words; what is no date is shown as it is. */
export function dateOf(da: string, language: Language): string {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(da) ?? [];
  if (!year || !month || !day) return da;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-latn' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(date);
}

export const clockTime = (iso: string) => {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleTimeString('en-GB', { hour12: false });
};

const AGES = { Y: 'years', M: 'months', W: 'weeks', D: 'days' } as const;

/** AS of a file ("034Y") in words (PS3.5 6.2); what is no age is shown as it is. */
export function ageOf(study: Study, t: Translate): string {
  const [, count, unit] = /^(\d{3})([DWMY])$/.exec(study.patientAge) ?? [];
  if (!count) return study.patientAge;
  return t(AGES[unit as keyof typeof AGES], { n: Number(count) }).replace(' ', NBSP);
}

const SEXES = { F: 'female', M: 'male', O: 'otherSex' } as const;
const sexOf = (study: Study, t: Translate) => {
  const word = SEXES[study.patientSex as keyof typeof SEXES];
  return word ? t(word) : study.patientSex;
};

/** Sex, age and id of a patient in one line. */
export const patientLine = (study: Study, t: Translate) =>
  [sexOf(study, t), ageOf(study, t), study.patientId].filter(Boolean).join(' · ');

export const studyName = (study: Study, t: Translate) =>
  study.description || [...new Set(study.series.map((one) => one.modality))].join(', ') || t('unnamedStudy');

/** 0 to 1 with two decimals, never rounded up to 1 nor down to 0. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.005) return '<0.01';
  if (share < 1 && share >= 0.995) return '>0.99';
  return share.toFixed(2);
}

/** Millilitres with as many digits as mean something. */
export const mlText = (ml: number) => (ml >= 100 ? ml.toFixed(0) : ml >= 10 ? ml.toFixed(1) : ml.toFixed(2));

/** Numbers of a window: whole where the range is wide. */
export const windowText = (value: number) =>
  Math.abs(value) >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(2);

const STAGES = {
  index: 'stageIndex',
  read: 'stageRead',
  prepare: 'stagePrepare',
  run: 'stageRun',
  finish: 'stageFinish',
  write: 'stageWrite',
} as const;

/** "62 % · about 8 s left", as much of it as is known. */
export function progressText(job: Job, t: Translate): string {
  if (job.status === 'waiting') return t('waiting');
  const percent = job.total > 0 ? t('percent', { n: Math.floor((100 * job.done) / job.total) }) : undefined;
  const seconds = job.remainingMs === undefined ? undefined : Math.ceil(job.remainingMs / 1000);
  const left =
    seconds === undefined || seconds <= 0
      ? undefined
      : seconds > 90
        ? t('minutesLeft', { n: Math.round(seconds / 60) })
        : t('secondsLeft', { n: seconds });
  const stage = STAGES[job.stage as keyof typeof STAGES];
  return [percent, left ?? (stage && t(stage))].filter(Boolean).join(' · ');
}

export const isActive = (job: Job) => job.status === 'waiting' || job.status === 'running';
