import type { Language, Localised } from '../contract/index.ts';

/** The words of the report, in both languages (LOOK.md has the glossary). */
const WORDS = {
  title: { en: 'Annotated report', ar: 'تقرير مع تعليقات توضيحية' },
  report: { en: 'Report', ar: 'التقرير' },
  notice: { en: 'Research use only. Not for diagnosis.', ar: 'للاستخدام البحثي فقط. ليس للتشخيص.' },
  unreviewed: { en: 'Not reviewed by a reader', ar: 'لم يراجعه قارئ' },
  partlyReviewed: { en: 'Not every finding has been reviewed', ar: 'لم تُراجَع كل النتائج' },
  patient: { en: 'Patient', ar: 'المريض' },
  patientId: { en: 'Patient ID', ar: 'رقم المريض' },
  birthSexAge: { en: 'Birth date, sex, age', ar: 'تاريخ الميلاد والجنس والعمر' },
  studyDate: { en: 'Study date', ar: 'تاريخ الفحص' },
  study: { en: 'Study', ar: 'الفحص' },
  series: { en: 'Series', ar: 'السلسلة' },
  images: { en: 'Images', ar: 'الصور' },
  accession: { en: 'Accession', ar: 'رقم الطلب' },
  none: { en: 'not given', ar: 'غير مذكور' },
  findings: { en: 'Findings', ar: 'النتائج' },
  noFindings: { en: 'The model found nothing that it was made to find.', ar: 'لم يجد النموذج شيئًا مما صُنع للبحث عنه.' },
  finding: { en: 'Finding', ar: 'النتيجة' },
  probability: { en: 'Probability', ar: 'الاحتمال' },
  threshold: { en: 'Threshold', ar: 'العتبة' },
  volume: { en: 'Volume', ar: 'الحجم' },
  voxels: { en: 'Voxels', ar: 'الفوكسلات' },
  pixels: { en: 'Pixels', ar: 'البكسلات' },
  box: { en: 'Box, px', ar: 'الإطار، بكسل' },
  size: { en: 'Size, mm', ar: 'الأبعاد، مم' },
  image: { en: 'Image', ar: 'الصورة' },
  measurements: { en: 'Measurements', ar: 'القياسات' },
  number: { en: 'No.', ar: 'الرقم' },
  measurement: { en: 'Measurement', ar: 'القياس' },
  value: { en: 'Value', ar: 'القيمة' },
  where: { en: 'Where', ar: 'الموضع' },
  measuredBy: { en: 'Measured by', ar: 'قاسه' },
  toolLength: { en: 'Length', ar: 'طول' },
  toolAngle: { en: 'Angle', ar: 'زاوية' },
  toolCobb: { en: 'Cobb angle', ar: 'زاوية كوب' },
  toolBidirectional: { en: 'Two diameters', ar: 'قطران متعامدان' },
  toolRectangle: { en: 'Rectangle', ar: 'مستطيل' },
  toolEllipse: { en: 'Ellipse', ar: 'قطع ناقص' },
  toolFreehand: { en: 'Freehand', ar: 'رسم حر' },
  toolProbe: { en: 'Probe', ar: 'قيمة نقطة' },
  shortAxis: { en: 'short axis', ar: 'القطر القصير' },
  area: { en: 'area', ar: 'المساحة' },
  mean: { en: 'mean', ar: 'المتوسط' },
  deviation: { en: 'SD', ar: 'الانحراف المعياري' },
  least: { en: 'least', ar: 'الأدنى' },
  greatest: { en: 'greatest', ar: 'الأقصى' },
  slabMax: { en: 'maximum of', ar: 'أقصى شدة في' },
  slabMin: { en: 'minimum of', ar: 'أدنى شدة في' },
  slabMean: { en: 'average of', ar: 'متوسط' },
  byPixelSpacing: { en: 'Lengths by Pixel Spacing.', ar: 'الأطوال وفق Pixel Spacing.' },
  byImagerSpacing: {
    en: 'The file gives the spacing at the detector only, so lengths are in pixels.',
    ar: 'لا يذكر الملف إلا التباعد عند الكاشف، لذلك فالأطوال بالبكسل.',
  },
  byScannedSpacing: {
    en: 'The file gives the spacing of the scanned film only, so lengths are in pixels.',
    ar: 'لا يذكر الملف إلا تباعد الفيلم الممسوح، لذلك فالأطوال بالبكسل.',
  },
  byUltrasoundRegion: {
    en: 'Lengths by the calibration of the ultrasound region (Physical Delta X and Y).',
    ar: 'الأطوال وفق معايرة منطقة الموجات فوق الصوتية (Physical Delta X وY).',
  },
  outsideRegions: {
    en: 'Outside of one calibrated ultrasound region, so lengths are in pixels.',
    ar: 'خارج منطقة واحدة معايرة من صورة الموجات فوق الصوتية، لذلك فالأطوال بالبكسل.',
  },
  byNoSpacing: {
    en: 'The file gives no spacing, so lengths are in pixels.',
    ar: 'لا يذكر الملف أي تباعد، لذلك فالأطوال بالبكسل.',
  },
  noReformats: { en: 'What was measured on reformats has no picture', ar: 'لا صورة لما قيس على إعادة تشكيل' },
  firstImages: { en: 'Pictures of the first # measured images', ar: 'صور أول # صورة قيس عليها' },
  decision: { en: 'Decision', ar: 'القرار' },
  above: { en: 'at or above', ar: 'عندها أو فوقها' },
  below: { en: 'below', ar: 'دونها' },
  accepted: { en: 'Accepted', ar: 'مقبولة' },
  rejected: { en: 'Rejected', ar: 'مرفوضة' },
  edited: { en: 'Edited', ar: 'معدّلة' },
  toReview: { en: 'To review', ar: 'للمراجعة' },
  keyImages: { en: 'Key images', ar: 'الصور الرئيسية' },
  axial: { en: 'Axial', ar: 'محوري' },
  coronal: { en: 'Coronal', ar: 'إكليلي' },
  sagittal: { en: 'Sagittal', ar: 'سهمي' },
  oblique: { en: 'Oblique', ar: 'مائل' },
  of: { en: 'of', ar: 'من' },
  overlay: { en: 'Outline and 34 % fill', ar: 'حدود وتعبئة بنسبة 34 %' },
  window: { en: 'Window', ar: 'عرض النافذة' },
  level: { en: 'level', ar: 'ومستواها' },
  rightIsLeft: { en: 'Patient’s right is on the left of the picture', ar: 'يمين المريض على يسار الصورة' },
  noScale: { en: 'No scale bar: the pixel spacing is not calibrated', ar: 'لا مقياس رسم: تباعد البكسلات غير معاير' },
  activationMap: { en: 'Activation map', ar: 'خريطة التنشيط' },
  exactMap: { en: 'exact for this network', ar: 'دقيقة لهذه الشبكة' },
  approximateMap: { en: 'approximate', ar: 'تقريبية' },
  mapScale: { en: 'share of the strongest; clear below 0.18', ar: 'نسبة إلى أقوى تنشيط، وما دون 0.18 شفاف' },
  model: { en: 'Model', ar: 'النموذج' },
  intendedUse: { en: 'Intended use', ar: 'الاستخدام المقصود' },
  notFor: { en: 'What it is not for', ar: 'ما ليس له' },
  measured: { en: 'Measured on', ar: 'قيس على' },
  metric: { en: 'Metric', ar: 'المقياس' },
  interval: { en: 'Value (95 % interval)', ar: 'القيمة (مجال الثقة 95 %)' },
  ranOn: { en: 'Ran on', ar: 'شُغّل على' },
  requested: { en: 'requested', ar: 'المطلوب' },
  overruled: { en: 'Overruled by the reader', ar: 'ما تجاوزه القارئ' },
  rejectedFindings: { en: 'Rejected findings', ar: 'النتائج المرفوضة' },
  editedFindings: { en: 'Edited by the reader', ar: 'ما عدّله القارئ' },
  boxOfModel: { en: 'Box of the model', ar: 'إطار النموذج' },
  boxOfReader: { en: 'Box of the reader', ar: 'إطار القارئ' },
  reason: { en: 'Reason', ar: 'السبب' },
  review: { en: 'Review', ar: 'المراجعة' },
  reviewers: { en: 'Reviewed by', ar: 'راجعه' },
  comments: { en: 'Comments', ar: 'التعليقات' },
  journal: {
    en: 'Every decision in this report is in the journal, entry',
    ar: 'كل قرار في هذا التقرير مدوّن في السجل، القيد',
  },
  unsigned: {
    en: 'No reader has accepted or rejected these findings. They are what the model computed, nothing more.',
    ar: 'لم يقبل أي قارئ هذه النتائج ولم يرفضها. إنها ما حسبه النموذج لا غير.',
  },
  provenance: { en: 'Provenance', ar: 'المصدر' },
  run: { en: 'Run', ar: 'التشغيل' },
  inputs: { en: 'Input images, SHA-256', ar: 'صور الإدخال، SHA-256' },
  modelHash: { en: 'Model, SHA-256', ar: 'النموذج، SHA-256' },
  page: { en: 'Page', ar: 'صفحة' },
  ml: { en: 'ml', ar: 'مل' },
  apart: { en: '# apart', ar: 'التباعد #' },
  cm: { en: 'cm', ar: 'cm' },
  mm: { en: 'mm', ar: 'مم' },
  substituted: {
    en: '□ stands for a character that no font of this machine has.',
    ar: 'يدل □ على حرف لا يوجد في أي خط على هذا الجهاز.',
  },
} as const satisfies Record<string, Localised>;

export type Words = Record<keyof typeof WORDS, string>;

export const wordsIn = (language: Language): Words =>
  Object.fromEntries(Object.entries(WORDS).map(([key, text]) => [key, text[language]])) as Words;

/** DA as a date in words, Western digits: 14 March 2026, 14 مارس 2026. What is no date is given as it stands. */
export function dateInWords(da: string, language: Language): string {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(da) ?? [];
  if (!year || !month || !day) return da;
  return new Intl.DateTimeFormat(language === 'ar' ? 'ar-EG-u-nu-latn' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(Date.UTC(Number(year), Number(month) - 1, Number(day)));
}

/** An instant in words, in the machine's own time zone: 14 March 2026, 14:52. */
export function instantInWords(at: Date, language: Language): string {
  const locale = language === 'ar' ? 'ar-EG-u-nu-latn' : 'en-GB';
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(at);
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(at);
  return `${date}${language === 'ar' ? '،' : ','} ${time}`;
}

const AGE_UNIT: Record<string, Localised> = {
  Y: { en: 'y', ar: 'سنة' },
  M: { en: 'months', ar: 'شهرًا' },
  W: { en: 'weeks', ar: 'أسبوعًا' },
  D: { en: 'days', ar: 'يومًا' },
};
const SEX: Record<string, Localised> = {
  F: { en: 'F', ar: 'أنثى' },
  M: { en: 'M', ar: 'ذكر' },
  O: { en: 'O', ar: 'آخر' },
};

/** Patient's Sex and Age (AS: 034Y) in words; what is neither is left out. */
export function sexAndAge(sex: string, age: string, language: Language): string {
  const [, count, unit = ''] = /^(\d{3})([DWMY])$/.exec(age) ?? [];
  const years = count ? `${Number(count)}\u00a0${AGE_UNIT[unit]?.[language]}` : '';
  return [SEX[sex]?.[language] ?? sex, years].filter(Boolean).join(language === 'ar' ? '، ' : ', ');
}

/** PN as people write it: family, given, the rest; the ideographic group in brackets. */
export function nameInWords(pn: string): string {
  const [alphabetic = '', ideographic = ''] = pn.split('=').map((group) => {
    const [family = '', given = '', middle = ''] = group.split('^').map((part) => part.trim());
    return [family, [given, middle].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  });
  return ideographic && alphabetic ? `${alphabetic} (${ideographic})` : alphabetic || ideographic;
}
