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
  'unknown-option': {
    en: ['Unknown option {option}.', 'A file of that name is given as ./{option}; see --help for the options.'],
    ar: ['الخيار {option} غير معروف.', 'إن كان اسم ملف فاكتبه ‎./{option}‎، وراجع --help لمعرفة الخيارات.'],
  },
  'disk-full': {
    en: ['The disk is full: {path} could not be written.', 'Free some space and try again.'],
    ar: ['القرص ممتلئ: تعذرت كتابة {path}.', 'أفرغ بعض المساحة ثم أعد المحاولة.'],
  },
  'not-writable': {
    en: ['Nothing can be written in {path}.', 'Choose another folder or change its permissions.'],
    ar: ['لا يمكن الكتابة في {path}.', 'اختر مجلدًا آخر أو غيّر أذوناته.'],
  },
  'already-there': {
    en: ['{path} is already there and was left as it is.', 'Choose another place, or give --force to replace it.'],
    ar: ['الملف {path} موجود من قبل وتُرك كما هو.', 'اختر موضعًا آخر، أو أضف --force لاستبداله.'],
  },
  'not-found': {
    en: ['{what} does not exist.', 'Check the name and try again.'],
    ar: ['لا وجود لـ {what}.', 'تحقق من الاسم ثم أعد المحاولة.'],
  },
  'no-such-series': {
    en: ['The series {series} is not in the library.', 'Open its files again.'],
    ar: ['السلسلة {series} غير موجودة في المكتبة.', 'افتح ملفاتها من جديد.'],
  },
  'hanging-damaged': {
    en: [
      'The hanging protocols in {path} cannot be understood ({reason}); the usual ones are in use.',
      'Mend the file, or delete it to begin with the usual ones.',
    ],
    ar: [
      'تعذّر فهم قواعد عرض الفحوص في {path} ({reason})، والمستخدم الآن هو القواعد المعتادة.',
      'أصلح الملف، أو احذفه للبدء بالقواعد المعتادة.',
    ],
  },
  'no-such-instance': {
    en: ['The image or object {instance} is not in that series.', 'Open its files again.'],
    ar: ['الصورة أو الكائن {instance} غير موجود في هذه السلسلة.', 'افتح ملفاتها من جديد.'],
  },
  'series-changed': {
    en: ['The series has other images by now.', 'They are fetched again.'],
    ar: ['تغيرت صور هذه السلسلة.', 'تُجلب من جديد.'],
  },
  'no-such-frame': {
    en: ['Frame {frame} was asked for, but there are {frames}, counted from 0.', 'Choose one of these.'],
    ar: ['طُلب الإطار {frame}، وعدد الإطارات {frames} يبدأ عدها من 0.', 'اختر واحدًا منها.'],
  },
  'no-such-finding': {
    en: ['The run {run} has no finding {finding}.', 'Open the run again and decide on one of its findings.'],
    ar: ['لا توجد في التحليل {run} نتيجة باسم {finding}.', 'افتح التحليل من جديد واختر إحدى نتائجه.'],
  },
  'nothing-to-open': {
    en: ['There is no DICOM image in {path}.', 'Choose a file, folder or ZIP that holds DICOM images.'],
    ar: ['لا توجد صور DICOM في {path}.', 'اختر ملفًا أو مجلدًا أو ملف ZIP فيه صور DICOM.'],
  },
  'no-eligible-series': {
    en: ['{model} may read none of these series: {reasons}', 'Choose another series or model.'],
    ar: ['لا يصلح {model} لقراءة أي من هذه السلاسل: {reasons}', 'اختر سلسلة أخرى أو نموذجًا آخر.'],
  },
  'channel-unclear': {
    en: [
      'Which series “{channel}” is, is not clear; it may be {candidates}.',
      'Choose it where the model is run, or name it by number or UID: --channel {key}=<series>.',
    ],
    ar: [
      'ليس واضحًا أي سلسلة هي «{channel}»، وقد تكون {candidates}.',
      'اخترها حيث يُشغَّل النموذج، أو سمّها برقمها أو بمعرّفها: --channel {key}=<series>.',
    ],
  },
  'channel-missing': {
    en: ['No series of this study can be “{channel}”. {reasons}', 'Open the whole study, or choose another model.'],
    ar: ['لا تصلح أي سلسلة في هذه الدراسة لتكون «{channel}». {reasons}', 'افتح الدراسة كاملة أو اختر نموذجًا آخر.'],
  },
  'too-large': {
    en: ['More was sent than is accepted at once ({limit}).', 'Open the folder by its path instead.'],
    ar: ['حجم ما أُرسل يفوق المسموح به دفعة واحدة ({limit}).', 'افتح المجلد بمساره بدلًا من ذلك.'],
  },
  forbidden: {
    en: [
      'This page belongs to somebody else or to an earlier start.',
      'Open the address that Skiagraph printed when it started.',
    ],
    ar: ['هذه الصفحة لا تخص هذا التشغيل من Skiagraph.', 'افتح العنوان الذي طبعه Skiagraph عند بدء تشغيله.'],
  },
  'port-in-use': {
    en: ['Port {port} is used by another program.', 'Choose another with --port, or leave it out.'],
    ar: ['المنفذ {port} يستخدمه برنامج آخر.', 'اختر منفذًا آخر بالخيار --port أو لا تحدده.'],
  },
  'no-page': {
    en: ['The page of Skiagraph has not been built.', 'Run npm start once in the checkout.'],
    ar: ['لم تُبنَ صفحة Skiagraph بعد.', 'شغّل npm start مرة واحدة في مجلد المشروع.'],
  },
  'engine-stopped': {
    en: ['The engine stopped and was started again; every decision that was shown is kept.', 'Do the last step again.'],
    ar: ['توقف المحرك ثم أُعيد تشغيله، وكل قرار ظهر على الشاشة محفوظ.', 'أعد الخطوة الأخيرة.'],
  },
});
