import { problems } from './catalogue.ts';

/** DICOM files: what cannot be read or decoded, and what is odd about what can. */
export const dicomProblems = problems({
  'file-empty': {
    en: ['The file is empty.', 'Copy it again from where it came.'],
    ar: ['الملف فارغ.', 'انسخه من جديد من مصدره.'],
  },
  'not-dicom': {
    en: ['This is not a DICOM file.', 'Choose a DICOM file, or a folder or archive that holds some.'],
    ar: ['هذا ليس ملف DICOM.', 'اختر ملف DICOM، أو مجلدًا أو أرشيفًا يحتوي على ملفات منه.'],
  },
  'web-page': {
    en: ['This is a web page, not a DICOM image.', 'Download the image again.'],
    ar: ['هذه صفحة ويب وليست صورة DICOM.', 'نزّل الصورة من جديد.'],
  },
  'other-format': {
    en: ['This is a {format} file, not a DICOM image.', 'Export the image as DICOM and open that file.'],
    ar: ['هذا ملف {format} وليس صورة DICOM.', 'صدّر الصورة بصيغة DICOM ثم افتح ذلك الملف.'],
  },
  'not-a-file': {
    en: ['{path} is a folder, device or pipe, not a file.', 'Give the path of a file.'],
    ar: ['{path} مجلد أو جهاز أو قناة وليس ملفًا.', 'أدخل مسار ملف.'],
  },
  'file-unreadable': {
    en: ['{path} cannot be read ({reason}).', 'Check that it exists and that you may read it.'],
    ar: ['تعذرت قراءة {path} ({reason}).', 'تأكد من وجوده ومن أن لديك إذن قراءته.'],
  },
  'archive-unreadable': {
    en: ['The archive {path} cannot be read ({reason}).', 'Unpack it with another program, or copy it again.'],
    ar: ['تعذرت قراءة الأرشيف {path} ({reason}).', 'فك ضغطه ببرنامج آخر أو انسخه من جديد.'],
  },
  'element-too-long': {
    en: ['Element {tag} is longer than the file.', 'The file is cut off or damaged: copy it again.'],
    ar: ['العنصر {tag} أطول من الملف.', 'الملف مقطوع أو تالف: انسخه من جديد.'],
  },
  'nested-too-deeply': {
    en: ['The file is nested too deeply (more than {levels} levels).', 'It is damaged or hostile: get it again.'],
    ar: ['الملف متداخل أكثر مما ينبغي (أكثر من {levels} مستوى).', 'إنه تالف أو ضار: احصل عليه من جديد.'],
  },
  'too-many-elements': {
    en: ['The file holds far more elements than an image needs.', 'It is damaged or hostile: get it again.'],
    ar: ['يحتوي الملف على عناصر أكثر بكثير مما تحتاجه صورة.', 'إنه تالف أو ضار: احصل عليه من جديد.'],
  },
  'unpacks-too-far': {
    en: ['The file unpacks to far more than an image needs.', 'It is damaged or hostile: get it again.'],
    ar: ['ينفك ضغط الملف إلى أكثر بكثير مما تحتاجه صورة.', 'إنه تالف أو ضار: احصل عليه من جديد.'],
  },
  'deflate-damaged': {
    en: ['The compressed part of the file is damaged.', 'Copy the file again.'],
    ar: ['الجزء المضغوط من الملف تالف.', 'انسخ الملف من جديد.'],
  },
  'no-pixels': {
    en: ['There is no picture in this file.', 'Choose an image; reports and plans hold none.'],
    ar: ['لا توجد صورة في هذا الملف.', 'اختر صورة، فالتقارير والخطط لا تحتوي على صور.'],
  },
  'video-unsupported': {
    en: ['Video is not supported.', 'Export the recording as single images.'],
    ar: ['الفيديو غير مدعوم.', 'صدّر التسجيل على شكل صور منفردة.'],
  },
  'pixels-elsewhere': {
    en: [
      'The picture is not in the file but at a network address, which Skiagraph never opens.',
      'Export the image with its pixels.',
    ],
    ar: ['الصورة ليست في الملف بل في عنوان على الشبكة، وSkiagraph لا يفتحه أبدًا.', 'صدّر الصورة مع بياناتها النقطية.'],
  },
  'transfer-syntax-unsupported': {
    en: ['Pictures in transfer syntax {uid} cannot be decoded.', 'Export the image uncompressed or as JPEG 2000.'],
    ar: ['لا يمكن فك ترميز صور صيغة النقل {uid}.', 'صدّر الصورة دون ضغط أو بصيغة JPEG 2000.'],
  },
  'picture-layout-unsupported': {
    en: ['A picture with {attribute} {value} cannot be decoded.', 'Export the image again in an ordinary form.'],
    ar: ['لا يمكن فك ترميز صورة فيها {attribute} بقيمة {value}.', 'صدّر الصورة من جديد بشكل معتاد.'],
  },
  'picture-size-impossible': {
    en: ['The header says that the picture is {rows} × {columns}.', 'The file is damaged: get it again.'],
    ar: ['تذكر الترويسة أن الصورة بمقاس {rows} × {columns}.', 'الملف تالف: احصل عليه من جديد.'],
  },
  'picture-promised': {
    en: ['The header promises {promised} of picture, the file has {present}.', 'Copy the file again.'],
    ar: ['تعد الترويسة بصورة حجمها {promised} وفي الملف {present}.', 'انسخ الملف من جديد.'],
  },
  'picture-cut-off': {
    en: ['The picture is cut off ({present} of {promised} bytes).', 'Copy the file again.'],
    ar: ['الصورة مقطوعة ({present} من {promised} بايت).', 'انسخ الملف من جديد.'],
  },
  'picture-too-large': {
    en: ['One picture would need {size} of memory.', 'Export it smaller or in tiles.'],
    ar: ['تحتاج صورة واحدة إلى {size} من الذاكرة.', 'صدّرها بمقاس أصغر أو على شكل قطع.'],
  },
  'picture-size-differs': {
    en: ['The picture inside is {inside}, the header says {header}.', 'The file is damaged: get it again.'],
    ar: ['مقاس الصورة في الداخل {inside} وتذكر الترويسة {header}.', 'الملف تالف: احصل عليه من جديد.'],
  },
  'frames-promised': {
    en: ['The header promises {frames} frames, more than the file can hold.', 'Copy the file again.'],
    ar: ['تعد الترويسة بعدد {frames} من الإطارات، وهو أكثر مما يتسع له الملف.', 'انسخ الملف من جديد.'],
  },
  'picture-format-unknown': {
    en: ['{path} is no picture in a known format.', 'Give a NIfTI, PNG or JPEG file, or DICOM.'],
    ar: ['{path} ليس صورة بصيغة معروفة.', 'استعمل ملف NIfTI أو PNG أو JPEG، أو ملف DICOM.'],
  },
  'picture-damaged': {
    en: ['The compressed picture is damaged.', 'Copy the file again.'],
    ar: ['الصورة المضغوطة تالفة.', 'انسخ الملف من جديد.'],
  },
  'frame-missing': {
    en: ['There is no frame {frame}: the file has {frames}, counted from 0.', 'Choose another frame.'],
    ar: ['لا يوجد إطار {frame}: في الملف {frames} من الإطارات، والعد من 0.', 'اختر إطارًا آخر.'],
  },
  'decoder-stopped': {
    en: ['The picture could not be decoded: the decoder stopped.', 'Copy the file again; if it comes back, report it.'],
    ar: ['تعذر فك ترميز الصورة: توقف برنامج فك الترميز.', 'انسخ الملف من جديد، وإن تكرر ذلك فأبلغ عنه.'],
  },
  'waveform-cut-off': {
    en: ['The recording is cut off ({present} of {promised} bytes).', 'Copy the file again.'],
    ar: ['التسجيل مقطوع ({present} من {promised} بايت).', 'انسخ الملف من جديد.'],
  },
  'overlay-unplaced': {
    en: ['The overlay does not say where on these images it lies.', 'Open it by itself to look at it.'],
    ar: ['لا تذكر الطبقة موضعها على هذه الصور.', 'افتحها وحدها للاطلاع عليها.'],
  },
  'overlay-other-size': {
    en: [
      'The images of this series differ in size, so that nothing can be laid over them.',
      'Open the overlay by itself.',
    ],
    ar: ['صور هذه السلسلة مختلفة الأحجام فلا يمكن وضع شيء فوقها.', 'افتح الطبقة وحدها.'],
  },
  'no-such-overlay': {
    en: ['There is no such overlay on this series.', 'Open the folder that has it again.'],
    ar: ['لا توجد طبقة كهذه على هذه السلسلة.', 'افتح المجلد الذي فيه الطبقة من جديد.'],
  },
  'no-pdf': {
    en: ['There is no PDF in this file.', 'Choose another document.'],
    ar: ['لا يوجد ملف PDF داخل هذا الملف.', 'اختر مستندًا آخر.'],
  },
  'file-header-missing': {
    en: [
      'The file does not say how it is coded (no file meta information).',
      'It was read by what its first bytes look like; ask the sender for a complete file.',
    ],
    ar: [
      'لا يذكر الملف كيف رُمّز (معلومات الملف الوصفية غائبة).',
      'قُرئ بحسب ما تبدو عليه بايتاته الأولى؛ اطلب من المُرسِل ملفًا كاملاً.',
    ],
  },
  'syntax-retired': {
    en: [
      'The picture is stored in a form that the standard has retired ({uid}).',
      'It opens here; other programs may refuse it.',
    ],
    ar: ['الصورة مخزّنة بصيغة سُحبت من المعيار ({uid}).', 'تُفتح هنا، وقد ترفضها برامج أخرى.'],
  },
  'sign-differs': {
    en: [
      'The compressed picture and its header disagree on whether values are signed.',
      'The compressed picture was believed; compare values with the source before you measure.',
    ],
    ar: [
      'تختلف الصورة المضغوطة وترويستها في كون القيم ذات إشارة.',
      'أُخذ بما في الصورة المضغوطة؛ قارن القيم بالمصدر قبل القياس.',
    ],
  },
  'picture-boxed': {
    en: [
      'The compressed picture is wrapped as a file of its own (JP2).',
      'It opens here; other programs may refuse it.',
    ],
    ar: ['الصورة المضغوطة مغلّفة كملف مستقل (JP2).', 'تُفتح هنا، وقد ترفضها برامج أخرى.'],
  },
  tiled: {
    en: ['This is a whole slide in {tiles} tiles.', 'The tiles are shown one by one.'],
    ar: ['هذه شريحة كاملة في {tiles} من القطع.', 'تُعرض القطع واحدة واحدة.'],
  },
  'preamble-missing': {
    en: ['The file starts without the mark of DICOM files.', 'It opens here; other programs may refuse it.'],
    ar: ['يبدأ الملف دون علامة ملفات DICOM.', 'يُفتح هنا، وقد ترفضه برامج أخرى.'],
  },
  'meta-length-missing': {
    en: ['The file does not say how long its meta information is.', 'It opens here; other programs may refuse it.'],
    ar: ['لا يذكر الملف طول معلوماته الوصفية.', 'يُفتح هنا، وقد ترفضه برامج أخرى.'],
  },
  'meta-length-wrong': {
    en: [
      'The meta information of the file is {length} bytes long, and says that it is {said}.',
      'It was read as it is; other programs may refuse it.',
    ],
    ar: ['طول المعلومات الوصفية للملف {length} بايت، ويذكر الملف أنه {said}.', 'قُرئت كما هي، وقد ترفضها برامج أخرى.'],
  },
  'vr-wrong': {
    en: [
      {
        of: 'count',
        one: 'One element is written in another representation than the standard has, {tag}: {written} for {expected}.',
        other:
          '{count} elements are written in another representation than the standard has, first {tag}: {written} for {expected}.',
      },
      'What is written was read as it is; compare it with the source where it matters.',
    ],
    ar: [
      {
        of: 'count',
        one: 'عنصر واحد مكتوب بتمثيل غير تمثيل المعيار، هو {tag}: {written} بدل {expected}.',
        two: 'عنصران مكتوبان بتمثيل غير تمثيل المعيار، أولهما {tag}: {written} بدل {expected}.',
        few: '{count} عناصر مكتوبة بتمثيل غير تمثيل المعيار، أولها {tag}: {written} بدل {expected}.',
        many: '{count} عنصرًا مكتوبة بتمثيل غير تمثيل المعيار، أولها {tag}: {written} بدل {expected}.',
        other: '{count} عنصر مكتوبة بتمثيل غير تمثيل المعيار، أولها {tag}: {written} بدل {expected}.',
      },
      'قُرئ ذلك كما كُتب؛ قارنه بالمصدر حيث يهم.',
    ],
  },
  'value-wrong': {
    en: [
      "{attribute} says '{value}', which is no number.",
      'It was left out of account; compare the picture with the source.',
    ],
    ar: ["قيمة {attribute} هي '{value}' وليست رقمًا.", 'لم تُؤخذ في الحسبان؛ قارن الصورة بالمصدر.'],
  },
  'slice-thickness-empty': {
    en: ['The slice thickness is left empty.', 'Distances between slices are taken from their positions.'],
    ar: ['سُمك الشريحة متروك فارغًا.', 'تُؤخذ المسافات بين الشرائح من مواضعها.'],
  },
  'delimiter-missing': {
    en: [
      'The compressed picture does not end as it should: the last mark is missing.',
      'What is there is shown; if it looks incomplete, copy the file again.',
    ],
    ar: [
      'لا تنتهي الصورة المضغوطة كما ينبغي: العلامة الأخيرة ناقصة.',
      'يُعرض ما هو موجود؛ إن بدا ناقصًا فانسخ الملف من جديد.',
    ],
  },
  'rle-fragments': {
    en: [
      'The frames of the compressed picture are cut into more pieces than the standard allows (RLE).',
      'It opens here; other programs may refuse it.',
    ],
    ar: ['إطارات الصورة المضغوطة مقسومة إلى أجزاء أكثر مما يسمح به المعيار (RLE).', 'تُفتح هنا، وقد ترفضها برامج أخرى.'],
  },
  'icc-ignored': {
    en: [
      'The picture comes with a colour profile (ICC), which is not applied.',
      'Its colours may differ from those of the source; do not judge by their shade.',
    ],
    ar: ['مع الصورة ملف تعريف ألوان (ICC) لا يُطبَّق.', 'قد تختلف ألوانها عن المصدر؛ فلا تحكم بحسب درجاتها.'],
  },
  'tiles-partial': {
    en: [
      'The slide ({width} × {height} pixels) does not end with whole tiles.',
      'The rest of its last tiles is empty and belongs to no picture.',
    ],
    ar: ['لا تنتهي الشريحة ({width} × {height} بكسل) بقطع كاملة.', 'ما بقي من قطعها الأخيرة فارغ ولا يتبع أي صورة.'],
  },
  'vr-unexpected': {
    en: ['The file is coded in another way than it says.', 'It was read as it is.'],
    ar: ['الملف مرمّز بطريقة غير التي يذكرها.', 'قُرئ كما هو.'],
  },
  'sequence-damaged': {
    en: ['A part of the header ({tag}) is damaged and was left out.', 'Check what the image says of itself.'],
    ar: ['جزء من الترويسة ({tag}) تالف وقد تُرك.', 'تحقق مما تذكره الصورة عن نفسها.'],
  },
  'character-set-unknown': {
    en: ['The character set {name} is unknown.', 'Names may be shown wrongly: compare with the source.'],
    ar: ['مجموعة المحارف {name} غير معروفة.', 'قد تظهر الأسماء خطأً: قارنها بالمصدر.'],
  },
  'text-undecodable': {
    en: ['Some text does not fit its character set; � stands for it.', 'Compare names with the source.'],
    ar: ['لا يطابق بعض النص مجموعة محارفه، ووُضعت � مكانه.', 'قارن الأسماء بالمصدر.'],
  },
  'palette-damaged': {
    en: ['The colour table is damaged and is not used.', 'The picture is shown in grey.'],
    ar: ['جدول الألوان تالف ولا يُستعمل.', 'تظهر الصورة بالرمادي.'],
  },
  'overlay-damaged': {
    en: ['An overlay is damaged and is not shown.', 'The picture itself is complete.'],
    ar: ['طبقة فوق الصورة تالفة ولا تظهر.', 'الصورة نفسها كاملة.'],
  },
});
