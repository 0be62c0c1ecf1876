import { problems } from './catalogue.ts';

const otherSeries: [string, string] = ['Choose another series.', 'اختر سلسلة أخرى.'];

/** Volumes and preparation: why frames make no volume, or a step cannot be done. */
export const imagingProblems = problems({
  'volume-single-slice': {
    en: ['One slice is no volume.', otherSeries[0]],
    ar: ['لا يؤلّف مقطع واحد حجمًا.', otherSeries[1]],
  },
  'volume-no-position': {
    en: ['The images do not say where in the patient they lie, so they make no volume.', otherSeries[0]],
    ar: ['لا تذكر الصور موضعها في جسم المريض، فلا تؤلّف حجمًا.', otherSeries[1]],
  },
  'volume-no-spacing': {
    en: ['The images have no pixel spacing in the patient, so nothing can be measured in them.', otherSeries[0]],
    ar: ['لا تحمل الصور تباعد بكسلات في جسم المريض، فلا يمكن القياس فيها.', otherSeries[1]],
  },
  'volume-mixed-orientation': {
    en: ['The images of the series have different or skewed orientations, so they make no volume.', otherSeries[0]],
    ar: ['لصور السلسلة اتجاهات مختلفة أو مائلة، فلا تؤلّف حجمًا.', otherSeries[1]],
  },
  'volume-mixed-size': {
    en: ['The images of the series have different sizes ({size} and {other}).', otherSeries[0]],
    ar: ['لصور السلسلة مقاسات مختلفة ({size} و{other}).', otherSeries[1]],
  },
  'volume-mixed-spacing': {
    en: ['The images of the series have different pixel spacings.', otherSeries[0]],
    ar: ['لصور السلسلة تباعدات بكسلات مختلفة.', otherSeries[1]],
  },
  'volume-mixed-frames-of-reference': {
    en: ['The images of the series lie in different frames of reference.', otherSeries[0]],
    ar: ['تقع صور السلسلة في أطر مرجعية مختلفة.', otherSeries[1]],
  },
  'volume-colour': {
    en: ['Colour images make no volume of grey values.', otherSeries[0]],
    ar: ['لا تؤلّف الصور الملونة حجمًا من القيم الرمادية.', otherSeries[1]],
  },
  'volume-double-position': {
    en: ['Slices {slice} and {next} lie at the same place.', 'Choose a series with one image at each place.'],
    ar: ['يقع المقطعان {slice} و{next} في الموضع نفسه.', 'اختر سلسلة فيها صورة واحدة في كل موضع.'],
  },
  'volume-gap': {
    en: [
      'Slices {slice} and {next} are {gap} mm apart, the others {usual} mm: a slice is missing or the spacing is uneven.',
      'Get the whole series and open it again.',
    ],
    ar: [
      'يفصل بين المقطعين {slice} و{next} مسافة {gap} مم، وبين غيرهما {usual} مم: ثمة مقطع مفقود أو تباعد غير منتظم.',
      'أحضر السلسلة كاملة وافتحها من جديد.',
    ],
  },
  'volume-tilted': {
    en: [
      'The slices are shifted against each other by up to {shift} mm (tilted gantry), so they make no upright volume.',
      otherSeries[0],
    ],
    ar: ['المقاطع مُزاحة بعضها عن بعض حتى {shift} مم (ميل حامل الجهاز)، فلا تؤلّف حجمًا قائم الزوايا.', otherSeries[1]],
  },
  'image-palette': {
    en: ['The image is coloured by a table; its numbers are no grey values.', otherSeries[0]],
    ar: ['الصورة ملونة بجدول ألوان، وأرقامها ليست قيمًا رمادية.', otherSeries[1]],
  },
  'step-misplaced': {
    en: ['The step {step} of the model does not fit where it stands.', 'Tell the author of the model.'],
    ar: ['الخطوة {step} في النموذج لا تلائم موضعها.', 'أبلغ مؤلف النموذج.'],
  },
  'channels-differ': {
    en: [
      'The step {step} of the model has {numbers} numbers for {channels} channels.',
      'Tell the author of the model.',
    ],
    ar: ['في الخطوة {step} من النموذج {numbers} من الأعداد مقابل {channels} من القنوات.', 'أبلغ مؤلف النموذج.'],
  },
  'layout-mismatch': {
    en: ['The model wants {layout}, and its input has {axes} axes.', 'Tell the author of the model.'],
    ar: ['يتطلب النموذج {layout}، ولمدخله {axes} محاور.', 'أبلغ مؤلف النموذج.'],
  },
});
