import type { CaseFacts, Coverage, EvaluatedCase } from '../contract/index.ts';
import { ageInYears, bodyPartOf, type Manifest, orientationOf, viewPositionOf } from '../models/index.ts';
import type { CaseImages } from './images.ts';

/** What the headers of a case say of the patient and the images; of images without headers, what the table says. */
export function factsOfCase({ header, study, series, infos }: CaseImages, table: CaseFacts): CaseFacts {
  if (!header) return table;
  const facts = { study, series, header, infos };
  const told: CaseFacts = {
    age: ageInYears(study),
    sex: study.patientSex,
    modality: series.modality,
    bodyPart: bodyPartOf(facts),
    viewPosition: viewPositionOf(facts),
    orientation: orientationOf(facts),
    manufacturer: header.text('Manufacturer'),
  };
  const has = Object.entries(told).filter(([, value]) => value !== undefined && value !== '');
  return { ...table, ...Object.fromEntries(has) };
}

type Asks = Pick<Manifest, 'eligible'>;
type Group = { value: string; asked: boolean; has(facts: CaseFacts): boolean };

/** First years of the age groups that trials report (ICH E11, E7): infants, children, adolescents, adults, the elderly. */
const AGES = [0, 2, 12, 18, 65];
const SEXES = ['F', 'M'];

/**
 * Which kinds of people and images the answered cases are of, and of which of those that the model is for (the rules of
 * its manifest) there are none. A model that asks for no age or sex is for all.
 */
export function coverageOf({ eligible }: Asks, cases: Pick<EvaluatedCase, 'facts'>[]): Coverage[] {
  const all = cases.map(({ facts = {} }) => facts);
  const named = (of: keyof CaseFacts): string[] =>
    eligible.flatMap((rule) => (rule.attribute === of && 'oneOf' in rule ? rule.oneOf : []));
  const groupsOf: Record<keyof CaseFacts, Group[]> = {
    age: ageGroups(eligible),
    sex: groupsBy('sex', all, SEXES),
    modality: groupsBy('modality', all, named('modality')),
    // Rules name one part of the body in several words.
    bodyPart: groupsBy('bodyPart', all, []),
    viewPosition: groupsBy('viewPosition', all, named('viewPosition')),
    orientation: groupsBy('orientation', all, named('orientation')),
    manufacturer: groupsBy('manufacturer', all, []),
  };
  return Object.entries(groupsOf).map(([of, groups]) => {
    const kind = of as keyof CaseFacts;
    const told = all.filter((facts) => facts[kind] !== undefined);
    const values = groups
      .map(({ value, asked, has }) => ({ value, asked, cases: told.filter(has).length }))
      .filter(({ asked, cases }) => asked || cases > 0);
    return { of: kind, values: told.length > 0 ? values : [], untold: all.length - told.length };
  });
}

function groupsBy(of: Exclude<keyof CaseFacts, 'age'>, all: CaseFacts[], asked: string[]): Group[] {
  const found = all.flatMap((facts) => facts[of] ?? []).sort();
  return [...new Set([...asked, ...found])].map((value) => ({
    ...{ value, asked: asked.includes(value) },
    has: (facts) => facts[of] === value,
  }));
}

/** The usual groups, cut where the model's own age begins and ends. */
function ageGroups(eligible: Manifest['eligible']): Group[] {
  const rule = eligible.find(({ attribute }) => attribute === 'patientAge');
  const [youngest, tooOld] =
    rule?.attribute === 'patientAge' ? [rule.minYears, Math.floor(rule.maxYears) + 1] : [0, Number.POSITIVE_INFINITY];
  const edges = [...new Set([...AGES, youngest, tooOld])].filter(Number.isFinite).sort((a, b) => a - b);
  return edges.map((from, n) => {
    const to = edges[n + 1] ?? Number.POSITIVE_INFINITY;
    const last = to - 1;
    return {
      value: to === Number.POSITIVE_INFINITY ? `${from}+` : last > from ? `${from}–${last}` : `${from}`,
      asked: from >= youngest && to <= tooOld,
      has: ({ age }) => age !== undefined && age >= from && age < to,
    };
  });
}
