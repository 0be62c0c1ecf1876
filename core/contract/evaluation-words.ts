import type { CaseFacts, Plot } from './evaluation.ts';
import type { Language, Localised } from './language.ts';

const FIGURES: Record<string, Localised> = {
  auc: { en: 'Area under the ROC curve', ar: 'المساحة تحت منحنى ROC' },
  averagePrecision: { en: 'Average precision', ar: 'متوسط الضبط' },
  accuracy: { en: 'Accuracy', ar: 'الدقة' },
  ece: { en: 'Expected calibration error', ar: 'خطأ المعايرة المتوقع' },
  sensitivity: { en: 'Sensitivity', ar: 'الحساسية' },
  specificity: { en: 'Specificity', ar: 'النوعية' },
  dice: { en: 'Dice', ar: 'معامل دايس' },
  surfaceDistanceMm: { en: 'Surface distance, mm', ar: 'المسافة بين السطحين، مم' },
  volumeErrorMl: { en: 'Volume error, ml', ar: 'خطأ الحجم، مل' },
  falseAccept: { en: 'Two persons’ pairs taken for one’s', ar: 'أزواج شخصين عُدّت لشخص واحد' },
  falseReject: { en: 'One person’s pairs taken for two’s', ar: 'أزواج شخص واحد عُدّت لشخصين' },
  ap50: { en: 'Average precision at IoU 0.5', ar: 'متوسط الضبط عند IoU 0.5' },
};

/** An evaluation or a manifest. */
type Labelled = { labels: { key: string; name: Localised }[] };

export const labelName = ({ labels }: Labelled, key: string, language: Language): string =>
  labels.find((label) => label.key === key)?.name[language] ?? key;

/** "sensitivity@balanced.virus" → "Sensitivity (balanced), Viral"; what has no word keeps its name. */
export function figureName(about: Labelled, name: string, language: Language): string {
  const [, kind = name, point, key] = /^([^@.]+)(?:@([^.]+))?(?:\.(.+))?$/.exec(name) ?? [];
  const said = FIGURES[kind]?.[language] ?? kind;
  const at = point ? ` (${point})` : '';
  return key ? `${said}${at}${language === 'ar' ? '، ' : ', '}${labelName(about, key, language)}` : `${said}${at}`;
}

/** What a plot shows, and what its axes are. */
type PlotWords = { title: Localised; x: Localised; y: Localised };

export const plotWords: Record<Plot['kind'], PlotWords> = {
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
    x: { en: 'False boxes a case', ar: 'إطارات خاطئة لكل حالة' },
    y: { en: 'Sensitivity', ar: 'الحساسية' },
  },
};

const COVERED: Record<keyof CaseFacts, Localised> = {
  age: { en: 'Age in years', ar: 'العمر بالسنوات' },
  sex: { en: 'Sex', ar: 'الجنس' },
  modality: { en: 'Modality', ar: 'نوع التصوير' },
  bodyPart: { en: 'Body part', ar: 'منطقة الجسم' },
  viewPosition: { en: 'View', ar: 'الوضعية' },
  orientation: { en: 'Orientation of slices', ar: 'اتجاه المقاطع' },
  manufacturer: { en: 'Manufacturer', ar: 'الشركة الصانعة' },
};

const VALUES: Record<string, Localised> = {
  'sex F': { en: 'Female', ar: 'أنثى' },
  'sex M': { en: 'Male', ar: 'ذكر' },
  'sex O': { en: 'Other', ar: 'آخر' },
  'orientation axial': { en: 'Axial', ar: 'محوري' },
  'orientation coronal': { en: 'Coronal', ar: 'إكليلي' },
  'orientation sagittal': { en: 'Sagittal', ar: 'سهمي' },
};

export const coverageName = (of: keyof CaseFacts, language: Language): string => COVERED[of][language];

/** Codes of DICOM and names of makers stay as they are. */
export const coverageValue = (of: keyof CaseFacts, value: string, language: Language): string =>
  VALUES[`${of} ${value}`]?.[language] ?? value;
