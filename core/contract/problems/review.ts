import { problems } from './catalogue.ts';

export const reviewProblems = problems({
  'journal-damaged': {
    en: [
      'The journal {path} was changed outside Skiagraph or its disk is damaged.',
      'Restore the file from a backup; what can still be read is shown, and nothing is added to it.',
    ],
    ar: [
      'تغيّر السجل {path} من خارج Skiagraph أو تضرر القرص.',
      'استعد الملف من نسخة احتياطية، وما أمكنت قراءته معروض، ولن يضاف إليه شيء.',
    ],
  },
  'journal-busy': {
    en: ['Another program has held the journal {path} for too long.', 'Close the other window and try again.'],
    ar: ['يحتجز برنامج آخر السجل {path} منذ مدة طويلة.', 'أغلق النافذة الأخرى ثم أعد المحاولة.'],
  },
  'nothing-to-undo': {
    en: ['Entry {seq} of the journal is no decision that can be taken back.', 'Choose another entry.'],
    ar: ['القيد {seq} في السجل ليس قرارًا يمكن التراجع عنه.', 'اختر قيدًا آخر.'],
  },
  'no-such-measurement': {
    en: ['The journal holds no measurement {id} that could be deleted.', 'Look at the list of measurements again.'],
    ar: ['لا يوجد في السجل قياس {id} يمكن حذفه.', 'راجع قائمة القياسات من جديد.'],
  },
  'artefact-missing': {
    en: [
      'The file {sha256} of a run is missing from the data folder.',
      'Restore it from a backup, or run the model again.',
    ],
    ar: [
      'الملف {sha256} التابع لتشغيل سابق غير موجود في مجلد البيانات.',
      'استعده من نسخة احتياطية أو شغّل النموذج من جديد.',
    ],
  },
  'artefact-damaged': {
    en: [
      'The file {sha256} of a run no longer holds what was written.',
      'Restore it from a backup, or run the model again.',
    ],
    ar: [
      'لم يعد الملف {sha256} التابع لتشغيل سابق يحوي ما كُتب فيه.',
      'استعده من نسخة احتياطية أو شغّل النموذج من جديد.',
    ],
  },
  'no-such-run': {
    en: ['There is no run {run} in the data folder.', 'Look up its number in the list of runs.'],
    ar: ['لا يوجد تشغيل بالرقم {run} في مجلد البيانات.', 'راجع رقمه في قائمة عمليات التشغيل.'],
  },
});
