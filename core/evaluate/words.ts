import type { Evaluation, Language, Localised, Plot } from '../contract/index.ts';

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
  failed: { en: 'Cases that failed', ar: 'حالات تعذّرت' },
  reason: { en: 'Reason', ar: 'السبب' },
  model: { en: 'Model', ar: 'النموذج' },
  data: { en: 'Set', ar: 'المجموعة' },
  split: { en: 'Split', ar: 'القسم' },
  provider: { en: 'Computed by', ar: 'وحدة الحساب' },
  took: { en: 'Took', ar: 'المدة' },
  started: { en: 'Started', ar: 'البداية' },
  worst: { en: 'The worst cases', ar: 'أسوأ الحالات' },
  truth: { en: 'Truth', ar: 'الحقيقة' },
  answer: { en: 'Answer', ar: 'الجواب' },
  probability: { en: 'Probability', ar: 'الاحتمال' },
  none: { en: 'none', ar: 'لا شيء' },
  of: { en: '{a} of {b}', ar: '{a} من {b}' },
  seconds: { en: '{n} s', ar: '{n} ث' },
  also: { en: 'العربية', ar: 'English' },
} satisfies Record<string, Localised>;

export type Word = keyof typeof WORDS;
export type Say = (word: Word, values?: Record<string, string | number>) => string;

export const wordsIn =
  (language: Language): Say =>
  (word, values = {}) =>
    WORDS[word][language].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

const FIGURES: Record<string, Localised> = {
  auc: { en: 'Area under the ROC curve', ar: 'المساحة تحت منحنى ROC' },
  averagePrecision: { en: 'Average precision', ar: 'متوسط الضبط' },
  accuracy: { en: 'Accuracy', ar: 'الدقة' },
  ece: { en: 'Expected calibration error', ar: 'خطأ المعايرة المتوقع' },
  sensitivity: { en: 'Sensitivity', ar: 'الحساسية' },
  specificity: { en: 'Specificity', ar: 'النوعية' },
  dice: { en: 'Dice', ar: 'معامل دايس' },
  surfaceDistanceMm: { en: 'Surface distance, mm', ar: 'المسافة بين السطحين، مم' },
  volumeErrorMl: { en: 'Volume error, mL', ar: 'خطأ الحجم، مل' },
  ap50: { en: 'Average precision at IoU 0.5', ar: 'متوسط الضبط عند IoU ‏0.5' },
};

export const labelName = ({ labels }: Pick<Evaluation, 'labels'>, key: string, language: Language): string =>
  labels.find((label) => label.key === key)?.name[language] ?? key;

/** "sensitivity@balanced.virus" → "Sensitivity (balanced), Viral". */
export function figureName(evaluation: Evaluation, name: string, language: Language): string {
  const [, kind = name, point, key] = /^([^@.]+)(?:@([^.]+))?(?:\.(.+))?$/.exec(name) ?? [];
  const said = FIGURES[kind]?.[language] ?? kind;
  const at = point ? ` (${point})` : '';
  return key ? `${said}${at}${language === 'ar' ? '، ' : ', '}${labelName(evaluation, key, language)}` : `${said}${at}`;
}

type PlotWords = { title: Localised; x: Localised; y: Localised };

export const PLOTS: Record<Plot['kind'], PlotWords> = {
  roc: {
    title: { en: 'ROC', ar: 'منحنى ROC' },
    x: { en: '1 − specificity', ar: '1 − النوعية' },
    y: { en: 'Sensitivity', ar: 'الحساسية' },
  },
  precisionRecall: {
    title: { en: 'Precision and recall', ar: 'الضبط والاستدعاء' },
    x: { en: 'Recall', ar: 'الاستدعاء' },
    y: { en: 'Precision', ar: 'الضبط' },
  },
  calibration: {
    title: { en: 'Calibration of the surest answer', ar: 'معايرة الجواب الأرجح' },
    x: { en: 'Probability', ar: 'الاحتمال' },
    y: { en: 'Share that was right', ar: 'نسبة الصواب' },
  },
  histogram: {
    title: { en: 'Dice of the cases', ar: 'معامل دايس للحالات' },
    x: { en: 'Dice', ar: 'معامل دايس' },
    y: { en: 'Cases', ar: 'الحالات' },
  },
  froc: {
    title: { en: 'FROC', ar: 'منحنى FROC' },
    x: { en: 'False boxes an image', ar: 'إطارات خاطئة لكل صورة' },
    y: { en: 'Sensitivity', ar: 'الحساسية' },
  },
};
