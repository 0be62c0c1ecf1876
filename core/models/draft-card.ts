import { Language, type Localised, type NetworkDescription } from '../contract/index.ts';
import { todo } from './todo.ts';

/** Headings of a model card (Mitchell et al. 2019), each with what its author has to say there. */
const SECTIONS: [heading: Localised, what: Localised][] = [
  [
    { en: 'Intended use', ar: 'الاستخدام المقصود' },
    { en: 'for what, on which images, by whom', ar: 'لأي غرض، وعلى أي صور، ومن يستعمله' },
  ],
  [
    { en: 'Not for', ar: 'لا يُستعمل في' },
    { en: 'what it must not be used for', ar: 'ما لا يجوز استعماله له' },
  ],
  [
    { en: 'Data', ar: 'البيانات' },
    {
      en: 'where the images came from, their licence, how they were divided (by patient)',
      ar: 'مصدر الصور، ورخصتها، وكيف قُسّمت (بحسب المريض)',
    },
  ],
  [
    { en: 'Preparation', ar: 'التحضير' },
    { en: 'what is done to an image before the network sees it', ar: 'ما يُجرى على الصورة قبل أن تراها الشبكة' },
  ],
  [
    { en: 'Training', ar: 'التدريب' },
    { en: 'how it was trained', ar: 'كيف دُرّب' },
  ],
  [
    { en: 'Results', ar: 'النتائج' },
    {
      en: 'metrics on images that it never saw, with intervals, and how they were measured',
      ar: 'المقاييس على صور لم يرها قط، مع مجالات الثقة، وكيف قيست',
    },
  ],
  [
    { en: 'Limits', ar: 'الحدود' },
    { en: 'where it fails', ar: 'أين يفشل' },
  ],
];

const NAME = { en: 'name of the model', ar: 'اسم النموذج' };
const NOTICE = { en: 'Research use only. Not for diagnosis.', ar: 'للاستخدام البحثي فقط. ليس للتشخيص.' };
const NETWORK = { en: 'Network', ar: 'الشبكة' };

/**
 * The model card of a draft: what the graph says, and headings for what its author has to say, in English and then, in a
 * part that runs from right to left, in Arabic.
 */
export function draftCard(network: NetworkDescription): string {
  const [english, arabic] = Language.options.map((language) => partOf(network, language));
  return [english, '---', '<div dir="rtl" lang="ar">', arabic, '</div>', ''].join('\n\n');
}

function partOf(network: NetworkDescription, language: Language): string {
  const sections = SECTIONS.map(([heading, what]) => `## ${heading[language]}\n${todo(what[language])}`);
  return [
    `# ${todo(NAME[language])}`,
    `**${NOTICE[language]}**`,
    `## ${NETWORK[language]}\n${sentenceOf(network)[language]}`,
    ...sections,
  ].join('\n\n');
}

function sentenceOf({ variant, residual, blocks, parameters, multiplyAdds }: NetworkDescription): Localised {
  const millions = (parameters / 1e6).toPrecision(3);
  const billions = multiplyAdds === undefined ? undefined : (multiplyAdds / 1e9).toPrecision(3);
  const kind = residual
    ? { en: `Residual network of ${blocks.length} blocks`, ar: `شبكة متبقية، عدد كتلها ${blocks.length}` }
    : { en: 'Not a residual network', ar: 'ليست شبكة متبقية' };
  return {
    en: `${variant ?? kind.en}, ${millions} million parameters${billions ? `, ${billions} billion multiply–adds` : ''}.`,
    ar: `${variant ?? kind.ar}، ‏${millions} مليون معامل${billions ? `، ‏${billions} مليار عملية ضرب وجمع` : ''}.`,
  };
}
