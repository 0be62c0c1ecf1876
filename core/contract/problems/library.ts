import { problems } from './catalogue.ts';

/** What is odd about a series, and why a path was left out. */
export const libraryProblems = problems({
  // Notes on a series.
  'slice-gap': {
    en: [
      {
        of: 'missing',
        one: 'One slice is missing, between images {before} and {after} ({from} to {to} mm).',
        other: '{missing} slices are missing, first between images {before} and {after} ({from} to {to} mm).',
      },
      'No volume is built over a gap; open the complete series.',
    ],
    ar: [
      {
        of: 'missing',
        one: 'تنقص شريحة واحدة، بين الصورتين {before} و{after} (من {from} إلى {to} مم).',
        two: 'تنقص شريحتان، أولاهما بين الصورتين {before} و{after} (من {from} إلى {to} مم).',
        few: 'تنقص {missing} شرائح، أولاها بين الصورتين {before} و{after} (من {from} إلى {to} مم).',
        other: 'تنقص {missing} شريحة، أولاها بين الصورتين {before} و{after} (من {from} إلى {to} مم).',
      },
      'لا يُبنى حجم فوق فجوة؛ افتح السلسلة كاملة.',
    ],
  },
  'two-patients': {
    en: [
      'Images of {count} patients carry the same series identifier: {patients}.',
      'Nothing is measured here; ask the sender for separate series.',
    ],
    ar: ['صور {count} من المرضى تحمل معرّف السلسلة نفسه: {patients}.', 'لا يُقاس شيء هنا؛ اطلب من المُرسِل سلاسل منفصلة.'],
  },
  'study-two-patients': {
    en: [
      'Series of {count} patients carry the same study identifier: {patients}.',
      'Check whose images these are before you read them.',
    ],
    ar: ['سلاسل {count} من المرضى تحمل معرّف الدراسة نفسه: {patients}.', 'تحقق من صاحب الصور قبل قراءتها.'],
  },
  'mixed-orientations': {
    en: [
      'The images lie in {count} different orientations.',
      'They can be looked at, but no volume is built from them.',
    ],
    ar: ['الصور موجّهة في {count} من الاتجاهات المختلفة.', 'يمكن عرضها، لكن لا يُبنى منها حجم.'],
  },
  'mixed-sizes': {
    en: ['The images have different sizes: {sizes}.', 'They can be looked at, but no volume is built from them.'],
    ar: ['أحجام الصور مختلفة: {sizes}.', 'يمكن عرضها، لكن لا يُبنى منها حجم.'],
  },
  'mixed-pixel-spacing': {
    en: ['The images have different pixel spacings.', 'They can be looked at, but no volume is built from them.'],
    ar: ['تباعد البكسلات يختلف بين الصور.', 'يمكن عرضها، لكن لا يُبنى منها حجم.'],
  },
  'mixed-frames-of-reference': {
    en: [
      'The positions of the images refer to {count} different frames of reference.',
      'They cannot be put into one volume; look at them one by one.',
    ],
    ar: [
      'مواضع الصور منسوبة إلى {count} من الأطر المرجعية المختلفة.',
      'لا يمكن جمعها في حجم واحد؛ اعرضها واحدة واحدة.',
    ],
  },
  'uneven-spacing': {
    en: [
      'The distance between slices varies from {smallest} to {largest} mm.',
      'They can be looked at, but no volume is built from them.',
    ],
    ar: ['المسافة بين الشرائح تتغير من {smallest} إلى {largest} مم.', 'يمكن عرضها، لكن لا يُبنى منها حجم.'],
  },
  'gantry-tilt': {
    en: [
      'The slices are shifted against each other: the stack is tilted by {degrees}° (gantry tilt).',
      'A plain volume would be sheared, so none is built; look at the slices.',
    ],
    ar: [
      'الشرائح مزاحة بعضها عن بعض: ميل الحزمة {degrees}° (ميل الجهاز).',
      'الحجم البسيط سيكون مائلاً فلا يُبنى؛ اعرض الشرائح.',
    ],
  },
  'crooked-stack': {
    en: [
      'The slices do not lie in a straight line: up to {distance} mm beside it.',
      'They can be looked at, but no volume is built from them.',
    ],
    ar: ['الشرائح لا تقع على خط مستقيم: تبعد عنه حتى {distance} مم.', 'يمكن عرضها، لكن لا يُبنى منها حجم.'],
  },
  'repeated-positions': {
    en: [
      {
        of: 'positions',
        one: 'Up to {times} images lie at one position, as in a series over time or with several echoes.',
        other:
          'Up to {times} images lie at each of {positions} positions, as in a series over time or with several echoes.',
      },
      'They can be looked at, but no single volume is built from them.',
    ],
    ar: [
      {
        of: 'positions',
        one: 'توجد حتى {times} من الصور في موضع واحد، كما في السلاسل الزمنية أو متعددة الأصداء.',
        two: 'توجد حتى {times} من الصور في كل من موضعين، كما في السلاسل الزمنية أو متعددة الأصداء.',
        few: 'توجد حتى {times} من الصور في كل من {positions} مواضع، كما في السلاسل الزمنية أو متعددة الأصداء.',
        many: 'توجد حتى {times} من الصور في كل من {positions} موضعًا، كما في السلاسل الزمنية أو متعددة الأصداء.',
        other: 'توجد حتى {times} من الصور في كل من {positions} موضع، كما في السلاسل الزمنية أو متعددة الأصداء.',
      },
      'يمكن عرضها، لكن لا يُبنى منها حجم واحد.',
    ],
  },
  localiser: {
    en: ['This is a localiser (scout).', 'It is for planning; analyse the series that it was made for.'],
    ar: ['هذه صورة تحديد موضع (كشافة).', 'هي للتخطيط؛ حلّل السلسلة التي أُعدّت لها.'],
  },
  'same-identifier': {
    en: [
      {
        of: 'identifiers',
        one: '{count} different images share one identifier, {uid}.',
        other: '{count} different images share {identifiers} identifiers, such as {uid}.',
      },
      'All are shown; results cannot say which one they mean, so ask the sender for correct files.',
    ],
    ar: [
      {
        of: 'identifiers',
        one: '{count} من الصور المختلفة تتشارك معرّفًا واحدًا هو {uid}.',
        two: '{count} من الصور المختلفة تتشارك معرّفين، مثل {uid}.',
        few: '{count} من الصور المختلفة تتشارك {identifiers} معرّفات، مثل {uid}.',
        many: '{count} من الصور المختلفة تتشارك {identifiers} معرّفًا، مثل {uid}.',
        other: '{count} من الصور المختلفة تتشارك {identifiers} معرّف، مثل {uid}.',
      },
      'تُعرض كلها؛ لا يمكن للنتائج أن تحدد أيها المقصود، فاطلب من المُرسِل ملفات صحيحة.',
    ],
  },
  'same-picture': {
    en: [
      'The same picture is here {count} times under headers that disagree on: {attributes}.',
      'Ask the sender which header is right before you rely on any of them.',
    ],
    ar: [
      'الصورة نفسها موجودة {count} مرات بترويسات تختلف في: {attributes}.',
      'اسأل المُرسِل عن الترويسة الصحيحة قبل الاعتماد على أي منها.',
    ],
  },
  'mixed-modalities': {
    en: [
      'The images of this series name different modalities: {modalities}.',
      'Check what they are before you read them; no volume is built from them.',
    ],
    ar: ['تذكر صور هذه السلسلة أنواع تصوير مختلفة: {modalities}.', 'تحقق من نوعها قبل قراءتها؛ لا يُبنى منها حجم.'],
  },
  'no-pixel-spacing': {
    en: [
      {
        of: 'count',
        one: 'One image has no pixel spacing: there are no millimetres here.',
        other: '{count} images have no pixel spacing: there are no millimetres here.',
      },
      'Nothing can be measured here.',
    ],
    ar: [
      {
        of: 'count',
        one: 'صورة واحدة بلا تباعد للبكسلات: لا مليمترات هنا.',
        two: 'صورتان بلا تباعد للبكسلات: لا مليمترات هنا.',
        few: '{count} صور بلا تباعد للبكسلات: لا مليمترات هنا.',
        other: '{count} صورة بلا تباعد للبكسلات: لا مليمترات هنا.',
      },
      'لا يمكن القياس هنا.',
    ],
  },
  'region-spacing': {
    en: [
      'Millimetres are known inside the calibrated regions of this ultrasound image only.',
      'Measure within one region; across or beside them lengths are in pixels.',
    ],
    ar: [
      'المليمترات معروفة داخل المناطق المعايرة من صورة الموجات فوق الصوتية فقط.',
      'قِس داخل منطقة واحدة؛ فالأطوال بينها أو خارجها بالبكسل.',
    ],
  },
  'detector-spacing': {
    en: [
      'Millimetres are known at the detector only, not in the patient.',
      'Lengths on the image are larger than in the body.',
    ],
    ar: ['المليمترات معروفة عند الكاشف فقط، لا داخل المريض.', 'الأطوال على الصورة أكبر منها في الجسم.'],
  },
  'no-position': {
    en: [
      { of: 'count', one: 'One image does not say where it lies.', other: '{count} images do not say where they lie.' },
      'The images are ordered by number, and no volume is built.',
    ],
    ar: [
      {
        of: 'count',
        one: 'صورة واحدة لا تذكر موضعها.',
        two: 'صورتان لا تذكران موضعهما.',
        few: '{count} صور لا تذكر موضعها.',
        other: '{count} صورة لا تذكر موضعها.',
      },
      'رُتبت الصور بحسب أرقامها، ولا يُبنى منها حجم.',
    ],
  },
  'broken-geometry': {
    en: [
      {
        of: 'count',
        one: 'Position, orientation or pixel spacing of one image means nothing.',
        other: 'Position, orientation or pixel spacing of {count} images means nothing.',
      },
      'The pictures can be looked at; nothing is measured in them.',
    ],
    ar: [
      {
        of: 'count',
        one: 'الموضع أو الاتجاه أو تباعد البكسلات في صورة واحدة لا معنى له.',
        two: 'الموضع أو الاتجاه أو تباعد البكسلات في صورتين لا معنى له.',
        few: 'الموضع أو الاتجاه أو تباعد البكسلات في {count} صور لا معنى له.',
        other: 'الموضع أو الاتجاه أو تباعد البكسلات في {count} صورة لا معنى له.',
      },
      'يمكن عرض الصور؛ ولا يُقاس فيها شيء.',
    ],
  },
  'colour-series': {
    en: ['The images are in colour.', 'They can be looked at, but no volume is built from them.'],
    ar: ['الصور ملوّنة.', 'يمكن عرضها، لكن لا يُبنى منها حجم.'],
  },
  'picture-missing': {
    en: [
      { of: 'count', one: 'One image file holds no picture.', other: '{count} image files hold no picture.' },
      'Export the images again with their pixels.',
    ],
    ar: [
      {
        of: 'count',
        one: 'ملف واحد لا صورة فيه.',
        two: 'ملفان لا صورة فيهما.',
        few: '{count} ملفات لا صورة فيها.',
        many: '{count} ملفًا لا صورة فيها.',
        other: '{count} ملف لا صورة فيها.',
      },
      'صدّر الصور من جديد مع بياناتها النقطية.',
    ],
  },
  'source-missing': {
    en: [
      'The series that this belongs to is not here ({series}).',
      'Open the folder that has it, so that both can be shown together.',
    ],
    ar: ['السلسلة التي يتبعها هذا الملف ليست هنا ({series}).', 'افتح المجلد الذي فيه تلك السلسلة لتُعرضا معًا.'],
  },
  'source-incomplete': {
    en: [
      'Only {present} of the {referenced} images that this refers to are here.',
      'Open the complete series, so that all of it can be shown.',
    ],
    ar: [
      'لا يوجد هنا إلا {present} من {referenced} من الصور التي يشير إليها هذا الملف.',
      'افتح السلسلة كاملة ليظهر كله.',
    ],
  },
  'research-picture': {
    en: [
      'This is a picture file without patient, modality or date.',
      'It can be looked at and measured as far as it knows millimetres; nothing is exported from it.',
    ],
    ar: [
      'هذا ملف صورة بلا مريض ولا نوع تصوير ولا تاريخ.',
      'يمكن عرضه والقياس فيه بقدر ما يعرف من المليمترات؛ ولا يُصدَّر منه شيء.',
    ],
  },
  'picture-no-export': {
    en: [
      'Results on a picture file cannot be exported: it has no patient.',
      'Analyse the DICOM images that it was made from.',
    ],
    ar: ['لا يمكن تصدير نتائج ملف صورة: ليس له مريض.', 'حلّل صور DICOM التي صُنع منها.'],
  },
  'no-images': {
    en: ['This series has no pictures.', 'It is listed only so that it is known to be there.'],
    ar: ['لا صور في هذه السلسلة.', 'أُدرجت في القائمة ليُعلم بوجودها فقط.'],
  },
  'stand-in-identifier': {
    en: [
      'A file lacks the identifier of its study, series or image; a stand-in made from its path is used.',
      'Ask the sender for a complete file before results are passed on.',
    ],
    ar: [
      'ينقص ملفًا معرّفُ دراسته أو سلسلته أو صورته؛ استُخدم معرّف بديل مشتق من مساره.',
      'اطلب من المُرسِل ملفًا كاملاً قبل تمرير النتائج.',
    ],
  },

  // Paths that were left out.
  dicomdir: {
    en: ["This is the disc's index, not an image.", 'The images beside it are read directly.'],
    ar: ['هذا فهرس القرص وليس صورة.', 'تُقرأ الصور المجاورة له مباشرة.'],
  },
  'dicomdir-outside': {
    en: [
      "The disc's index points outside the disc: {target}.",
      'That file was not read; the images beside the index are read directly.',
    ],
    ar: ['فهرس القرص يشير إلى خارج القرص: {target}.', 'لم يُقرأ ذلك الملف؛ تُقرأ الصور المجاورة للفهرس مباشرة.'],
  },
  'link-outside': {
    en: ['This is a link to another place and was not followed.', 'Open that place itself.'],
    ar: ['هذا رابط إلى مكان آخر ولم يُتَّبع.', 'افتح ذلك المكان نفسه.'],
  },
  'link-broken': {
    en: ['This link leads nowhere.', 'Copy the file that it was made for.'],
    ar: ['هذا الرابط لا يؤدي إلى شيء.', 'انسخ الملف الذي أُنشئ له.'],
  },
  'nothing-here': {
    en: ['There is no file in this folder.', 'Choose the folder that has the images.'],
    ar: ['لا ملفات في هذا المجلد.', 'اختر المجلد الذي فيه الصور.'],
  },
  'archive-damaged': {
    en: ['The archive is damaged or cut off.', 'Copy or download it again.'],
    ar: ['الأرشيف تالف أو مبتور.', 'انسخه أو نزّله مرة أخرى.'],
  },
  'archive-empty': {
    en: ['There is no file in this archive.', 'Choose the archive that has the images.'],
    ar: ['لا ملفات في هذا الأرشيف.', 'اختر الأرشيف الذي فيه الصور.'],
  },
  'archive-bomb': {
    en: ['The archive unpacks to far more than it holds.', 'Do not use it; ask the sender for the images.'],
    ar: ['يُفك الأرشيف إلى أكثر بكثير مما يحتويه.', 'لا تستخدمه؛ اطلب الصور من المُرسِل.'],
  },
  'archive-locked': {
    en: [
      'The archive needs a password.',
      'Enter it in the window; on the command line, give it with --password-stdin.',
    ],
    ar: ['الأرشيف يحتاج إلى كلمة مرور.', 'أدخلها في النافذة؛ وفي سطر الأوامر مرّرها مع ‎--password-stdin.'],
  },
  'archive-password-wrong': {
    en: [
      'The password does not open {path}.',
      'Enter it again as the sender wrote it. If it is right, the archive is damaged: copy or download it again.',
    ],
    ar: [
      'كلمة المرور لا تفتح {path}.',
      'أدخلها من جديد كما كتبها المُرسِل. إن كانت صحيحة فالأرشيف تالف: انسخه أو نزّله مرة أخرى.',
    ],
  },
  'archive-method': {
    en: [
      'This part is packed in a way that is not supported (method {method}).',
      'Unpack the archive, then open the folder.',
    ],
    ar: ['هذا الجزء مضغوط بطريقة غير مدعومة (الطريقة {method}).', 'فُكّ الأرشيف ثم افتح المجلد.'],
  },
  'archive-nested': {
    en: ['This is an archive inside an archive.', 'Unpack the outer one, then open the folder.'],
    ar: ['هذا أرشيف داخل أرشيف.', 'فُكّ الأرشيف الخارجي ثم افتح المجلد.'],
  },
  'archive-outside': {
    en: ["Entry '{entry}' points outside the archive and was left out.", 'Ask the sender for a clean archive.'],
    ar: ["المدخل '{entry}' يشير إلى خارج الأرشيف فتُرك.", 'اطلب من المُرسِل أرشيفًا سليمًا.'],
  },
  'archive-link': {
    en: ["Entry '{entry}' is a link, not a file, and was left out.", 'Ask the sender for the file itself.'],
    ar: ["المدخل '{entry}' رابط وليس ملفًا فتُرك.", 'اطلب من المُرسِل الملف نفسه.'],
  },
  'archive-twice': {
    en: [
      "Two entries are named '{entry}'; only the first is used.",
      'Unpack the archive by hand if the second is needed.',
    ],
    ar: ["مدخلان باسم '{entry}'؛ يُستخدم الأول فقط.", 'فُكّ الأرشيف يدويًا إن احتجت إلى الثاني.'],
  },
  'library-renewed': {
    en: [
      'The list of opened studies could not be read and was started anew ({reason}).',
      'Open the folders again; images, decisions and results are not touched.',
    ],
    ar: [
      'تعذرت قراءة قائمة الدراسات المفتوحة فبدأت من جديد ({reason}).',
      'افتح المجلدات مرة أخرى؛ لم تُمس الصور ولا القرارات ولا النتائج.',
    ],
  },
});
