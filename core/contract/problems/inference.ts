import { problems } from './catalogue.ts';

/** Running networks: what the network, its process or the machine did. */
export const inferenceProblems = problems({
  'run-cancelled': {
    en: ['The analysis was cancelled; nothing was kept of it.', 'Start it again when you like.'],
    ar: ['أُلغي التحليل ولم يُحتفظ بشيء منه.', 'ابدأه من جديد متى شئت.'],
  },
  'run-timed-out': {
    en: [
      'The network was stopped after {seconds} s, the time that its package allows.',
      'Try a smaller series or another provider.',
    ],
    ar: ['أُوقفت الشبكة بعد {seconds} ث، وهي المدة التي تسمح بها حزمتها.', 'جرّب سلسلة أصغر أو وحدة حساب أخرى.'],
  },
  'run-out-of-memory': {
    en: ['The analysis stopped (out of memory).', 'Try CPU or a smaller series.'],
    ar: ['توقف التحليل (نفدت الذاكرة).', 'جرّب المعالج المركزي أو سلسلة أصغر.'],
  },
  'runner-stopped': {
    en: [
      'The analysis stopped: its process ended ({how}), most often for want of memory.',
      'Try again, with CPU or a smaller series.',
    ],
    ar: [
      'توقف التحليل: انتهت عمليته ({how})، وأكثر ما يكون ذلك لنقص الذاكرة.',
      'أعد المحاولة بالمعالج المركزي أو بسلسلة أصغر.',
    ],
  },
  'network-cannot-run': {
    en: ['The network does not run on {provider}: {message}.', 'Try CPU, or tell the author of the model.'],
    ar: ['لا تعمل الشبكة على {provider}: {message}.', 'جرّب المعالج المركزي أو أبلغ مؤلف النموذج.'],
  },
  'network-changed': {
    en: ['{file} has changed since it was packed.', 'Get the package again.'],
    ar: ['تغيّر {file} منذ تحزيمه.', 'أحضر الحزمة من جديد.'],
  },
  'windows-too-large': {
    en: [
      'Putting {labels} labels of this series together needs {gigabytes} GiB, more than is allowed.',
      'Use a smaller series, or a model that resamples to a larger spacing.',
    ],
    ar: [
      'جمع {labels} من الوسوم في هذه السلسلة يحتاج إلى {gigabytes} غيبيبايت، وهو أكثر من المسموح.',
      'استخدم سلسلة أصغر أو نموذجًا يعيد أخذ العينات بتباعد أكبر.',
    ],
  },
  'network-output': {
    en: [
      'The network returned {found} as {name}, its package promises {wanted}; nothing is reported.',
      'Tell the author of the model.',
    ],
    ar: ['أعادت الشبكة {found} باسم {name}، وحزمتها تعد بـ {wanted}، فلا يُبلَّغ عن شيء.', 'أبلغ مؤلف النموذج.'],
  },
  'not-numbers': {
    en: [
      'The network returned numbers that are not numbers; nothing is reported.',
      'Try CPU, or tell the author of the model.',
    ],
    ar: ['أعادت الشبكة قيمًا ليست أعدادًا، فلا يُبلَّغ عن شيء.', 'جرّب المعالج المركزي أو أبلغ مؤلف النموذج.'],
  },
  'constant-output': {
    en: ['The network returned the same number everywhere; nothing is reported.', 'Tell the author of the model.'],
    ar: ['أعادت الشبكة العدد نفسه في كل موضع، فلا يُبلَّغ عن شيء.', 'أبلغ مؤلف النموذج.'],
  },
  'box-cells': {
    en: [
      'The network answers for {found} cells, its package promises {wanted}; nothing is reported.',
      'Tell the author of the model.',
    ],
    ar: ['تجيب الشبكة عن {found} خلية، وحزمتها تعد بـ {wanted}، فلا يُبلَّغ عن شيء.', 'أبلغ مؤلف النموذج.'],
  },
  'golden-unreadable': {
    en: ['{file} is no array of float32 in C order (.npy).', 'Get the package again, or tell the author of the model.'],
    ar: ['{file} ليس مصفوفة float32 بترتيب C ‏(.npy).', 'أحضر الحزمة من جديد أو أبلغ مؤلف النموذج.'],
  },
  'golden-differs': {
    en: [
      'In “{name}” this machine computes something else than the author did: {difference} apart.',
      'Do not use this model with this provider.',
    ],
    ar: [
      'في «{name}» يحسب هذا الجهاز غير ما حسبه المؤلف، والفرق {difference}.',
      'لا تستعمل هذا النموذج بوحدة الحساب هذه.',
    ],
  },
  'task-unsupported': {
    en: [
      'A model for {task} cannot be run on this kind of input.',
      'Choose a model for classification or segmentation, or for detection on images.',
    ],
    ar: ['لا يمكن تشغيل نموذج {task} على هذا النوع من المدخلات.', 'اختر نموذجًا للتصنيف أو للتجزئة، أو للكشف في الصور.'],
  },
  'provider-untried': {
    en: ['{provider} has not been tried with a model here.', 'Run "skiagraph models verify --provider {provider}".'],
    ar: ['لم تُجرَّب وحدة الحساب {provider} هنا مع أي نموذج.', 'شغّل "skiagraph models verify --provider {provider}".'],
  },
  'cuda-not-installed': {
    en: [
      'ONNX Runtime has no CUDA here ({file} is not there).',
      'With an NVIDIA card: install its driver, CUDA 12 and cuDNN 9, then run "node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12" in the folder of Skiagraph.',
    ],
    ar: [
      'لا تتوفر CUDA هنا لـ ONNX Runtime (الملف {file} غير موجود).',
      'إن كانت لديك بطاقة NVIDIA فثبّت تعريفها وCUDA 12 وcuDNN 9، ثم شغّل "node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12" في مجلد Skiagraph.',
    ],
  },
  'vulkan-not-installed': {
    en: [
      'WebGPU finds no Vulkan driver on this machine.',
      'Install the driver of the graphics card (Debian and Ubuntu: mesa-vulkan-drivers for AMD and Intel, nvidia-driver for NVIDIA).',
    ],
    ar: [
      'لا تجد WebGPU تعريف Vulkan على هذا الجهاز.',
      'ثبّت تعريف بطاقة الرسوم (في Debian وUbuntu: mesa-vulkan-drivers لبطاقات AMD وIntel، وnvidia-driver لبطاقات NVIDIA).',
    ],
  },
  'series-without-images': {
    en: ['The series has no images.', 'Choose another series.'],
    ar: ['ليس في السلسلة صور.', 'اختر سلسلة أخرى.'],
  },
});
