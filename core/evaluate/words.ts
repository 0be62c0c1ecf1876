import type { Language, Localised } from '../contract/index.ts';

/** The words of the page, in both languages. */
const WORDS = {
  evaluation: { en: 'Evaluation', ar: 'تقييم' },
  notice: { en: 'Research use only. Not for diagnosis.', ar: 'للاستخدام البحثي فقط. ليس للتشخيص.' },
  figures: { en: 'Figures', ar: 'الأرقام' },
  figure: { en: 'Figure', ar: 'المقياس' },
  value: { en: 'Value', ar: 'القيمة' },
  interval: { en: '95 % interval', ar: 'مجال الثقة 95 ‎%' },
  byPatient: {
    en: 'Intervals by bootstrap over patients, 2,000 draws.',
    ar: 'المجالات بإعادة أخذ العينات (bootstrap) على مستوى المرضى، 2000 سحبة.',
  },
  curves: { en: 'Curves', ar: 'المنحنيات' },
  cases: { en: 'Cases', ar: 'الحالات' },
  case: { en: 'Case', ar: 'الحالة' },
  patients: { en: 'Patients', ar: 'المرضى' },
  patient: { en: 'Patient', ar: 'المريض' },
  coverage: { en: 'What the set covers', ar: 'ما تشمله المجموعة' },
  coverageOf: { en: 'Of', ar: 'الصفة' },
  uncovered: {
    en: 'The model is also for those with 0 cases: these figures say nothing of how good it is there.',
    ar: 'النموذج معدّ أيضًا للفئات التي لها 0 حالة، ولا تدل هذه الأرقام على جودته فيها.',
  },
  untold: { en: 'not told', ar: 'غير مذكور' },
  failed: { en: 'Cases that failed', ar: 'حالات تعذّرت' },
  reason: { en: 'Reason', ar: 'السبب' },
  model: { en: 'Model', ar: 'النموذج' },
  data: { en: 'Set', ar: 'المجموعة' },
  split: { en: 'Split', ar: 'القسم' },
  provider: { en: 'Computed by', ar: 'وحدة الحساب' },
  took: { en: 'Took', ar: 'المدة' },
  started: { en: 'Started', ar: 'البداية' },
  worst: { en: 'The worst cases', ar: 'أسوأ الحالات' },
  doubted: { en: 'Doubted labels', ar: 'وسوم مشكوك فيها' },
  doubtedText: {
    en: 'A reader doubts these labels. The value of a figure counts these cases; “without doubted labels” does not. The set was not changed.',
    ar: 'يشك قارئ في هذه الوسوم. تدخل هذه الحالات في قيمة المقياس، ولا تدخل في «دون الوسوم المشكوك فيها». لم تتغير المجموعة.',
  },
  without: { en: 'Without doubted labels', ar: 'دون الوسوم المشكوك فيها' },
  date: { en: 'Date', ar: 'التاريخ' },
  by: { en: 'Reader', ar: 'القارئ' },
  truth: { en: 'Truth', ar: 'الحقيقة' },
  answer: { en: 'Answer', ar: 'الجواب' },
  probability: { en: 'Probability', ar: 'الاحتمال' },
  image: { en: 'Image', ar: 'الصورة' },
  similarity: { en: 'Similarity', ar: 'التشابه' },
  onePerson: { en: 'one person', ar: 'شخص واحد' },
  twoPersons: { en: 'two persons', ar: 'شخصان' },
  none: { en: 'none', ar: 'لا شيء' },
  of: { en: '{a} of {b}', ar: '{a} من {b}' },
  seconds: { en: '{n} s', ar: '{n} ث' },
  also: { en: 'العربية', ar: 'English' },
} satisfies Record<string, Localised>;

type Word = keyof typeof WORDS;
export type Say = (word: Word, values?: Record<string, string | number>) => string;

export const wordsIn =
  (language: Language): Say =>
  (word, values = {}) =>
    WORDS[word][language].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
