import { problems } from './catalogue.ts';

/** Hosts: command line, window, loopback server, disk and permissions. */
export const hostProblems = problems({
  bug: {
    en: ['Something in Skiagraph itself went wrong: {message}.', 'Try again; if it comes back, report this sentence.'],
    ar: ['حدث خطأ في Skiagraph نفسه: {message}.', 'أعد المحاولة، وإن تكرر الخطأ فأبلغ عن هذه الجملة.'],
  },
  'wrong-use': {
    en: ['{message}.', 'See --help for what can be given.'],
    ar: ['{message}.', 'راجع --help لمعرفة المدخلات الممكنة.'],
  },
  'disk-full': {
    en: ['The disk is full: {path} could not be written.', 'Free some space and try again.'],
    ar: ['القرص ممتلئ: تعذرت كتابة {path}.', 'أفرغ بعض المساحة ثم أعد المحاولة.'],
  },
  'not-writable': {
    en: ['Nothing can be written in {path}.', 'Choose another folder or change its permissions.'],
    ar: ['لا يمكن الكتابة في {path}.', 'اختر مجلدًا آخر أو غيّر أذوناته.'],
  },
  'not-found': {
    en: ['{what} does not exist.', 'Check the name and try again.'],
    ar: ['لا وجود لـ {what}.', 'تحقق من الاسم ثم أعد المحاولة.'],
  },
});
