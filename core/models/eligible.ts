import type { Eligibility, EligibilityCheck, Localised } from '../contract/index.ts';
import { ageInYears, ageText } from './age.ts';
import {
  acquisitionTimeOf,
  bodyPartOf,
  contrastOf,
  descriptionOf,
  distinct,
  fieldOfViewOf,
  lateralityOf,
  orientationOf,
  pixelSpacingOf,
  type SeriesFacts,
  viewPositionOf,
} from './facts.ts';
import type { EligibilityRule, Manifest } from './manifest.ts';

/** What a manifest asks of series. */
export type Asks = Pick<Manifest, 'eligible' | 'input' | 'prepare'>;

/**
 * May this network read this series? Every rule of the manifest, and before them what its input demands of any series:
 * pictures, for volumes a volume, one value a pixel, and a spacing where it resamples. What a missing attribute means
 * is the rule's to say. Of a network of several series: as its first channel (`findChannels` asks for the others).
 */
export function checkEligible(manifest: Asks, facts: SeriesFacts): Eligibility {
  const own = manifest.input.channels?.[0]?.find ?? [];
  return eligibilityOf([...checkInput(manifest, facts), ...checkRules(own, facts)]);
}

/** What every series that a network reads is asked. */
export const checkInput = (manifest: Asks, facts: SeriesFacts): EligibilityCheck[] => [
  ...impliedChecks(manifest, facts),
  ...checkRules(manifest.eligible, facts),
];

export const checkRules = (rules: EligibilityRule[], facts: SeriesFacts): EligibilityCheck[] =>
  rules.map((rule) => checkRule(rule, facts));

export function eligibilityOf(checks: EligibilityCheck[]): Eligibility {
  const failed = checks.filter(({ passed }) => !passed);
  return {
    eligible: failed.length === 0,
    overrulable: failed.every(({ severity }) => severity === 'caution'),
    checks,
  };
}

/** What a series has and a rule wants, in words that every language reads; `passed` is absent where it has nothing. */
type Comparison = { found: string; wanted: string; passed?: boolean };

const NOTHING = '—';

function checkRule(rule: EligibilityRule, facts: SeriesFacts): EligibilityCheck {
  const { found, wanted, passed } = compare(rule, facts);
  const missing = passed === undefined;
  return {
    rule: rule.attribute,
    passed: missing ? rule.missing === 'pass' : passed,
    severity: missing && rule.missing === 'ask' ? 'caution' : rule.severity,
    reason: rule.reason,
    found,
    wanted,
  };
}

function compare(rule: EligibilityRule, facts: SeriesFacts): Comparison {
  const { series, infos } = facts;
  switch (rule.attribute) {
    case 'modality':
      return oneOf([series.modality], rule.oneOf);
    case 'bodyPart':
      return oneOf([bodyPartOf(facts)], rule.oneOf);
    case 'viewPosition':
      return oneOf([viewPositionOf(facts)], rule.oneOf);
    case 'laterality':
      return oneOf([lateralityOf(facts)], rule.oneOf);
    case 'orientation':
      return oneOf([orientationOf(facts)], rule.oneOf);
    case 'contrast':
      return contrast(contrastOf(facts), rule.given);
    case 'photometric':
      return oneOf(distinct(infos.map(({ photometric }) => photometric)), rule.oneOf);
    case 'samplesPerPixel':
      return oneOf(distinct(infos.map(({ samplesPerPixel }) => String(samplesPerPixel))), [String(rule.value)]);
    case 'patientAge':
      return age(ageInYears(facts.study), rule.minYears, rule.maxYears);
    case 'repetitionTime':
      return within([acquisitionTimeOf(facts, 'RepetitionTime')], rule, 'ms');
    case 'echoTime':
      return within([acquisitionTimeOf(facts, 'EchoTime')], rule, 'ms');
    case 'inversionTime':
      return within([acquisitionTimeOf(facts, 'InversionTime')], rule, 'ms');
    case 'description':
      return words(descriptionOf(facts), rule);
    case 'volume':
      return { found: series.volume ? '3-D' : '2-D', wanted: '3-D', passed: series.volume };
    case 'pixelSpacing':
      return within(pixelSpacingOf(facts), rule, 'mm');
    case 'sliceSpacing':
      return within([series.sliceSpacing], rule, 'mm');
    case 'fieldOfView':
      return within(fieldOfViewOf(facts), rule, 'mm');
    case 'slices':
      return within([series.frames], rule);
    case 'rows':
      return within([series.rows, series.columns], rule);
    case 'bitsStored':
      return within(distinct(infos.map(({ bitsStored }) => bitsStored)), rule);
  }
}

function oneOf(values: (string | undefined)[], allowed: string[]): Comparison {
  const wanted = allowed.join(', ');
  const has = values.filter((value) => value !== undefined && value.trim() !== '') as string[];
  if (has.length === 0) return { found: NOTHING, wanted };
  const known = new Set(allowed.map((value) => value.toUpperCase()));
  return { found: has.join(', '), wanted, passed: has.every((value) => known.has(value.trim().toUpperCase())) };
}

function within(
  values: (number | undefined)[] | undefined,
  { min, max }: { min: number; max: number },
  unit = '',
): Comparison {
  const withUnit = (text: string) => (unit ? `${text} ${unit}` : text);
  const wanted = withUnit(min === max ? short(min) : `${short(min)}–${short(max)}`);
  const has = (values ?? []).filter((value) => value !== undefined) as number[];
  if (has.length === 0) return { found: NOTHING, wanted };
  const found = withUnit(
    distinct(has.map(short)).length === 1 && has.length < 3 ? short(has[0]!) : has.map(short).join(' × '),
  );
  return { found, wanted, passed: has.every((value) => rounded(value) >= min && rounded(value) <= max) };
}

/** Six significant digits: what is shown is what was compared, and 2.0000001 of a file is 2. */
const rounded = (value: number): number => Number(value.toPrecision(6));
const short = (value: number): string => String(rounded(value));

/** A whole number of years means those that are completed: at most 5 is passed until the sixth birthday. */
function age(years: number | undefined, min: number, max: number): Comparison {
  const wanted = `${min}–${max} y`;
  if (years === undefined) return { found: NOTHING, wanted };
  const passed = years >= min && (Number.isInteger(max) ? years < max + 1 : years <= max);
  return { found: ageText(years), wanted, passed };
}

const contrast = (agent: string | undefined, given: boolean): Comparison => ({
  found: agent ?? NOTHING,
  wanted: given ? '+' : NOTHING,
  ...(agent !== undefined && { passed: given }),
});

/** A word is found where it begins one: `T2` in `t2_tse` and `T2W`, `ADC` not in `HEADCOIL`. */
function words(description: string, rule: { anyOf?: string[]; noneOf?: string[] }): Comparison {
  const { anyOf = [], noneOf = [] } = rule;
  const wanted = [anyOf.join(', '), noneOf.map((word) => `≠ ${word}`).join(', ')].filter(Boolean).join('; ');
  if (description === '') return { found: NOTHING, wanted };
  const text = description.toLowerCase();
  const has = (word: string) => {
    const needle = word.toLowerCase();
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1))
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!)) return true;
    return false;
  };
  return { found: description, wanted, passed: (anyOf.length === 0 || anyOf.some(has)) && !noneOf.some(has) };
}

/** Conditions without which there is no number at all, where the manifest has no rule of its own on them. */
function impliedChecks(manifest: Asks, facts: SeriesFacts): EligibilityCheck[] {
  const { series, infos } = facts;
  const ruled = new Set<string>(manifest.eligible.map(({ attribute }) => attribute));
  const implied = (rule: string, reason: Localised, { found, wanted, passed }: Comparison): EligibilityCheck[] =>
    ruled.has(rule) ? [] : [{ rule, passed: passed ?? false, severity: 'meaningless', reason, found, wanted }];
  const volume = manifest.input.kind === 'volume';
  const resamples = manifest.prepare.some(({ step }) => step === 'resample');
  const spacing = pixelSpacingOf(facts);
  return [
    ...implied('images', REASONS.images, {
      found: series.images ? String(series.frames) : '0',
      wanted: '≥ 1',
      passed: series.images,
    }),
    ...(volume
      ? implied('volume', REASONS.volume, {
          found: series.volume ? '3-D' : '2-D',
          wanted: '3-D',
          passed: series.volume,
        })
      : []),
    ...implied(
      'samplesPerPixel',
      REASONS.samplesPerPixel,
      oneOf(distinct(infos.map((info) => String(info.samplesPerPixel))), ['1']),
    ),
    ...(resamples
      ? implied('pixelSpacing', REASONS.pixelSpacing, {
          ...within(spacing, { min: 0, max: Number.POSITIVE_INFINITY }, 'mm'),
          wanted: '> 0 mm',
        })
      : []),
  ];
}

const REASONS = {
  images: {
    en: 'This series has no pictures that a network could read.',
    ar: 'لا تحوي هذه السلسلة صورًا يمكن لشبكة أن تقرأها.',
  },
  volume: {
    en: 'The slices make no evenly spaced volume; a three-dimensional network cannot read them.',
    ar: 'لا تؤلّف المقاطع حجمًا منتظم التباعد، فلا تستطيع شبكة ثلاثية الأبعاد قراءتها.',
  },
  samplesPerPixel: {
    en: 'The network reads one grey value a pixel; colour images have three.',
    ar: 'تقرأ الشبكة قيمة رمادية واحدة لكل بكسل، وللصور الملونة ثلاث قيم.',
  },
  pixelSpacing: {
    en: 'Without a pixel spacing in the patient nothing can be brought to the size that the network learned.',
    ar: 'من دون تباعد بكسلات في جسم المريض لا يمكن ردّ شيء إلى القياس الذي تعلّمته الشبكة.',
  },
} satisfies Record<string, Localised>;
