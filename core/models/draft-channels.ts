import type { Localised } from '../contract/index.ts';
import { keyOf } from './import-values.ts';
import { todo, words } from './todo.ts';

/** A series that names of input channels speak of: what a study calls it, and how it is found there. */
type Sequence = { named: RegExp; key: string; name: Localised; modality: string; find: object[] };

const both = (text: string): Localised => ({ en: text, ar: text });

const rule = (attribute: string, test: object, reason: Localised, missing = 'ask') => ({
  ...{ attribute, ...test, severity: 'caution', missing, reason },
});

const description = (words: { anyOf: string[]; noneOf?: string[] }, name: string) =>
  rule('description', words, { en: `Its name does not say ${name}.`, ar: `لا يذكر اسمها ${name}.` });

const T1 = description({ anyOf: ['T1', 'MPRAGE', 'BRAVO', 'SPGR'] }, 'T1');

/**
 * Names as data sets of MONAI, nnU-Net, the Medical Segmentation Decathlon and BraTS have them, in small letters without
 * signs. Words of descriptions are the scanners' (Siemens, GE and Philips), so every rule on them may be overruled.
 */
const SEQUENCES: Sequence[] = [
  {
    named: /^(t1w?(c|ce|gd|gad|gadolinium|km|post|postcontrast|postgd|contrast|contrastenhanced)|cet1w?|postt1w?)w?$/,
    key: 't1-post',
    name: { en: 'T1 with contrast', ar: 'T1 مع التباين' },
    modality: 'MR',
    find: [T1, rule('contrast', { given: true }, { en: 'No contrast agent was given.', ar: 'لم تُعطَ مادة تباين.' })],
  },
  {
    named: /^(t1|t1w|t1n|t1wi|t1weighted|t1native|t1pre|t1precontrast)$/,
    key: 't1',
    name: both('T1'),
    modality: 'MR',
    find: [
      T1,
      rule('contrast', { given: false }, { en: 'A contrast agent was given.', ar: 'أُعطيت مادة تباين.' }, 'pass'),
    ],
  },
  {
    named: /^(flair|t2flair|t2f|flairt2|t2wflair)w?$/,
    key: 'flair',
    name: both('FLAIR'),
    modality: 'MR',
    find: [description({ anyOf: ['FLAIR', 'TIRM', 'dark fluid', 'dark-fluid'], noneOf: ['T1'] }, 'FLAIR')],
  },
  {
    named: /^(t2|t2w|t2wi|t2weighted)$/,
    key: 't2',
    name: both('T2'),
    modality: 'MR',
    find: [
      description({ anyOf: ['T2'], noneOf: ['FLAIR', 'TIRM', 'dark fluid', 'dark-fluid', 'T2*', 'T2_star'] }, 'T2'),
    ],
  },
  {
    named: /^(adc|adcmap|apparentdiffusioncoefficient)$/,
    key: 'adc',
    name: both('ADC'),
    modality: 'MR',
    find: [description({ anyOf: ['ADC', 'apparent diffusion'], noneOf: ['eADC', 'exponential'] }, 'ADC')],
  },
  {
    named: /^(dwi|diffusion|diffusionweighted|trace)$/,
    key: 'dwi',
    name: both('DWI'),
    modality: 'MR',
    find: [description({ anyOf: ['DWI', 'diff', 'trace'], noneOf: ['ADC', 'eADC', 'apparent', 'exponential'] }, 'DWI')],
  },
  { named: /^(ct|cect|ctres)$/, key: 'ct', name: both('CT'), modality: 'CT', find: [] },
  { named: /^(pet|pt|suv|petsuv|fdgpet)$/, key: 'pet', name: both('PET'), modality: 'PT', find: [] },
];

/** An input channel of a draft. */
export type DraftChannel = { key: string; name: Localised; find: object[] };

/** Which series an input channel of this name reads; undefined for names that could be anything. */
const sequenceOf = (name: string): Sequence | undefined => {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return SEQUENCES.find(({ named }) => named.test(plain));
};

/**
 * The series of the channels of a network of volumes, by the names that another framework gives them, in their order. A
 * name that is not known, or that two channels have, is left to the author to find. `firstFind` holds for the first.
 */
export function channelsNamed(names: string[], firstFind: object[] = []): DraftChannel[] {
  const mixed = new Set(modalitiesOf(names)).size > 1;
  const keys = names.map(keyOf);
  return names.map((name, n) => {
    const further = n === 0 ? firstFind : [];
    const known = onlySequence(names, n);
    if (known) {
      const { key, find } = known;
      return { key, name: known.name, find: [...(mixed ? [modalityRule(known)] : []), ...find, ...further] };
    }
    const key = keys[n]!;
    const again = keys.indexOf(key) !== keys.lastIndexOf(key);
    return {
      key: again ? `${key.slice(0, 38)}-${n}` : key,
      name: { en: name, ar: todo(`"${name}" in Arabic`) },
      find: [findRule(), ...further],
    };
  });
}

/** A series for each of some channels, of which nothing is known. */
export const channelsUnknown = (count: number): DraftChannel[] =>
  Array.from({ length: count }, (_, n) => ({
    key: todo(`a short name of input channel ${n}: a–z, 0–9, -`),
    name: words(`the series that input channel ${n} reads, such as T1 with contrast`),
    find: [findRule()],
  }));

/** The DICOM modality of each channel by its name, undefined where nothing is known of it. */
export const modalitiesOf = (names: string[]): (string | undefined)[] =>
  names.map((name) => sequenceOf(name)?.modality);

/** Is a name that of a PET series, whose values are in units of its file here, and in another's often SUV? */
export const isPet = (name: string): boolean => sequenceOf(name)?.modality === 'PT';

function onlySequence(names: string[], n: number): Sequence | undefined {
  const known = sequenceOf(names[n]!);
  return names.filter((name) => sequenceOf(name) === known).length === 1 ? known : undefined;
}

const modalityRule = ({ modality, name }: Sequence) => ({
  attribute: 'modality',
  oneOf: [modality],
  severity: 'meaningless',
  missing: 'ask',
  reason: { en: `This is no ${name.en}.`, ar: `ليست هذه ${name.ar}.` },
});

const findRule = () => ({
  attribute: 'description',
  anyOf: [todo('a word of its Series Description or Protocol Name; other rules are in docs/model-authors.md')],
  severity: 'caution',
  missing: 'ask',
  reason: words('why another series would be wrong here'),
});
