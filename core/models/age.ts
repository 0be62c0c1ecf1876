import type { Study } from '../contract/index.ts';

const UNITS_PER_YEAR = { Y: 1, M: 12, W: 365.25 / 7, D: 365.25 } as const;

/**
 * The patient's age at the study in years: Patient's Age (0010,1010), an AS like `004Y`, `018M`, `006W` or `000Y`
 * (PS3.5 6.2), else from Patient's Birth Date and Study Date, where a year is completed on the birthday (who was born
 * on 29 February has it on 1 March in other years). Undefined where neither says, or where the birth date is later
 * than the study.
 */
export function ageInYears(study: Pick<Study, 'patientAge' | 'patientBirthDate' | 'date'>): number | undefined {
  const age = /^\s*(\d{1,3})([YMWD])\s*$/.exec(study.patientAge);
  if (age) return Number(age[1]) / UNITS_PER_YEAR[age[2] as keyof typeof UNITS_PER_YEAR];
  const born = dayOf(study.patientBirthDate);
  const seen = dayOf(study.date);
  if (!born || !seen || seen.days < born.days) return undefined;
  const hadBirthday = seen.month * 100 + seen.day >= born.month * 100 + born.day;
  const years = seen.year - born.year - (hadBirthday ? 0 : 1);
  const lastBirthday = Date.UTC(born.year + years, born.month - 1, born.day) / MS_PER_DAY;
  const nextBirthday = Date.UTC(born.year + years + 1, born.month - 1, born.day) / MS_PER_DAY;
  return years + Math.min((seen.days - lastBirthday) / (nextBirthday - lastBirthday), 0.999);
}

const MS_PER_DAY = 24 * 3600 * 1000;

/** A DA (YYYYMMDD; older files write YYYY.MM.DD) that is a day of the calendar. */
function dayOf(text: string): { year: number; month: number; day: number; days: number } | undefined {
  const parts = /^\s*(\d{4})\.?(\d{2})\.?(\d{2})\s*$/.exec(text);
  if (!parts) return undefined;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1800 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return { year, month, day, days: date.getTime() / MS_PER_DAY };
}

/** `58 y`, below two years `18 mo`, below two months `12 d`. */
export function ageText(years: number): string {
  if (years >= 2) return `${Math.floor(years)} y`;
  const months = Math.floor(years * 12 + 1e-9);
  return months >= 2 || years === 0 ? (months === 0 ? '0 y' : `${months} mo`) : `${Math.round(years * 365.25)} d`;
}
