import { problems } from './catalogue.ts';

export const reportProblems = problems({
  'export-exists': {
    en: [
      '{path} is there already; nothing is overwritten.',
      'Choose another folder; on the command line, --force replaces it.',
    ],
    ar: ['{path} موجود من قبل، ولا يُكتب فوق شيء.', 'اختر مجلدًا آخر، أو أضف --force في سطر الأوامر لاستبداله.'],
  },
  'no-such-format': {
    en: ['{format} is no format that can be exported.', 'Choose from: {formats}.'],
    ar: ['{format} ليس صيغة يمكن التصدير بها.', 'اختر من: {formats}.'],
  },
  'export-inputs-differ': {
    en: [
      'The images, the model or the run do not belong together: {what}. Nothing was exported.',
      'Open the study again and run the model again.',
    ],
    ar: [
      'لا تنتمي الصور أو النموذج أو التشغيل بعضها إلى بعض: {what}. لم يُصدَّر شيء.',
      'افتح الفحص من جديد ثم شغّل النموذج من جديد.',
    ],
  },
  'nothing-measured': {
    en: ['Nothing is measured on this series, so there is nothing to export.', 'Measure something first.'],
    ar: ['لم يُقس شيء على هذه السلسلة، فلا شيء يُصدَّر.', 'خذ قياسًا أولًا.'],
  },
  'export-source-changed': {
    en: [
      'The images are no longer those that were analysed. Nothing was exported.',
      'Restore the images, or run the model again on what is there now.',
    ],
    ar: ['لم تعد الصور هي التي حُللت. لم يُصدَّر شيء.', 'استعد الصور، أو شغّل النموذج من جديد على ما هو موجود الآن.'],
  },
  'export-not-in-journal': {
    en: ['The journal does not have the run {run}. Nothing was exported.', 'Run the model again.'],
    ar: ['لا يحوي السجل التشغيل {run}. لم يُصدَّر شيء.', 'شغّل النموذج من جديد.'],
  },
  'export-number-wrong': {
    en: [
      '{what} of the finding {finding} is {value}, which cannot be. Nothing was exported.',
      'Run the model again; if it comes back, report it.',
    ],
    ar: [
      'قيمة {what} في النتيجة {finding} هي {value}، وهذا غير ممكن. لم يُصدَّر شيء.',
      'شغّل النموذج من جديد، وإن تكرر الأمر فأبلغ عنه.',
    ],
  },
  'export-check-failed': {
    en: [
      'The check of {file} before it was released failed: {what}. Nothing was exported.',
      'Try again; if it comes back, report this sentence.',
    ],
    ar: ['أخفق فحص {file} قبل إصداره: {what}. لم يُصدَّر شيء.', 'أعد المحاولة، وإن تكرر الأمر فأبلغ عن هذه الجملة.'],
  },
});
